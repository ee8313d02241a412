"""Pages as search engines read them: schema.org JSON-LD, written so that no text can leave its script element."""

import json
from typing import Any

from django.utils import timezone

_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


class JsonLd(str):
    """A JSON-LD document. In a template, `{{ … }}` inside `<script type="application/ld+json">` writes it.

    That element is a data block, which browsers never run, so the content security policy has no say in it. Every
    character with a meaning in HTML is written as a JSON escape, so the text needs no escaping of HTML's own.
    """

    __slots__ = ()

    def __new__(cls, data: Any) -> "JsonLd":
        return super().__new__(cls, json.dumps(data, ensure_ascii=False).translate(_ESCAPES))

    def __html__(self) -> "JsonLd":
        return self


def breadcrumbs(site: str, *parts: tuple[str, str]) -> dict[str, Any]:
    """Return a BreadcrumbList of (name, path) pairs, the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": site + path}
            for place, (name, path) in enumerate(parts, 1)
        ],
    }


def article(study: Any, *, site: str, name: str, image: str) -> dict[str, Any]:
    """Return the schema.org Article of a case study whose parts are there; `image` is the address of its card."""
    councils = [
        {
            "@type": "GovernmentOrganization",
            "name": one.council.official_name,
            "url": site + one.council.get_absolute_url(),
        }
        for one in study.involvements.all()
    ]
    data: dict[str, Any] = {
        "@type": "Article",
        "headline": study.title[:110],
        "description": study.summary,
        "url": site + study.get_absolute_url(),
        "image": image,
        "inLanguage": "en-GB",
        "dateModified": timezone.localtime(study.changed_at).isoformat(timespec="seconds"),
        "publisher": {"@type": "Organization", "name": name, "url": f"{site}/"},
        "author": councils or {"@type": "Organization", "name": name},
        "about": [{"@type": "Thing", "name": theme.name} for theme in study.themes.all()],
    }
    if study.published_at:
        data["datePublished"] = timezone.localtime(study.published_at).isoformat(timespec="seconds")
    return data


def document(*nodes: dict[str, Any]) -> JsonLd:
    return JsonLd({"@context": "https://schema.org", "@graph": list(nodes)})
