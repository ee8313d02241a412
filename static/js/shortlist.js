// Counts the balance of a shortlist anew with each tick. Without it a button does, and loads the page again.

const form = document.getElementById("choice");
const balance = document.getElementById("balance");
let latest = 0;

document.getElementById("count").hidden = true;

form.addEventListener("change", async (event) => {
  if (event.target.name !== "chosen") return;
  const asked = ++latest;
  const data = new FormData(form);
  data.set("_count", "1");
  const response = await fetch(form.action, { method: "POST", body: data }).catch(() => null);
  if (!response?.ok || asked !== latest) return; // a later tick has been counted since
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const counted = page.getElementById("balance");
  if (counted) balance.replaceChildren(...counted.childNodes);
});
