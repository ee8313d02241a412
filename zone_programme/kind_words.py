"""What the kinds of spaces and the formats of sessions are called inside a sentence. Words only; no Django."""

_SPACES = {
    "presentation": "a presentation area",
    "tables": "a table area",
    "open-mic": "an open mic area",
    "one-to-one": "a one-to-one corner",
    "demonstration": "a demonstration stand",
    "exhibition": "an exhibition area",
}
_FORMATS = {
    "presentation": "a presentation",
    "panel": "a panel",
    "table": "a table discussion",
    "open-mic": "an open mic",
    "one-to-one": "a one-to-one surgery",
    "demonstration": "a demonstration",
    "walk-round": "a walk-round",
}


def space_kind(kind: str) -> str:
    """Return what a space of this kind is, such as “a table area”; a kind not known is called as it stands."""
    return _SPACES.get(kind, kind)


def session_format(name: str) -> str:
    """Return what a session of this format is, such as “a table discussion”."""
    return _FORMATS.get(name, "it")
