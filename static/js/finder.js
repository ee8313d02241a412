// Long lists of filters get a box that narrows them. Without this script every option is there, behind "Show more".

for (const rest of document.querySelectorAll(".facet__rest")) {
  const options = rest.parentElement.querySelectorAll(".option");
  if (options.length < 12) continue;
  const name = rest.parentElement.querySelector("legend").textContent;
  const box = document.createElement("input");
  box.type = "search";
  box.className = "facet__search";
  box.setAttribute("aria-label", `Narrow the list: ${name}`);
  box.placeholder = "Narrow this list";
  const told = document.createElement("div");
  told.className = "govuk-visually-hidden";
  told.setAttribute("aria-live", "polite");
  rest.parentElement.querySelector("legend").after(box, told);
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  box.addEventListener("input", () => {
    const wanted = plain(box.value.trim());
    let shown = 0;
    for (const option of options) {
      option.hidden = wanted !== "" && !plain(option.children[1].textContent).includes(wanted);
      shown += option.hidden ? 0 : 1;
    }
    if (wanted) rest.open = true;
    told.textContent = `${shown} of ${options.length} shown`;
  });
  // Enter in this box would send the form while the list is being narrowed.
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
