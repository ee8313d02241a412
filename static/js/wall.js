// The wall of asks and offers: fetches the next turn and puts it in place of this one, so nothing flickers.
// When the connection is lost it keeps what it shows and tries again.

function turnOver() {
  const main = document.querySelector("main");
  setTimeout(async () => {
    try {
      const answer = await fetch(main.dataset.next);
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = page.querySelector("main.wall__main");
        if (next) main.replaceWith(document.adoptNode(next));
      }
    } catch {
      // No connection: the next attempt comes in as many seconds.
    }
    turnOver();
  }, Number(main.dataset.seconds) * 1000);
}

turnOver();
