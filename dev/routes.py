"""The API's routes, and which of them a request is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FUNCTION = re.compile(r"functions/(.+)/invocations$")
_ANY = "x-amazon-apigateway-any-method"


@dataclass(frozen=True, slots=True)
class Route:
    """A route as declared. `function` and `authorizer` are ARNs; None: open to everybody."""

    method: str
    path: str
    function: str
    authorizer: str | None = None

    @property
    def key(self) -> str:
        """As events name it: `GET /v1/orders/{id}`, or `$default`."""
        return self.path if self.path == "$default" else f"{self.method} {self.path}"

    def match(self, method: str, segments: Sequence[str]) -> Mapping[str, str] | None:
        """The values of the path's parameters, still encoded; None when it does not fit."""
        if self.path == "$default":
            return {}
        if self.method not in {"ANY", method}:
            return None
        wanted = self.path.strip("/").split("/")
        if wanted[-1].endswith("+}"):
            return _greedy(wanted, segments)
        return _values(wanted, segments) if len(wanted) == len(segments) else None

    @property
    def rank(self) -> tuple[int, list[int], int]:
        """Smaller is tried first: exact beats a parameter, that a greedy one, that `$default`.

        Source: API Gateway developer guide, "Create routes for HTTP APIs", "Routing API requests".
        """
        if self.path == "$default":
            return (2, [], 1)
        kinds = [_kind(segment) for segment in self.path.strip("/").split("/")]
        return (max(0, max(kinds) - 1), kinds, int(self.method == "ANY"))


def _kind(segment: str) -> int:
    if not segment.startswith("{"):
        return 0
    return 2 if segment.endswith("+}") else 1


def _greedy(wanted: list[str], segments: Sequence[str]) -> Mapping[str, str] | None:
    head = len(wanted) - 1
    if len(segments) <= head:
        return None
    values = _values(wanted[:-1], segments[:head])
    return None if values is None else {**values, wanted[-1][1:-2]: "/".join(segments[head:])}


def _values(wanted: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    values = {}
    for segment, given in zip(wanted, segments, strict=True):
        if segment.startswith("{"):
            if not given:
                return None
            values[segment[1:-1]] = given
        elif segment != given:
            return None
    return values


def routes_of(body: Mapping[str, Any]) -> list[Route]:
    """The routes in an API's OpenAPI document, in the order in which they are tried."""
    schemes = body.get("components", {}).get("securitySchemes", {})
    authorizers = {
        name: _arn_in(scheme["x-amazon-apigateway-authorizer"]["authorizerUri"])
        for name, scheme in schemes.items()
    }
    routes = [
        Route(
            method="ANY" if method == _ANY else method.upper(),
            path=path,
            function=_arn_in(operation["x-amazon-apigateway-integration"]["uri"]),
            authorizer=_authorizer(operation, authorizers),
        )
        for path, operations in body["paths"].items()
        for method, operation in operations.items()
    ]
    return sorted(routes, key=lambda route: route.rank)


def find(routes: Sequence[Route], method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    """The route that answers a request, with its path parameters; None when none does."""
    segments = path.strip("/").split("/")
    for route in routes:
        values = route.match(method, segments)
        if values is not None:
            return route, values
    return None


def _authorizer(operation: Mapping[str, Any], authorizers: Mapping[str, str]) -> str | None:
    names = [name for wish in operation.get("security", []) for name in wish]
    return next((authorizers[name] for name in names if name in authorizers), None)


def _arn_in(uri: str) -> str:
    found = _FUNCTION.search(uri)
    return found[1] if found else uri
