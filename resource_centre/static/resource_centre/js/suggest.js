/* Suggestions under text fields that carry data-rc-suggest="<address>": the ARIA combobox pattern.
   Listens on the document, so that rows added later work. Without this file the fields still do. */
(() => {
    let box = null, input = null, current = -1, asked = 0, timer = 0;

    const close = () => {
        if (box) box.remove();
        if (input) {
            input.setAttribute("aria-expanded", "false");
            input.removeAttribute("aria-activedescendant");
        }
        box = null;
        current = -1;
    };

    const choose = (option) => {
        if ("rcGo" in input.dataset && option.dataset.url) return location.assign(option.dataset.url);
        input.value = option.dataset.value;
        input.dispatchEvent(new Event("change", { bubbles: true }));
        close();
    };

    const mark = (index) => {
        const options = [...box.children];
        current = (index + options.length) % options.length;
        options.forEach((option, rank) => {
            option.setAttribute("aria-selected", String(rank === current));
            option.style.fontWeight = rank === current ? "bold" : "";
        });
        input.setAttribute("aria-activedescendant", options[current].id);
        options[current].scrollIntoView({ block: "nearest" });
    };

    const show = (field, suggestions) => {
        close();
        if (!suggestions.length || document.activeElement !== field) return;
        input = field;
        box = document.createElement("ul");
        box.id = `${field.id}-suggestions`;
        box.setAttribute("role", "listbox");
        box.setAttribute("aria-label", field.labels[0]?.textContent ?? "");
        box.style.cssText = "position:absolute;z-index:20;margin:0;padding:.25rem 0;list-style:none;" +
            "background:Canvas;color:CanvasText;border:1px solid;min-inline-size:18rem;max-inline-size:90vw";
        suggestions.forEach((suggestion, rank) => {
            const option = document.createElement("li");
            option.id = `${box.id}-${rank}`;
            option.dataset.value = suggestion.value;
            if (suggestion.url) option.dataset.url = suggestion.url;
            option.setAttribute("role", "option");
            option.style.cssText = "padding:.4rem .75rem;cursor:pointer";
            option.textContent = `${suggestion.label}\u00a0· ${suggestion.hint}`;
            option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
            box.append(option);
        });
        field.after(box);
        field.setAttribute("aria-controls", box.id);
        field.setAttribute("aria-expanded", "true");
    };

    const ask = async (field) => {
        const turn = ++asked, text = field.value.trim();
        if (text.length < 2) return close();
        try {
            const address = new URL(field.dataset.rcSuggest, location.href);
            address.searchParams.set("q", text);
            const answer = await fetch(address);
            if (answer.ok && turn === asked) show(field, (await answer.json()).suggestions);
        } catch { close(); }   // no suggestion: the field still takes what is typed
    };

    const ready = (field) => {
        if (!field?.matches?.("[data-rc-suggest]")) return;
        field.setAttribute("role", "combobox");
        field.setAttribute("aria-autocomplete", "list");
        field.setAttribute("aria-expanded", "false");
    };

    document.addEventListener("focusin", (event) => ready(event.target));
    document.addEventListener("focusout", (event) => { if (event.target === input) close(); });
    document.addEventListener("input", (event) => {
        if (!event.target.matches?.("[data-rc-suggest]")) return;
        clearTimeout(timer);
        timer = setTimeout(ask, 150, event.target);
    });
    document.addEventListener("keydown", (event) => {
        if (event.key === "Escape") {   // nor does what was asked before come afterwards
            clearTimeout(timer);
            asked++;
        }
        if (!box || event.target !== input) return;
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            mark(event.key === "ArrowDown" ? current + 1 : current < 0 ? -1 : current - 1);
        } else if (event.key === "Enter" && current >= 0) {
            event.preventDefault();
            choose(box.children[current]);
        } else if (event.key === "Escape") {
            event.preventDefault();   // a search field would also lose what is typed
            close();
        }
    });

    const first = document.activeElement;   // the field that asked for this file, and what was typed meanwhile
    ready(first);
    if (first?.matches?.("[data-rc-suggest]") && first.value !== first.defaultValue) ask(first);
})();
