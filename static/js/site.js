// What every page gets on top of its HTML: errors take the focus, textareas count, the phone menu closes on Escape.

const summary = document.querySelector("[data-error-summary]");
summary?.focus();
// A link in the error summary leads to the field itself, with its label in view.
summary?.addEventListener("click", (event) => {
  const target = event.target.closest("a[href^='#']");
  const field = target && document.getElementById(target.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const group = field.closest(".govuk-fieldset, .govuk-form-group");
  (group?.querySelector("legend, label") ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
});

for (const message of document.querySelectorAll("[data-limit]")) {
  const field = message.parentElement.querySelector("textarea");
  if (field) countCharacters(field, message);
}

/** Say how many characters are left: at once for readers who see it, after a pause for those who hear it. */
function countCharacters(field, message) {
  const limit = Number(message.dataset.limit);
  const spoken = document.createElement("div");
  spoken.className = "govuk-visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  message.after(spoken);
  let pause;
  const write = () => {
    // As the server counts: a line end is one character, and so is an emoji that JavaScript keeps in two halves.
    const left = limit - Array.from(field.value.trim()).length;
    const amount = Math.abs(left).toLocaleString("en-GB");
    const noun = Math.abs(left) === 1 ? "character" : "characters";
    message.textContent = left < 0 ? `You have ${amount} ${noun} too many.` : `You have ${amount} ${noun} left.`;
    message.classList.toggle("govuk-error-message", left < 0);
    message.classList.toggle("govuk-hint", left >= 0);
    clearTimeout(pause);
    pause = setTimeout(() => { spoken.textContent = message.textContent; }, 1000);
  };
  field.addEventListener("input", write);
  if (field.value) write();
}

const menu = document.querySelector("details.menu");
menu?.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
