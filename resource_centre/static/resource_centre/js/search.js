/* The search without leaving the page: swaps #rc-page, keeps the history, the focus and what is said aloud.
   Whatever fails becomes an ordinary visit; without this file everything works by plain addresses. */
(() => {
    const live = document.getElementById("rc-live"), suggest = document.currentScript.dataset.suggest;
    const zone = () => document.getElementById("rc-page"), bare = (url) => new URL(url, location.href).href.split("#")[0];
    let control = null, asked = bare(location.href);

    const read = async (url, signal) => {
        const answer = await fetch(url, { signal });
        if (!answer.ok) throw answer.status;
        return [new DOMParser().parseFromString(await answer.text(), "text/html"), answer.url];
    };

    const follow = (page) => {   // what names this address outside the zone: the canonical one, those in other languages
        const names = "link[rel=canonical], [hreflang]", fresh = page.querySelectorAll(names);
        document.querySelectorAll(names).forEach((link, rank) => { if (fresh[rank]) link.href = fresh[rank].getAttribute("href"); });
    };

    const go = async (url, push, focus) => {
        control?.abort();
        const mine = control = new AbortController(), old = zone();
        const slow = setTimeout(() => { live.textContent = old.dataset.loading; }, 300);
        asked = bare(url);
        old.setAttribute("aria-busy", "true");
        try {
            const [page, address] = await read(url, mine.signal), next = page.getElementById("rc-page");
            const open = new Map([...old.querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
            next.querySelectorAll("details[id]").forEach((one) => { if (open.has(one.id)) one.open = open.get(one.id); });
            old.replaceWith(next);
            document.title = page.title;
            follow(page);
            if (push) history.pushState({ rc: 1 }, "", address);
            asked = bare(location.href);
            const count = next.querySelector("#rc-count");
            live.textContent = "";
            const told = [...next.querySelectorAll("#rc-results .rc-banner p"), count];   // what was not understood comes first
            setTimeout(() => { live.textContent = told.map((one) => one.textContent.trim()).join(" "); }, 150);
            if (focus) count.focus();
        } catch (error) {
            if (error?.name !== "AbortError") location.assign(url);
        } finally {
            clearTimeout(slow);
        }
    };

    const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

    const more = async (link) => {   // every value of a facet, in place, as they are ticked here
        const panel = link.parentElement, list = panel.querySelector(".rc-options");
        try {
            const [page] = await read(link.href), whole = page.querySelector("#rc-values > .rc-options"), field = page.querySelector("[data-rc-narrow]");
            const known = new Map([...list.querySelectorAll("input")].map((one) => [one.value, one.checked]));
            const boxes = [...whole.querySelectorAll("input")], fresh = boxes.find((one) => !known.has(one.value)) ?? boxes[0];
            boxes.forEach((one) => { if (known.has(one.value)) one.checked = known.get(one.value); });
            list.replaceWith(whole);
            if (field) {
                whole.before(field);
                narrow(field, whole);
            }
            link.remove();
            fresh.focus();
        } catch { location.assign(link.href); }
    };

    const narrow = (field, list) => {   // look through a long list; what is ticked stays in sight
        const box = field.querySelector("input"), said = field.querySelector("p"), rows = [...list.querySelectorAll("li, :scope > label")];
        field.hidden = false;
        box.addEventListener("input", () => {
            rows.forEach((row) => { row.hidden = !fold(row.textContent).includes(fold(box.value)) && !row.querySelector(":checked"); });
            said.textContent = `${rows.filter((row) => !row.hidden).length} / ${rows.length}`;
        });
        box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    };

    document.addEventListener("submit", (event) => {
        if (event.target.id !== "rc-search" || !zone()) return;
        event.preventDefault();
        const pairs = [...new FormData(event.target)].filter(([, value]) => value);
        go(`${event.target.action}?${new URLSearchParams(pairs)}`, true, true);
    });
    document.addEventListener("click", (event) => {
        const link = event.target.closest?.("a[data-rc], a[data-rc-more], .rc-pages a");
        if (!link || !zone() || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        if ("rcMore" in link.dataset) more(link);
        else go(link.href, true, true);
    });
    document.addEventListener("change", (event) => {   // a part of a whole replaces it
        if (!event.target.matches(".rc-options input:checked")) return;
        for (let up = event.target.closest("li")?.parentElement.closest("li"); up; up = up.parentElement.closest("li")) {
            up.querySelector("input").checked = false;
        }
    });
    document.addEventListener("focusin", (event) => {   // suggestions are fetched when a field asks for them
        if (!suggest || !event.target.matches?.("[data-rc-suggest]") || document.querySelector(`script[src="${suggest}"]`)) return;
        document.head.append(Object.assign(document.createElement("script"), { src: suggest }));
    });
    document.querySelectorAll("[data-rc-narrow]").forEach((field) => narrow(field, document.querySelector("#rc-values > .rc-options")));
    // A link to a place of this page makes this event too: nothing has changed then.
    addEventListener("popstate", () => { if (zone() && bare(location.href) !== asked) go(location.href, false, true); });
    addEventListener("pageshow", (event) => { if (event.persisted) document.getElementById("rc-search")?.reset(); });
})();
