"""What the API answers when it cannot: always `{"detail": "…"}`, a sentence that says what to do."""

from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

PREFIX = "/api/v1/"


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to an error that readers can do something about, None for one of ours."""
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.Throttled):
        response.data = {"detail": _too_many(getattr(error, "wait", None))}
    elif isinstance(error, exceptions.MethodNotAllowed):
        response.data = {"detail": "This address can only be read: use GET."}
    elif isinstance(error, exceptions.NotAcceptable):
        response.data = {"detail": "Answers are JSON only: ask for application/json."}
    return response


def _too_many(wait: float | None) -> str:
    return f"These are more requests than one reader may send. Ask again in {ceil(wait or 1)} seconds."


def too_many(request: HttpRequest, wait: float | None) -> HttpResponse:
    """Return the answer to who asks too often for something of the API that is no view of the framework."""
    return _refusal(_too_many(wait), 429)


def not_found(request: HttpRequest) -> HttpResponse:
    """Return the answer to an address that the API has not."""
    return _refusal(f"There is nothing at this address. {PREFIX} says what there is.", 404)


def _refusal(sentence: str, status: int) -> HttpResponse:
    response = JsonResponse({"detail": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response
