/* A draft kept while it is written: every ten seconds on the site, at each key in this browser.
   Without this file the buttons do it. What could not be sent stays here until it is. */
(() => {
    const form = document.getElementById("rc-draft"), status = form.querySelector("[data-rc-status]");
    const edition = form.elements.edition, key = `rc-draft:${form.getAttribute("action")}`, EVERY = 10000;
    let sent = written(), busy = false, stopped = false;

    function written() {   // everything but what belongs to one page: the token, the edition, the buttons
        const data = new FormData(form);
        ["csrfmiddlewaretoken", "edition", "homepage"].forEach((name) => data.delete(name));
        form.querySelectorAll("input[type=file]").forEach((one) => data.delete(one.name));   // sent by its button, not every ten seconds
        return new URLSearchParams(data).toString();
    }

    // Lines of files are the site's: it adds and renumbers them when a file is sent.
    const of_files = (name) => /^(documents|images)-/.test(name);
    const without_files = (text) => new URLSearchParams([...new URLSearchParams(text)].filter(([name]) => !of_files(name))).toString();

    const say = (text) => { if (status.textContent !== text) status.textContent = text; };
    const keep = () => {
        try {
            localStorage.setItem(key, JSON.stringify({ text: written(), edition: edition.value }));
        } catch { /* no room, or none allowed: the site keeps it */ }
    };
    const forget = () => { try { localStorage.removeItem(key); } catch { /* as above */ } };

    const save = async () => {
        const text = written();
        if (busy || stopped || text === sent) return;
        busy = true;
        try {
            const body = new URLSearchParams(text);
            body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
            body.set("edition", edition.value);
            body.set("step", "auto");
            const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
            const is_json = (answer.headers.get("Content-Type") ?? "").includes("json"), told = is_json ? await answer.json() : {};
            if (answer.ok && is_json) {
                edition.value = told.edition;
                sent = text;
                say(`${form.dataset.rcSaid} ${told.saved}`);
                if (written() === sent) forget();
            } else if (told.moved) {
                stopped = true;   // the person chooses, on the page that the button leads to
                say(told.moved);
            } else {
                say(told.error ?? form.dataset.rcOut);
            }
        } catch {
            say(form.dataset.rcCut);
        } finally {
            busy = false;
        }
    };

    const put_back = (text) => {   // lines that were added since are asked of the site, by the button
        const data = new URLSearchParams(text);
        for (const field of form.elements) {
            if (!field.name || of_files(field.name) || ["csrfmiddlewaretoken", "edition"].includes(field.name) || ["submit", "file"].includes(field.type)) continue;
            const values = data.getAll(field.name);
            if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
            else if (field.type === "select-multiple") [...field.options].forEach((one) => { one.selected = values.includes(one.value); });
            else if (values.length) field.value = values[0];
        }
    };

    const offer = () => {   // a window that was closed, or signed out, before its text was sent
        let kept = null;
        try { kept = JSON.parse(localStorage.getItem(key)); } catch { return; }
        if (!kept || without_files(kept.text) === without_files(sent)) return forget();
        const box = document.createElement("div"), words = document.createElement("p"), button = document.createElement("button");
        box.className = "rc-banner rc-banner--info";
        words.textContent = form.dataset.rcKept;
        button.type = "button";
        button.className = "rc-button rc-button--quiet";
        button.textContent = form.dataset.rcTake;
        button.addEventListener("click", () => { put_back(kept.text); box.remove(); form.querySelectorAll("details").forEach((one) => { one.open = true; }); save(); });
        box.append(words, button);
        form.before(box);
    };

    let soon = 0;
    form.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(keep, 400); });
    form.addEventListener("submit", () => { clearTimeout(soon); stopped = true; keep(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) { keep(); save(); } });
    addEventListener("online", save);
    setInterval(save, EVERY);
    offer();
})();
