// Tells the site that a member has this version of a report before them. Without the script a button does so.

const form = document.querySelector("form[data-mark-read]");

async function markRead() {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", markRead);
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
  }).catch(() => null); // offline: the button is still there
  if (!answer?.ok) return;
  const said = document.createElement("p");
  said.className = "standing__said";
  said.textContent = "Marked as read.";
  form.replaceWith(said);
}

if (form) {
  document.addEventListener("visibilitychange", markRead);
  markRead();
}
