"""The OpenAPI schema of the API, and the page that explains it: written from the schema, without scripts."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe
from drf_spectacular.generators import SchemaGenerator

from innovation_db import rate_limits
from innovation_db.api.errors import too_many
from innovation_db.api.limits import limited


@cache
def openapi() -> dict[str, Any]:
    """Return the schema as OpenAPI 3; it follows from the code, so each process makes it once."""
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


@require_safe
@limited(too_many)
@conditional_page
def schema(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(openapi(), content_type="application/vnd.oai.openapi+json")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, no-cache"
    return response


@require_safe
@limited(lambda request, wait: rate_limits.too_many(request))
def page(request: HttpRequest) -> HttpResponse:
    described = openapi()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in described["paths"].items():
        operation = methods["get"]
        groups.setdefault(operation["tags"][0], []).append(
            {
                "id": operation["operationId"],
                "path": path,
                "example": path if "{" not in path else "",
                "summary": operation["summary"],
                "description": operation.get("description", ""),
                "parameters": [_parameter(one) for one in operation.get("parameters", [])],
                "fields": _fields(operation),
            }
        )
    return render(request, "innovation_db/api.html", {"groups": groups, "info": described["info"]})


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    about = one["schema"]
    inner = about.get("items", about)
    return {
        "name": one["name"],
        "in_path": one["in"] == "path",
        "repeated": about.get("type") == "array",
        "description": one.get("description", ""),
        "values": inner.get("enum", []),
    }


def _fields(operation: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the fields of the thing, or of each thing of the list, that an operation answers with."""
    components = openapi()["components"]["schemas"]

    def named(reference: str) -> dict[str, Any]:
        found: dict[str, Any] = components[reference.rsplit("/", 1)[-1]]
        return found

    thing = named(operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"])
    if "results" in thing["properties"]:
        thing = named(thing["properties"]["results"]["items"]["$ref"])
    return [(name, about.get("description", "")) for name, about in thing["properties"].items()]
