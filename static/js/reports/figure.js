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

form.addEventListener("input", () => {
  clearTimeout(due);
  due = setTimeout(look, 300);
});
