// The form of a figure: tells at once what it would say, whether that is true, and a rounder way to say it.

const form = document.getElementById("figure-form");
const told = document.getElementById("told");
const put = (name, text) => {
  told.querySelector(`.told__${name}`).textContent = text;
};
let due;
let asked = 0;

async function look() {
  const number = (asked += 1);
  const body = new URLSearchParams(new FormData(form));
  body.set("_look", "1");
  const response = await fetch(location.href, { method: "POST", headers: { Accept: "application/json" }, body }).catch(() => null);
  if (!response?.ok || number !== asked) return;
  const { told: now, errors } = await response.json();
  told.classList.toggle("told--false", now ? !now.holds : true);
  // What is not answered yet, or wrongly, leaves the last value in view.
  if (now) {
    put("phrase", now.phrase);
    put("value", now.value);
  }
  put("sentence", now ? now.sentence : errors.join(" "));
  const suggestion = told.querySelector(".told__suggestion");
  suggestion.hidden = !now?.suggestion;
  suggestion.querySelector("span").textContent = now?.suggestion ?? "";
}

// What a qualifier does not use is put away; what was typed there stays typed, and the site passes it over.
function fit() {
  const chosen = form.elements.qualifier.value;
  const figure = form.elements.compared_with.value;
  for (const name of ["stated", "compared_with", "baseline", "baseline_whose", "baseline_source"]) {
    const row = form.elements[name].closest(".form-row");
    const used = form.getAttribute(`data-${name}`).split("|").includes(chosen);
    const instead = figure && ["baseline", "baseline_source"].includes(name);
    row.hidden = !(used && !instead) && !row.classList.contains("errors");
  }
}

form.addEventListener("input", fit);
fit();

form.addEventListener("input", () => {
  clearTimeout(due);
  due = setTimeout(look, 300);
});
