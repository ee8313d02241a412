// Names for what Django's admin and its widgets leave nameless to a screen reader: editors, search boxes, table cells.
// And a question before somebody leaves a form with what they typed.

const text = (element) => element?.textContent.replace(/[:\s]+/g, " ").trim() ?? "";
const labelOf = (id) => text(id && document.querySelector(`label[for="${CSS.escape(id)}"]`));

function name(element, words) {
  if (words && !element.hasAttribute("aria-label")) element.setAttribute("aria-label", words);
}

function columnOf(control) {
  const cell = control.closest("td");
  const heading = control.closest("table")?.tHead?.rows[0]?.cells[cell?.cellIndex];
  return text(heading).replace("?", "");
}

function nameAll() {
  const search = document.getElementById("searchbar");
  if (search) name(search, "Search");
  for (const control of document.querySelectorAll(".tabular td :is(input:not([type=hidden]), select, textarea)")) {
    name(control, columnOf(control));
  }
  for (const editor of document.querySelectorAll(".ProseMirror[contenteditable]")) {
    const area = editor.closest(".prose-editor")?.querySelector("textarea");
    name(editor, labelOf(area?.id));
  }
  for (const box of document.querySelectorAll(".select2-container")) {
    const select = box.previousElementSibling;
    const words = select?.getAttribute("aria-label") || labelOf(select?.id);
    for (const field of box.querySelectorAll(".select2-search__field")) name(field, words);
    for (const shown of box.querySelectorAll(".select2-selection--single, [role=textbox]")) name(shown, words);
  }
  for (const field of document.querySelectorAll(".select2-dropdown .select2-search__field")) name(field, "Search");
  for (const list of document.querySelectorAll(".select2-results__options")) name(list, "Suggestions");
}

// On a phone each line of a list is a small card, whose cells have to say which column they are of.
const list = document.getElementById("result_list");
if (list?.tHead) {
  const columns = [...list.tHead.rows[0].cells].map((heading) => text(heading.querySelector(".text")));
  for (const row of list.tBodies[0].rows) {
    for (const cell of row.cells) {
      if (cell.matches("td:not(.action-checkbox)")) cell.dataset.label = columns[cell.cellIndex];
      cell.classList.toggle("is-empty", text(cell) === "-" && !cell.querySelector("*"));
    }
  }
  list.classList.add("is-labelled");
}

for (const heading of document.querySelectorAll("th.original:empty, thead th:empty")) {
  heading.replaceWith(Object.assign(document.createElement("td"), { className: heading.className }));
}
// One cross takes away everything chosen, and sits in a list where it may not; each chosen thing has its own.
for (const select of document.querySelectorAll("select.admin-autocomplete[multiple]")) select.dataset.allowClear = "false";

let due = false;
new MutationObserver(() => {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    nameAll();
  });
}).observe(document.body, { childList: true, subtree: true });
nameAll();

// Money is told in pounds, so the unit need not be chosen beside a kind that is money.
document.addEventListener("change", ({ target }) => {
  if (!target.dataset.money?.split(" ").includes(target.value)) return;
  const unit = document.getElementById(target.id.replace(/kind$/, "unit"));
  if (unit && !unit.value) unit.value = "pounds";
});

// What is typed and not saved is not left behind unasked. A form counts as touched when it would send something else
// than at the first key or click in it: by then the editors have set themselves up, and written into their text areas.
const form = document.querySelector(".change-form #content-main > form, form[data-unsaved]");
if (form) {
  const sent = () => JSON.stringify([...new FormData(form)].map(([key, value]) => [key, value.name ?? value]));
  let before = form.matches("[data-unsaved], :has([data-unsaved])") ? "never saved" : null;
  let sending = false;
  const begin = () => (before ??= sent());
  for (const kind of ["pointerdown", "keydown", "focusin"]) form.addEventListener(kind, begin, { capture: true });
  form.addEventListener("submit", () => (sending = true));
  addEventListener("pageshow", () => (sending = false));
  addEventListener("beforeunload", (event) => {
    if (!sending && before !== null && sent() !== before) event.preventDefault();
  });
}
