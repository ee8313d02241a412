"""The history pages of the admin, for any tracked model: versions, two of them compared, one of them restored."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_safe

from innovation_db.history.aggregates import aggregate_of
from innovation_db.history.comparing import compare_states
from innovation_db.history.naming import NOBODY
from innovation_db.history.restoring import CannotRestoreError, restore
from innovation_db.history.timeline import PER_PAGE, from_stamp, page_of_entries, stamp
from innovation_db.history.words import moment


class HistoryAdmin(admin.ModelAdmin):
    """A model admin whose History button leads to versions that can be compared and restored."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/history/compare/", wrap(self.compare_view), name=f"{name}_compare"),
            path("<path:object_id>/history/restore/", wrap(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List the versions, newest first, also of something that was deleted."""
        pk, thing = self._thing(request, object_id)
        number = request.GET.get("p", "1")
        page_number = int(number) if number.isdecimal() and len(number) < 7 and int(number) else 1
        entries, count = page_of_entries(aggregate_of(self.model), pk, page_number)
        if not entries and thing is None:
            raise Http404
        paginator = Paginator(range(count), PER_PAGE)
        return self._page(
            request,
            "history",
            pk,
            thing,
            entries=entries,
            count=count,
            pages=list(paginator.get_elided_page_range(page_number, on_each_side=2, on_ends=1)),
            page_number=page_number,
            ellipsis=paginator.ELLIPSIS,
            title="History",
            may_restore=self._may_restore(request, thing),
        )

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what differs between the versions `from` and `to`; without `to`, between `from` and now."""
        return require_safe(self._compare)(request, object_id)

    def _compare(self, request: HttpRequest, object_id: str) -> HttpResponse:
        pk, thing = self._thing(request, object_id)
        older, newer = self._moment(request, "from"), self._moment(request, "to", optional=True)
        if newer is not None and older > newer:
            older, newer = newer, older
        aggregate = aggregate_of(self.model)
        return self._page(
            request,
            "compare",
            pk,
            thing,
            comparison=compare_states(aggregate, aggregate.state(pk, older), aggregate.state(pk, newer)),
            older=moment(older),
            newer=moment(newer) if newer else "now",
            older_stamp=stamp(older),
            title="What changed",
            may_restore=self._may_restore(request, thing),
        )

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what restoring the version `at` would change, and do it for what is ticked."""
        return require_http_methods(["GET", "HEAD", "POST"])(self._restore)(request, object_id)

    def _restore(self, request: HttpRequest, object_id: str) -> HttpResponse:
        pk, thing = self._thing(request, object_id)
        if not self._may_restore(request, thing):
            raise PermissionDenied
        at, aggregate = self._moment(request, "at"), aggregate_of(self.model)
        now = aggregate.state(pk)
        known = str(getattr(thing, "version", ""))
        changed_meanwhile = request.method == "POST" and request.POST.get("started_from") != known
        if request.method == "POST" and not changed_meanwhile:
            return self._restored(request, pk, thing, at)
        comparison = compare_states(aggregate, now, aggregate.state(pk, at))
        context = {"comparison": comparison, "when": moment(at), "at": stamp(at), "started_from": known}
        return self._page(
            request,
            "restore",
            pk,
            thing,
            **context,
            changed_meanwhile=changed_meanwhile,
            kept=sorted(change.label for change in comparison.changes if change.name in aggregate.kept),
            kept_names=aggregate.kept if thing is not None else (),
            title=f"Restore the version of {moment(at)}",
        )

    def _restored(self, request: HttpRequest, pk: int, thing: Any, at: datetime) -> HttpResponse:
        chosen = None if thing is None else request.POST.getlist("chosen")
        if chosen == []:
            messages.warning(request, "Nothing was ticked, so nothing was restored.")
            return redirect(self._address("history", pk))
        try:
            restored, problems = restore(aggregate_of(self.model), pk, at, by=request.user, only=chosen)
        except CannotRestoreError as error:
            messages.error(request, str(error))
            return redirect(self._address("history", pk))
        messages.success(request, f"The version of {moment(at)} is restored as a new version of “{restored}”.")
        for problem in problems:
            messages.warning(request, problem)
        return redirect(self._address("change", pk))

    def _thing(self, request: HttpRequest, object_id: str) -> tuple[int, Any]:
        """Return the key and the thing, which is None once it was deleted. Raises when one may not look."""
        try:
            pk = self.model._meta.pk.to_python(unquote(object_id))  # type: ignore[union-attr]
        except Exception as error:
            raise Http404 from error
        thing = self.get_queryset(request).filter(pk=pk).first()
        if thing is None and not self.may_see_the_lost(request, pk):
            raise Http404
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        return pk, thing

    def may_see_the_lost(self, request: HttpRequest, pk: int) -> bool:
        """Whether what is not in the list of this officer is deleted, and not only kept from them. Costs a query."""
        return not self.model._default_manager.filter(pk=pk).exists()

    def _may_restore(self, request: HttpRequest, thing: Any) -> bool:
        return self.has_add_permission(request) if thing is None else self.has_change_permission(request, thing)

    def _moment(self, request: HttpRequest, name: str, *, optional: bool = False) -> Any:
        given = request.POST.get(name) or request.GET.get(name, "")
        if optional and given in ("", "now"):
            return None
        at = from_stamp(given)
        if at is None:
            raise Http404
        return at

    def _address(self, view: str, pk: int) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{view}", args=[pk])

    def _page(self, request: HttpRequest, page: str, pk: int, thing: Any, **context: Any) -> TemplateResponse:
        name = str(thing) if thing is not None else f"{capfirst(self.opts.verbose_name)} {pk} (deleted)"
        addresses = {view: self._address(view, pk) for view in ("change", "history", "compare", "restore")}
        return TemplateResponse(
            request,
            f"innovation_db/admin/{page}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "thing": thing,
                "name": name,
                "subtitle": name,
                "addresses": addresses,
                "nobody": NOBODY,
                "to_field_var": TO_FIELD_VAR,
                **context,
            },
        )
