"""The page of one case study, its social card, and how every page below its address finds it."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import CharField, EmailField, Model, TextField, URLField
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from case_studies import answers, social_card, structured_data
from case_studies.models import CaseStudy, FormerSlug
from case_studies.parts import with_all_parts
from case_studies.querysets import CaseStudyQuerySet
from case_studies.related import related
from case_studies.told_at import told_at
from innovation_db.addresses import KEPT_BACK, first_address, without_addresses
from innovation_db.paths import path_to
from innovation_db.rich_text import RichTextField


class Moved(Exception):  # noqa: N818  it is an answer, not an error
    """The case study has another address now; the view answers with a permanent redirect there."""

    def __init__(self, slug: str) -> None:
        self.slug = slug


def is_preview(request: HttpRequest) -> bool:
    """Return whether staff who may see drafts ask for one with `?preview`."""
    return "preview" in request.GET and request.user.has_perm("case_studies.view_casestudy")


def visible(request: HttpRequest) -> CaseStudyQuerySet:
    """Return the case studies that this reader may see at their public addresses."""
    everything: CaseStudyQuerySet = CaseStudy.objects.all()
    return everything if is_preview(request) else everything.published()


def look_up(request: HttpRequest, slug: str, queryset: CaseStudyQuerySet) -> CaseStudy:
    """Return the case study of `queryset` at `slug`.

    Raises `Moved` for a former slug or one in capitals, `Http404` where there is none or it is not public.
    """
    found: CaseStudy | None = queryset.filter(slug=slug).first()
    if found is not None:
        return found
    raise elsewhere(visible(request), slug)


def elsewhere(seen: CaseStudyQuerySet, slug: str) -> Exception:
    """Return `Moved` when `slug` leads to a case study of `seen` by another address, `Http404` when it does not."""
    lower = slug.lower()
    former = FormerSlug.objects.filter(slug=lower).values("case_study")
    current = seen.filter(pk__in=former).values_list("slug", flat=True).first()
    if current is None and lower != slug:
        current = seen.filter(slug=lower).values_list("slug", flat=True).first()
    return Http404("No case study has this address.") if current is None else Moved(current)


def moved_to(request: HttpRequest, moved: Moved, view: str = "case_study") -> HttpResponse:
    """Return the permanent redirect to the same page under the present address, parameters kept."""
    path = path_to(f"case_studies:{view}", moved.slug)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


@require_safe
def case_study(request: HttpRequest, slug: str) -> HttpResponse:
    found = with_all_parts(slug, published=not is_preview(request))
    if found is None:
        reason = elsewhere(visible(request), slug)
        if isinstance(reason, Moved):
            return moved_to(request, reason)
        raise reason
    study, surroundings = found
    response = render(request, "case_studies/case_study.html", page(study) | {"related": related(study, surroundings)})
    if study.state != CaseStudy.State.PUBLISHED:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response


def page(study: CaseStudy) -> dict[str, Any]:
    """Return what the page tells of `study` itself, whose parts are there and lose their e-mail addresses."""
    reuse_relayed = bool(first_address(study.reuse_contact))
    _keep_addresses_back(study)
    picture = next((one for one in study.images.all() if one.widths), None)
    leads = [one for one in study.involvements.all() if one.role == "lead"]
    return {
        "case_study": study,
        "leads": leads,
        "picture": picture,
        "pictures": [one for one in study.images.all() if one != picture],
        "problem": answers.problem(study),
        "what_was_done": answers.what_was_done(study),
        "result": answers.result(study),
        "what_it_took": answers.what_it_took(study),
        "when": answers.when(study),
        "not_told": answers.not_told(study),
        "how": how_it_was_done(study),
        "reuse_contact": study.reuse_contact.removesuffix(KEPT_BACK).rstrip(" ,.:;–-"),
        "reuse_relayed": reuse_relayed,
        "evidence_steps": [step <= (study.evidence_level or 0) for step in range(1, 6)],
        "theme": next(iter(study.themes.all()), None),
        "subjects": subjects(study),
        "told_at": told_at(study),
        "tell_us": path_to("case_studies:know_more", study.slug),
        "structured_data": structured(study),
    }


def subjects(study: CaseStudy) -> list[tuple[str, list[Any]]]:
    """Return what the record is about: each kind of subject that it has, with its name, and the subjects."""
    kinds = {
        "Theme": study.themes.all(),
        "Service area": study.service_areas.all(),
        "Programme": study.programmes.all(),
        "Partner": study.partners.all(),
    }
    return [(name if len(found) == 1 else f"{name}s", list(found)) for name, found in kinds.items() if found]


def _keep_addresses_back(study: CaseStudy) -> None:
    """Take e-mail addresses out of every plain text of `study` and its parts, as they are here: nothing is saved.

    Rich text loses them where it is shown, by its filter.
    """
    for thing in (study, *study.outcomes.all(), *study.adoptions.all(), *study.images.all()):
        for name in _plain_texts(type(thing)):
            text = getattr(thing, name)
            if text and "@" in text:
                setattr(thing, name, without_addresses(text))


@cache
def _plain_texts(model: type[Model]) -> list[str]:
    """Return the names of the fields of `model` that hold plain text."""
    plain, other = CharField | TextField, EmailField | URLField | RichTextField
    return [field.attname for field in model._meta.fields if isinstance(field, plain) and not isinstance(field, other)]


def how_it_was_done(study: CaseStudy) -> list[tuple[str, str]]:
    """Return the told parts of “how we did it” as (heading, rich text)."""
    parts = (
        ("Leadership", study.leadership),
        ("People", study.people),
        ("Governance", study.governance),
        ("Risk and finance", study.risk_and_finance),
        ("Obstacles and how they were overcome", study.obstacles),
    )
    return [(heading, text) for heading, text in parts if text]


def structured(study: CaseStudy) -> structured_data.JsonLd:
    trail = [("Home", "/"), ("Case studies", reverse("case_studies:finder"))]
    return structured_data.document(
        structured_data.article(
            study, site=settings.SITE_URL, name=settings.SITE_NAME, image=settings.SITE_URL + study.card_url
        ),
        structured_data.breadcrumbs(settings.SITE_URL, *trail, (study.title, study.get_absolute_url())),
    )


@require_safe
def card(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The social card under its present key; an older key leads there, without drawing anything."""
    try:
        study = look_up(
            request, slug, CaseStudy.objects.published().prefetch_related("themes", "images", "involvements__council")
        )
    except Moved as moved:
        return HttpResponsePermanentRedirect(reverse("case_studies:card", args=[moved.slug, key]))
    current = social_card.key(study)
    if key != current:
        return HttpResponseRedirect(study.card_url)
    etag = f'"{current}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(social_card.png(study), content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
