"""What a browser would send for a form that nobody touched: names and values of its controls, read from its HTML.

Used to put one person's values back into another person's sent form (`innovation_db/admin/stale.py`).
"""

from html.parser import HTMLParser

Values = dict[str, list[str]]  # as a query string holds them: several values a name


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: Values = {}
        self._select = ""
        self._textarea = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        name = given.get("name") or ""
        if tag == "input" and name and given.get("type") not in ("file", "submit", "button"):
            self.sent.setdefault(name, [])
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.sent[name].append(given.get("value") or ("on" if given.get("type") == "checkbox" else ""))
        elif tag == "select":
            self._select = name
            self.sent.setdefault(name, [])
        elif tag == "option" and self._select and "selected" in given:
            self.sent[self._select].append(given.get("value") or "")
        elif tag == "textarea":
            self._textarea, self._text = name, []

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea" and self._textarea:
            # HTML drops one line feed right after the tag, which Django's own template therefore puts there.
            self.sent[self._textarea] = ["".join(self._text).removeprefix("\r\n").removeprefix("\n")]
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text.append(data)


def controls(html: str) -> Values:
    """Return what each named control of `html` would send; an unchecked box is there with no values."""
    parser = _Controls()
    parser.feed(html)
    parser.close()
    return parser.sent
