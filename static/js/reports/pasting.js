// Pasting from Word: what has several paragraphs, or a table, becomes blocks of the report; the site says which.

const MOST = 3_000_000; // characters that the site takes at once

export function onPaste(editor, form) {
  const { lines } = editor;

  async function take(after, html, text) {
    if (html.length + text.length > MOST) return editor.say("That is too much at once: paste it in parts.");
    const answer = await editor.add(html ? { after, html } : { after, text });
    if (answer) {
      if (!answer.notice) editor.say("Taken in.");
      lines.focus(answer.focus, "end");
    }
    return answer;
  }

  lines.main.addEventListener("paste", async (event) => {
    const html = event.clipboardData.getData("text/html");
    const text = event.clipboardData.getData("text/plain");
    const line = event.target.closest("[data-where]");
    const several = /<table\b/i.test(html) || text.trim().includes("\n");
    if (!several || event.target.tagName !== "TEXTAREA" || (line && !lines.inWords(line))) return;
    event.preventDefault();
    if (line && lines.dirty(line)) await editor.save(line);
    const done = await take(line?.dataset.where ?? "", html, text);
    if (done && line && !lines.text(line)) editor.save(line, { do: "delete" });
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const box = form.elements.text;
    if (await take("", "", box.value)) box.value = "";
  });
}
