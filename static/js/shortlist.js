// Counts the balance of a shortlist anew with each tick. Without it a button does, and loads the page again.

const form = document.getElementById("choice");
const balance = document.getElementById("balance");
let latest = 0;

document.getElementById("count").hidden = true;

form.addEventListener("change", async (event) => {
  if (event.target.name !== "chosen") return;
  const asked = ++latest;
  const data = new FormData(form);
  data.set("_count", "alone");
  const response = await fetch(form.action, { method: "POST", body: data }).catch(() => null);
  const counted = response?.ok ? await response.text() : "";
  if (!counted || asked !== latest) return; // a later tick has been counted since
  balance.replaceChildren(document.createRange().createContextualFragment(counted));
});
