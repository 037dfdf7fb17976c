/* The site has the text: what this browser kept of the form that sent it is not needed any more (`draft.js` kept it). */
(() => {
    const [, number] = location.hash.split("#sent=");
    if (!number) return;
    history.replaceState(history.state, "", location.pathname + location.search);   // an address to keep, without our mark
    try {
        for (const one of Object.keys(localStorage)) {
            if (one.startsWith("rc-draft:") && JSON.parse(localStorage.getItem(one)).form === number) localStorage.removeItem(one);
        }
    } catch { /* none allowed: none kept */ }
})();
