// Shows how far background jobs are without a reload. Without it the page says so when it is loaded again.

const { progress: address, reload } = document.querySelector("script[data-progress]").dataset;
const SECONDS = 2;

async function look() {
  const waiting = [...document.querySelectorAll("[data-under-way]")];
  if (waiting.length === 0) return;
  if (!document.hidden) {
    const query = new URLSearchParams(waiting.map((job) => ["id", job.dataset.job]));
    const response = await fetch(`${address}?${query}`).catch(() => null);
    if (response?.ok) {
      const answers = await response.json();
      for (const job of waiting) {
        const answer = answers[job.dataset.job];
        if (!answer) continue;
        if (answer.ended && reload !== undefined) return location.reload(); // the page shows what came of it
        const row = job.closest("tr, .module");
        const message = row?.querySelector(".field-message .readonly, td.field-message");
        if (message) message.textContent = answer.message;
        // A page that shows what came of a job is another one as soon as it ended.
        if (answer.ended && job.closest("[data-reload-when-ended]")) location.reload();
        job.outerHTML = answer.html;
      }
    }
  }
  setTimeout(look, SECONDS * 1000);
}

look();
