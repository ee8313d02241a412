"""No careless deletion: what is used elsewhere is not deleted, nothing is deleted by the dozen, and history stays."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import ActionLocation
from django.contrib.admin.utils import unquote
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from innovation_db.history.aggregates import aggregate_of
from innovation_db.history.words import listed
from innovation_db.stale import FIELD, parse, token_of


class CarefulDeletionAdmin(admin.ModelAdmin):
    """A model admin that refuses, with a sentence, to delete what something else needs."""

    delete_confirmation_template = "innovation_db/admin/delete_confirmation.html"

    def get_actions(self, request: HttpRequest, action_location: Any = ActionLocation.CHANGE_LIST) -> Any:
        """Leave out Django's bulk deletion: it cannot be undone."""
        found = super().get_actions(request, action_location=action_location)
        return {name: action for name, action in found.items() if name != "delete_selected"}

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        thing = self.get_object(request, unquote(object_id))
        if thing is None or not self.has_delete_permission(request, thing):
            return super().delete_view(request, object_id, extra_context)
        with transaction.atomic():
            locked = self.model._base_manager.select_for_update(of=("self",)).filter(pk=thing.pk)
            version = locked.values_list("version", flat=True).first()
            token = parse(request.POST.get(FIELD))
            sentence = ""
            if uses := uses_of(thing):
                sentence = f"“{thing}” is used by {listed(uses)}, so it cannot be deleted. Take it off them first."
            elif request.method == "POST" and (token is None or token.version != version):
                sentence = f"“{thing}” was changed since you asked to delete it, so it is still here. Look at it again."
            if sentence:
                messages.error(request, sentence)
                return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", thing.pk)
            context = {FIELD: token_of(self.model, thing.pk), **(extra_context or {})}
            return super().delete_view(request, object_id, context)


def uses_of(thing: models.Model) -> list[str]:
    """Return in words how many other things need this one: ["12 case studies", "1 programme"]. One query a relation.

    Rows that are part of the thing itself, such as a council's other names, are no uses.
    """
    parts = {part.model._meta.db_table for part in aggregate_of(type(thing)).parts}
    uses = []
    for relation in thing._meta.related_objects:
        on_delete = getattr(relation, "on_delete", None)
        if relation.related_model._meta.db_table in parts or (
            not relation.many_to_many and on_delete not in (models.PROTECT, models.RESTRICT)
        ):
            continue
        opts = relation.related_model._meta
        count = relation.related_model._default_manager.filter(**{relation.field.name: thing}).count()
        if count:
            uses.append(f"{count:,} {opts.verbose_name if count == 1 else opts.verbose_name_plural}")
    return uses
