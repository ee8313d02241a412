// Says what went wrong with a passkey, and lets recovery codes be printed. The rest is allauth's own script.
const { hostname, port, protocol } = location;
const WORDS = {
  NotAllowedError: "The passkey was not used: it was cancelled, took too long, or there is none for this account here.",
  InvalidStateError: "This device already has a passkey for your account.",
  SecurityError: hostname === "127.0.0.1" // the demonstration
    ? `Passkeys need a name in the address. Open this page at ${protocol}//localhost:${port} and sign in there.`
    : "Passkeys work only at the site’s proper address. Open it by its name, over https.",
};

document.addEventListener("allauth.error", (event) => {
  const problem = document.getElementById("passkey-problem");
  if (!problem) return;
  event.preventDefault();
  problem.textContent = WORDS[event.detail.exception?.name] ?? "Passkeys do not work here. Use a password and a code.";
  problem.hidden = false;
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
