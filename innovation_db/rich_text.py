"""Rich text: the model field that edits, sanitises and stores it. Showing it is the `rich_text` template filter.

The allowlist below is the only definition of what rich text may hold; it is applied on every save, whatever the path.
"""

import re
from typing import Any

import nh3
from django.db import models
from django_prose_editor.fields import ProseEditorField

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Heading": {"levels": [3, 4]},
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}

_CLEANER = nh3.Cleaner(
    tags={
        "p", "br", "strong", "em", "sub", "sup", "ul", "ol", "li", "h3", "h4", "blockquote", "a",
        "table", "thead", "tbody", "tr", "th", "td",
    },
    attributes={
        "a": {"href", "title"}, "ol": {"start"},
        "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow ugc",
)  # fmt: skip

_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')


def sanitise(html: str) -> str:
    """Return `html` with only allowed tags, attributes and link schemes; an empty paragraph becomes ""."""
    cleaned = _CLEANER.clean(html or "").strip()
    return cleaned if without_tags(cleaned).strip() else ""


def without_tags(sanitised: str) -> str:
    """Return the text of sanitised HTML, its entities as they are.

    Only for what `sanitise` returned: Django's `strip_tags` reads any HTML, and takes twenty times as long.
    """
    return _TAG.sub("", sanitised) if "<" in sanitised else sanitised


class RichTextField(ProseEditorField):
    """A text column of sanitised HTML, edited with the prose editor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("extensions", EXTENSIONS)
        kwargs.setdefault("sanitize", sanitise)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Sanitise whatever is stored, also where no form was used."""
        value = sanitise(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value
