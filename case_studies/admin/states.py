"""The buttons and list actions that change a case study's state; what each demands is `case_studies/actions.py`.

Nothing here deletes: the Delete button archives, every list action can be undone, and purging asks twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.crypto import get_random_string
from django.utils.html import format_html, format_html_join

from case_studies import actions
from case_studies.models import CaseStudy
from innovation_db.refusals import RefusedError

State = CaseStudy.State
UNDO, KEPT = "undo_states", 5  # how many bulk actions one session can still undo
THEN = "_then"  # the form's buttons that save and go on to a change of state; the value is the step's name


@dataclass(frozen=True)
class Step:
    """One change of state as officers meet it."""

    name: str
    button: str
    done: str
    states: tuple[str, ...]
    explanation: str
    asks_note: bool = False
    main: bool = False
    bulk: bool = True

    @property
    def act(self) -> Callable[..., CaseStudy]:
        act: Callable[..., CaseStudy] = getattr(actions, self.name)
        return act


STEPS = [
    Step(
        "publish",
        "Publish",
        "published",
        (State.DRAFT, State.IN_REVIEW),
        "Everybody can find and read it from now on.",
        main=True,
    ),
    Step(
        "submit_for_review",
        "Submit for review",
        "submitted for review",
        (State.DRAFT,),
        "The publishers see it in their list and decide.",
        main=True,
    ),
    Step(
        "return_to_draft",
        "Return to draft",
        "returned to draft",
        (State.IN_REVIEW,),
        "Its author sees your note above the form.",
        asks_note=True,
        bulk=False,
    ),
    Step("unpublish", "Unpublish", "unpublished", (State.PUBLISHED,), "Readers no longer find it. It becomes a draft."),
    Step(
        "archive",
        "Archive",
        "archived",
        (State.DRAFT, State.IN_REVIEW, State.PUBLISHED),
        "Nobody finds it any more, but nothing is lost: it can be brought back.",
    ),
    Step(
        "unarchive",
        "Bring back",
        "brought back",
        (State.ARCHIVED,),
        "It returns to the state it was archived from. One that was public is public again.",
        main=True,
    ),
]
BY_NAME = {step.name: step for step in STEPS}


def _bulk_action(step: Step) -> Callable[..., Any]:
    def act(model_admin: "StatesAdmin", request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return model_admin.bulk(request, queryset, step)

    act.__name__ = f"bulk_{step.name}"
    act.allowed_permissions = [step.name]  # type: ignore[attr-defined]
    act.short_description = f"{step.button} selected case studies"  # type: ignore[attr-defined]
    return act


class StatesAdmin(admin.ModelAdmin):
    """Adds state buttons, undoable list actions, archiving in place of deletion, and purging."""

    change_form_template = "admin/case_studies/casestudy/change_form.html"
    actions = [_bulk_action(step) for step in STEPS if step.bulk]

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("undo/<slug:token>/", wrap(self.undo_view), name="case_studies_casestudy_undo"),
            path("<int:pk>/state/<slug:name>/", wrap(self.state_view), name="case_studies_casestudy_state"),
            path("<int:pk>/purge/", wrap(self.purge_view), name="case_studies_casestudy_purge"),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deleting means archiving here; for ever is `purge_view`."""
        return self._may(request, "archive") and (obj is None or obj.state != State.ARCHIVED)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "publish")

    def has_submit_for_review_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "submit_for_review")

    def has_unpublish_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "unpublish")

    def has_archive_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "archive")

    def has_unarchive_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "unarchive")

    def _may(self, request: HttpRequest, action: str) -> bool:
        return bool(request.user.has_perm(actions.ALLOWED[action]))  # type: ignore[union-attr]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        row = CaseStudy.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        context = {
            "steps": [step for step in STEPS if row and row.state in step.states and self._may(request, step.name)],
            "may_purge": row is not None and row.state == State.ARCHIVED and self._may(request, "purge"),
            "unpublishable": actions.missing_for_publication(row)
            if row and row.state in BY_NAME["publish"].states
            else [],
            "case_study": row,
            "form_is_sent": row is not None and self.has_change_permission(request, row),
        }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, unless a state button was pressed on a record as it was: that alone is no edit."""
        if THEN not in request.POST or form.changed_data:
            super().save_model(request, obj, form, change)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """After a state button has saved the form, ask whether to change the state."""
        name = request.POST.get(THEN)
        if name not in BY_NAME:
            return super().response_change(request, obj)
        messages.success(request, "What you wrote is saved.")
        return redirect("admin:case_studies_casestudy_state", obj.pk, name)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Archive: the page that Django's Delete button leads to."""
        if not object_id.isdecimal():
            raise Http404
        if not self._may(request, "archive"):
            raise PermissionDenied
        return redirect("admin:case_studies_casestudy_state", int(object_id), "archive")

    def state_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Ask whether to change the state, say what is missing, and do it."""
        step, row = BY_NAME.get(name), CaseStudy.objects.filter(pk=pk).first()
        if step is None or row is None:
            raise Http404
        if not self._may(request, name):
            raise PermissionDenied
        problems = actions.missing_for_publication(row) if name == "publish" else []
        if request.method == "POST":
            note = {"note": request.POST.get("note", "")} if step.asks_note else {}
            try:
                changed = step.act(case_study=row, by=request.user, version=_seen(request), **note)
            except RefusedError as refusal:
                problems = refusal.sentences
            else:
                self._say_done(request, step, [(changed, row.state)], [])
                return redirect("admin:case_studies_casestudy_change", pk)
        row.refresh_from_db()
        return self._state_page(request, "state", row, step=step, problems=problems, title=step.button)

    def bulk(self, request: HttpRequest, queryset: Any, step: Step) -> HttpResponse | None:
        """Change the state of the chosen case studies, each on its own, and offer to undo it."""
        if "confirmed" not in request.POST:
            rows = list(queryset.only("pk", "title", "version", "state"))
            ready = sum(row.state in step.states for row in rows)
            return TemplateResponse(
                request,
                "case_studies/admin/bulk.html",
                {
                    **self.admin_site.each_context(request),
                    "opts": self.opts,
                    "title": f"{step.button} {ready:,} case {'study' if ready == 1 else 'studies'}",
                    "step": step,
                    "rows": rows[:200],
                    "more": max(len(rows) - 200, 0),
                    "versions": " ".join(f"{row.pk}:{row.version}" for row in rows),
                    "ready": ready,
                    "others": len(rows) - ready,
                    "action": f"bulk_{step.name}",
                    "checkbox": ACTION_CHECKBOX_NAME,
                    "first": rows[0].pk if rows else "",
                    "back": request.get_full_path(),
                },
            )
        done, skipped = [], []
        for pk, version in _versions(request.POST.get("versions", "")):
            row = CaseStudy.objects.filter(pk=pk).first()
            if row is None:
                continue
            try:
                done.append((step.act(case_study=row, by=request.user, version=version), row.state))
            except RefusedError as refusal:
                skipped.append((row, " ".join(refusal.sentences)))
        self._say_done(request, step, done, skipped)
        return None

    def _say_done(
        self,
        request: HttpRequest,
        step: Step,
        done: list[tuple[CaseStudy, str]],
        skipped: list[tuple[CaseStudy, str]],
    ) -> None:
        if done:
            token = get_random_string(12)
            kept = {**request.session.get(UNDO, {}), token: [[row.pk, row.version, before] for row, before in done]}
            request.session[UNDO] = dict(list(kept.items())[-KEPT:])
            what = f"“{done[0][0]}” is" if len(done) == 1 else f"{len(done):,} case studies are"
            address = reverse("admin:case_studies_casestudy_undo", args=[token])
            messages.success(request, format_html('{} {}. <a href="{}">Undo</a>', what, step.done, address))
        if skipped:
            listed = format_html_join("", "<li>{}: {}</li>", ((row.title, why) for row, why in skipped[:20]))
            more = f"And {len(skipped) - 20:,} more." if len(skipped) > 20 else ""
            count = "One was" if len(skipped) == 1 else f"{len(skipped):,} were"
            messages.warning(request, format_html("{} left as before.<ul>{}</ul>{}", count, listed, more))

    def undo_view(self, request: HttpRequest, token: str) -> HttpResponse:
        """Ask, then put the case studies of one action back to the state each had before."""
        changes = request.session.get(UNDO, {}).get(token)
        if changes is None:
            messages.warning(request, "That can no longer be undone here. Each record’s History can still restore it.")
            return redirect("admin:case_studies_casestudy_changelist")
        if not (self._may(request, "archive") or self._may(request, "submit_for_review")):
            raise PermissionDenied
        if request.method != "POST":
            context = {**self.admin_site.each_context(request), "opts": self.opts, "count": len(changes)}
            return TemplateResponse(request, "case_studies/admin/undo.html", {**context, "title": "Undo"})
        back, skipped = 0, []
        for pk, version, before in changes:
            row = CaseStudy.objects.filter(pk=pk).first()
            if row is None:
                continue
            if not self._may_put_back(request, row.state, before):
                skipped.append((row, "Your role may not put it back."))
                continue
            try:
                actions.put_back(case_study=row, to=before, by=request.user, version=version)  # type: ignore[arg-type]
                back += 1
            except RefusedError as refusal:
                skipped.append((row, " ".join(refusal.sentences)))
        request.session[UNDO] = {key: kept for key, kept in request.session[UNDO].items() if key != token}
        if back:
            messages.success(request, f"Undone for {back:,} case {'study' if back == 1 else 'studies'}.")
        self._say_done(request, STEPS[0], [], skipped)
        return redirect("admin:case_studies_casestudy_changelist")

    def _may_put_back(self, request: HttpRequest, now: str, before: str) -> bool:
        if State.ARCHIVED in (now, before):
            return self._may(request, "archive")
        return self._may(request, "publish" if State.PUBLISHED in (now, before) else "submit_for_review")

    def purge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove for ever: archived ones only, administrators only, after typing the title."""
        row = CaseStudy.objects.filter(pk=pk).first()
        if row is None:
            raise Http404
        if not self._may(request, "purge"):
            raise PermissionDenied
        problems = []
        reason, typed = request.POST.get("reason", ""), request.POST.get("typed", "")
        if request.method == "POST":
            if " ".join(typed.split()) != " ".join(row.title.split()):
                problems.append("Type the title exactly as it is shown.")
            if not reason.strip():
                problems.append("Say why it has to go for ever.")
            if not problems:
                try:
                    entry = actions.purge(case_study=row, by=request.user, reason=reason, version=_seen(request))  # type: ignore[arg-type]
                except RefusedError as refusal:
                    problems = refusal.sentences
                else:
                    messages.success(request, f"“{entry}” is removed for ever. The list of purges says so.")
                    return redirect("admin:case_studies_casestudy_changelist")
        return self._state_page(
            request, "purge", row, problems=problems, reason=reason, typed=typed, title="Remove for ever"
        )

    def _state_page(self, request: HttpRequest, page: str, row: CaseStudy, **context: Any) -> TemplateResponse:
        change = reverse("admin:case_studies_casestudy_change", args=[row.pk])
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "case_study": row, "subtitle": row.title}
        context = {**shared, "name": row.title, "addresses": {"change": change}, **context}
        return TemplateResponse(request, f"case_studies/admin/{page}.html", context)


def _seen(request: HttpRequest) -> int:
    """Return the version that the officer saw, as the page sent it back; -1, which no row has, when it sent none."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else -1


def _versions(text: str) -> list[tuple[int, int]]:
    pairs = [part.partition(":") for part in text.split()]
    return [
        (int(pk), int(version))
        for pk, _, version in pairs
        if pk.isdecimal() and version.isdecimal() and max(len(pk), len(version)) < 10
    ]
