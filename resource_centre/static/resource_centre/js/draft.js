/* What is typed, kept while it is written. A draft: every ten seconds on the site, at each key in this browser. A change
   of a page: in this browser alone, until the site says that it has it (`sent.js`). Without this file the buttons do it. */
(() => {
    const form = document.getElementById("rc-draft"), status = form.querySelector("[data-rc-status]");
    const edition = form.elements.edition;   // none: a change of a page
    const OURS = "rc-draft:", key = `${OURS}${form.dataset.rcBy ?? ""}:${form.getAttribute("action") ?? location.pathname}`, TOKEN = "csrfmiddlewaretoken";
    const EVERY = 10000, LONG = 5000, WEEK = 604800000;

    const forget = () => { try { localStorage.removeItem(key); } catch { /* none allowed: none kept */ } };
    try {   // of other drafts: whoever sits here next is not to find them
        for (const one of Object.keys(localStorage)) {
            if (one.startsWith(OURS) && one !== key && !(JSON.parse(localStorage.getItem(one)).at > Date.now() - WEEK)) localStorage.removeItem(one);
        }
    } catch { /* as above */ }
    if ("rcTaken" in form.dataset) return forget();   // the last look: the site has it all

    // The edition that a text was written from which the site did not take; other than that of the form, there is a choice to make.
    let read = form.dataset.rcRead;
    let sent = read === undefined ? written() : "", busy = null, offered = false, ours = false, leaving = false, waits = false;
    let stopped = read !== undefined && read !== edition?.value;

    function written() {   // everything but what belongs to one page: the token, the edition, the buttons, what it only carries
        const data = new FormData(form);
        // Sent by a button, not every ten seconds; at the last look at a change, what is asked there: who proposes it.
        const aside = "rcLook" in form.dataset ? "[name]:not([type=hidden])" : "input[type=file], [data-rc-aside]";
        [TOKEN, "edition", "homepage"].forEach((name) => data.delete(name));
        form.querySelectorAll(aside).forEach((one) => data.delete(one.name));
        return new URLSearchParams(data).toString();
    }

    // Lines of files are the site's: it adds and renumbers them when a file is sent. So are empty lines, and how many lines there are.
    const of_files = (name) => /^(documents|images)-/.test(name);
    // An empty line has what is chosen in it from the start.
    const line = (name) => /^\w+-\d+-/.exec(name)?.[0];
    const said = (text) => {
        const pairs = [...new URLSearchParams(text)].filter(([name, value]) => value && name !== "shown" && !of_files(name) && !name.endsWith("_FORMS"));
        const begun = new Set(pairs.filter(([name]) => form.elements[name]?.type !== "select-one").map(([name]) => line(name)));
        return pairs.filter(([name]) => !line(name) || begun.has(line(name))).join();
    };

    const say = (text) => { if (status.textContent !== text) status.textContent = text; };
    // What the site has is no text that was never sent; one that is offered waits for its answer. One on its way may not arrive.
    const keep = (is_on_its_way = false) => {
        if (written() === sent) return offered || (ours && forget());   // that of another window is not ours to take away
        offered = false;
        try {
            ours = true;
            localStorage.setItem(key, JSON.stringify({
                text: written(), edition: read ?? edition?.value, at: Date.now(), sent: is_on_its_way,
                form: form.elements.shown?.value.split(":").pop(),   // what `sent.js` is told when it has arrived
            }));
        } catch { /* no room, or none allowed: the site keeps it */ }
    };

    const post = async (text, from) => {
        const body = new URLSearchParams(text), own = { [TOKEN]: form.elements[TOKEN].value, edition: from, by: form.dataset.rcBy, step: "auto" };
        Object.entries(own).forEach(([name, value]) => body.set(name, value));
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
        const is_json = (answer.headers.get("Content-Type") ?? "").includes("json");
        return { told: is_json ? await answer.json() : {}, is_taken: answer.ok && is_json };
    };

    const send = async () => {
        const text = written(), from = edition.value;
        try {
            let { told, is_taken } = await post(text, from);
            if (told.token) {   // the same person has signed in again, in another window: once more, with the token of today
                form.elements[TOKEN].value = told.token;
                ({ told, is_taken } = await post(text, from));
            }
            if (is_taken) {
                if (edition.value === from) edition.value = told.edition;   // else an older text was taken up meanwhile
                sent = text;
                read = undefined;
                say(told.saved);
                keep();
            } else if (told.moved) {
                stopped = true;   // the person chooses, on the page that the button leads to
                say(told.moved);
            } else {
                say(told.error ?? form.dataset.rcOut);
            }
        } catch {
            say(form.dataset.rcCut);
        }
    };

    const save = () => {
        if (!edition || busy || stopped || written() === sent) return;
        busy = send().finally(() => { busy = null; });
    };

    const put_back = (text) => {   // lines that were added since are asked of the site, by the button
        const data = new URLSearchParams(text);
        for (const field of form.elements) {
            if (!field.name || of_files(field.name) || [TOKEN, "edition"].includes(field.name) || ["submit", "file"].includes(field.type)) continue;
            const values = data.getAll(field.name);
            if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
            else if (field.type === "select-multiple") [...field.options].forEach((one) => { one.selected = values.includes(one.value); });
            else if (values.length) field.value = values[0];
        }
    };

    const show_again = (text) => {   // a change: the site knows how many lines it has, and from which page it was written
        const again = document.createElement("form");
        again.method = "post";
        for (const [name, value] of [...new URLSearchParams(text), [TOKEN, form.elements[TOKEN].value], ["step", "edit"]]) {
            const field = document.createElement("input");
            Object.assign(field, { type: "hidden", name, value });
            again.append(field);
        }
        form.after(again);
        leaving = true;
        again.submit();
    };

    const offer = () => {   // a window that was closed, or signed out, before its text was sent
        let kept = null;
        try { kept = JSON.parse(localStorage.getItem(key)); } catch { return; }
        ours = Boolean(kept) && said(kept.text) === said(written());
        if (!kept || ours || (!edition && read !== undefined)) return keep();
        offered = true;
        const box = document.createElement("div"), words = document.createElement("p"), button = document.createElement("button");
        box.className = "rc-banner rc-banner--info";
        words.textContent = kept.sent ? form.dataset.rcUnsure : form.dataset.rcKept;
        button.type = "button";
        button.className = "rc-button rc-button--quiet";
        button.textContent = form.dataset.rcTake;
        button.addEventListener("click", () => {
            if (!edition) return show_again(kept.text);
            put_back(kept.text);
            edition.value = kept.edition;   // whoever saved since is not overwritten: the site says so, and the person chooses
            read = undefined;
            offered = false;
            keep();
            box.remove();
            form.querySelectorAll("details").forEach((one) => { one.open = true; });
            save();
        });
        box.append(words, button);
        form.before(box);
    };

    let soon = 0;
    form.addEventListener("input", () => { leaving = false; clearTimeout(soon); soon = setTimeout(() => keep(), 400); });
    form.addEventListener("submit", (event) => {
        clearTimeout(soon);
        stopped = leaving = true;
        keep(!edition && event.submitter?.value === "send");
        if (!busy) return;
        event.preventDefault();   // what is under way makes the edition that the button goes on from
        if (waits) return;
        waits = true;
        Promise.race([busy, new Promise((done) => setTimeout(done, LONG))]).then(() => { busy = null; form.requestSubmit(event.submitter); });
    });
    addEventListener("beforeunload", (event) => { if (!edition && !leaving && written() !== sent) event.preventDefault(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden && !leaving) { keep(); save(); } });
    addEventListener("online", save);
    setInterval(save, EVERY);
    offer();
})();
