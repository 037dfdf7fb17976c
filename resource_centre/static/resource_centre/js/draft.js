/* A draft kept while it is written: every ten seconds on the site, at each key in this browser.
   Without this file the buttons do it. What could not be sent stays here until it is. */
(() => {
    const form = document.getElementById("rc-draft"), status = form.querySelector("[data-rc-status]");
    const edition = form.elements.edition, OURS = "rc-draft:", key = OURS + form.getAttribute("action");
    const EVERY = 10000, WEEK = 604800000;

    const forget = () => { try { localStorage.removeItem(key); } catch { /* none allowed: none kept */ } };
    try {   // of other drafts: whoever sits here next is not to find them
        for (const one of Object.keys(localStorage)) {
            if (one.startsWith(OURS) && one !== key && !(JSON.parse(localStorage.getItem(one)).at > Date.now() - WEEK)) localStorage.removeItem(one);
        }
    } catch { /* as above */ }
    if ("rcTaken" in form.dataset) return forget();   // the last look: the site has it all

    // The edition that a text was written from which the site did not take; other than that of the form, there is a choice to make.
    let read = form.dataset.rcRead;
    let sent = read === undefined ? written() : "", busy = false, offered = false;
    let stopped = read !== undefined && read !== edition.value;

    function written() {   // everything but what belongs to one page: the token, the edition, the buttons, what it only carries
        const data = new FormData(form);
        ["csrfmiddlewaretoken", "edition", "homepage"].forEach((name) => data.delete(name));
        form.querySelectorAll("input[type=file], [data-rc-aside]").forEach((one) => data.delete(one.name));   // sent by a button, not every ten seconds
        return new URLSearchParams(data).toString();
    }

    // Lines of files are the site's: it adds and renumbers them when a file is sent. So are empty lines, and how many lines there are.
    const of_files = (name) => /^(documents|images)-/.test(name);
    const said = (text) => [...new URLSearchParams(text)].filter(([name, value]) => value && !of_files(name) && !name.endsWith("_FORMS")).join();

    const say = (text) => { if (status.textContent !== text) status.textContent = text; };
    const keep = () => {   // what the site has is no text that was never sent; one that is offered waits for its answer
        if (written() === sent) return offered || forget();
        offered = false;
        try {
            localStorage.setItem(key, JSON.stringify({ text: written(), edition: read ?? edition.value, at: Date.now() }));
        } catch { /* no room, or none allowed: the site keeps it */ }
    };

    const save = async () => {
        const text = written(), from = edition.value;
        if (busy || stopped || text === sent) return;
        busy = true;
        try {
            const body = new URLSearchParams(text);
            body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
            body.set("edition", from);
            body.set("step", "auto");
            const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
            const is_json = (answer.headers.get("Content-Type") ?? "").includes("json"), told = is_json ? await answer.json() : {};
            if (answer.ok && is_json) {
                if (edition.value === from) edition.value = told.edition;   // else an older text was taken up meanwhile
                sent = text;
                read = undefined;
                say(`${form.dataset.rcSaid} ${told.saved}`);
                keep();
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
        if (!kept || said(kept.text) === said(written())) return keep();
        offered = true;
        const box = document.createElement("div"), words = document.createElement("p"), button = document.createElement("button");
        box.className = "rc-banner rc-banner--info";
        words.textContent = form.dataset.rcKept;
        button.type = "button";
        button.className = "rc-button rc-button--quiet";
        button.textContent = form.dataset.rcTake;
        button.addEventListener("click", () => {
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
    form.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(keep, 400); });
    form.addEventListener("submit", () => { clearTimeout(soon); stopped = true; keep(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) { keep(); save(); } });
    addEventListener("online", save);
    setInterval(save, EVERY);
    offer();
})();
