"""The pages on which a member writes, changes and deletes a note or comment at a paragraph of a report."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from board_reports import commenting, document
from board_reports.models import Comment, Report
from board_reports.views import lookups
from innovation_db.forms import HouseForm
from innovation_db.refusals import ChangedMeanwhileError


class NoteForm(HouseForm):
    """What somebody says at a paragraph, and to whom."""

    text = forms.CharField(
        label="Your note",
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Write your note."},
    )
    audience = forms.ChoiceField(
        label="Who may read it?",
        choices=[
            (Comment.Audience.SELF.value, "Only me"),
            (Comment.Audience.MEMBERS.value, "Members of the board, and its officers"),
        ],
        initial=Comment.Audience.SELF.value,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may read it.", "invalid_choice": "Choose one of the two."},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
    """Write a note at a paragraph, or about the whole report."""
    report, version = lookups.for_members(request, slug)
    part = commenting.part(document.from_json(version.content), key) if key else None
    if key and part is None:
        raise Http404("The report has no such paragraph.")
    form = NoteForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        commenting.write(
            report=report, version=version, block=key, audience=typed["audience"], text=typed["text"],
            by=lookups.account(request),
        )  # fmt: skip
        return _back(report, key)
    return _page(request, {"report": report, "part": part, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change one’s own; words that were changed elsewhere meanwhile are shown beside, and nothing typed is lost."""
    report, comment = _own(request, slug, pk)
    form = NoteForm(request.POST or None, initial={"text": comment.text, "audience": comment.audience})
    status = None
    if form.is_valid():
        typed = form.cleaned_data
        try:
            commenting.change(
                comment=comment, edition=_edition(request), audience=typed["audience"], text=typed["text"],
                by=lookups.account(request),
            )  # fmt: skip
        except ChangedMeanwhileError as refusal:
            form.add_error(None, f"{refusal} It now says: “{comment.text}”. Save again to keep what you typed here.")
            status = 409
        else:
            return _back(report, comment.block)
    return _page(request, {"report": report, "comment": comment, "form": form}, status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete one’s own, after a look at it."""
    report, comment = _own(request, slug, pk)
    if request.method == "POST":
        try:
            commenting.delete(comment=comment, edition=_edition(request), by=lookups.account(request))
        except ChangedMeanwhileError:
            context = {"report": report, "comment": comment, "changed": True}
            return _private(render(request, "board_reports/note_delete.html", context, status=409))
        return _back(report, comment.block)
    return _private(render(request, "board_reports/note_delete.html", {"report": report, "comment": comment}))


def _own(request: HttpRequest, slug: str, pk: int) -> tuple[Report, Comment]:
    """Return the report and the reader’s own comment on it. Raises `Http404` for anybody else’s."""
    report, _ = lookups.for_members(request, slug)
    own = Comment.objects.filter(report=report, written_by=lookups.account(request), audience__in=commenting.AUDIENCES)
    comment = own.filter(pk=pk).first()
    if comment is None:
        raise Http404("There is no such note of yours.")
    return report, comment


def _edition(request: HttpRequest) -> int:
    """Return which edition of the words the form was made from; 0, which none has, when it does not say."""
    text = request.POST.get("edition", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _back(report: Report, key: str) -> HttpResponse:
    return redirect(f"{report.get_absolute_url()}#{f'notes-{key}' if key else 'notes'}")


def _page(request: HttpRequest, context: dict[str, object], status: int | None = None) -> HttpResponse:
    form = context["form"]
    assert isinstance(form, NoteForm)
    return _private(render(request, "board_reports/note.html", context, status=status or (400 if form.errors else 200)))


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response
