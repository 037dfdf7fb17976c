// Tries what a form of the admin holds on a search: sends the form as it is, prints both answers below the question.
(() => {
    const ask = async (trial) => {
        const answer = trial.querySelector(".rc-trial__answer"), button = trial.querySelector("button");
        button.disabled = true;
        answer.setAttribute("aria-busy", "true");
        try {
            const response = await fetch(trial.dataset.rcTrial, { method: "POST", body: new FormData(trial.closest("form")) });
            if (!response.ok || response.redirected) throw new Error(String(response.status));
            answer.innerHTML = await response.text();
        } catch {
            answer.textContent = trial.dataset.failed;
        }
        answer.removeAttribute("aria-busy");
        button.disabled = false;
    };
    document.addEventListener("click", (event) => {
        const trial = event.target.closest("[data-rc-trial]");
        if (trial && event.target.closest(".rc-trial__ask button")) ask(trial);
    });
    // The Enter key asks too: it would store the form.
    document.addEventListener("keydown", (event) => {
        const trial = event.target.closest?.("[data-rc-trial]");
        if (!trial || event.key !== "Enter" || !event.target.closest(".rc-trial__ask input")) return;
        event.preventDefault();
        ask(trial);
    });
})();
