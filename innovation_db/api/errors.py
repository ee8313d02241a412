"""What the API answers when it cannot: always `{"detail": "…"}`, a sentence that says what to do."""

from math import ceil
from typing import Any

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to an error that readers can do something about, None for one of ours."""
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.Throttled):
        wait = ceil(getattr(error, "wait", None) or 1)
        response.data = {"detail": f"These are more requests than one reader may send. Ask again in {wait} seconds."}
    elif isinstance(error, exceptions.MethodNotAllowed):
        response.data = {"detail": "This address can only be read: use GET."}
    elif isinstance(error, exceptions.NotAcceptable):
        response.data = {"detail": "Answers are JSON only: ask for application/json."}
    return response
