"""Fields for what a figure asks for and no list offers: a page of the site, and a case study among thousands."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http.request import validate_host
from django.urls import Resolver404, ResolverMatch, resolve

from case_studies.models import CaseStudy
from innovation_db.visits import may_be_counted

CASE_STUDY = "case_studies:case_study"
SUGGESTED = 3  # case studies that are named where none is called so


class PageField(forms.CharField):
    """A page of the public site: its path, or its whole address. Gives the path as visits to it are counted."""

    def clean(self, value: Any) -> str:
        given = str(super().clean(value))
        if not given:
            return ""
        path = own_path(given)
        match = _resolved(path) if path is not None else None
        if path is None:
            raise ValidationError(f"“{given}” is an address of another site. Only visits to this one are counted.")
        if match is None:
            raise ValidationError(f"“{given}” is no page of this site. Give its address, such as /case-studies/.")
        if match.view_name == CASE_STUDY and not CaseStudy.objects.filter(slug=match.kwargs["slug"]).exists():
            raise ValidationError(f"There is no case study at “{path}”. Copy the address from its page.")
        if not may_be_counted(path):
            raise ValidationError(f"Visits to “{path}” are not counted: it is no page for the public.")
        return path


class CaseStudyField(forms.CharField):
    """A published case study by its title, its address, or the last part of that, which it gives."""

    def clean(self, value: Any) -> str:
        given = str(super().clean(value))
        if not given:
            return ""
        studies = CaseStudy.objects.published()
        path = own_path(given)
        match = _resolved(path) if path is not None else None
        slug = match.kwargs["slug"] if match and match.view_name == CASE_STUDY else given
        if studies.filter(slug=slug).exists():
            return slug
        called = list(studies.filter(title__iexact=given).values_list("slug", flat=True)[:2])
        if len(called) == 1:
            return called[0]
        if called:
            raise ValidationError(f"Several case studies are called “{given}”. Give the address of the one you mean.")
        near = studies.filter(title__icontains=given).order_by("title").values_list("title", flat=True)[:SUGGESTED]
        meant = " or ".join(f"“{title}”" for title in near)
        raise ValidationError(
            f"There is no published case study “{given}”. "
            + (f"Did you mean {meant}?" if meant else "Give its title as it stands on its page, or its address.")
        )


def own_path(given: str) -> str | None:
    """Return the path of an address of this site, with the slashes that addresses here have; None of another site."""
    try:
        parts = urlsplit(given.strip())
        host = parts.hostname
    except ValueError:  # brackets that are no address
        return f"/{given.strip('/')}/"
    if host:
        own = host == urlsplit(settings.SITE_URL).hostname or validate_host(host, settings.ALLOWED_HOSTS)
        if not own or parts.scheme not in ("", "http", "https"):
            return None
    path = f"/{unquote(parts.path).strip('/')}"
    return path if path == "/" or _resolved(path) else f"{path}/"


def _resolved(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None
