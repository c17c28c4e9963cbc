"""The routes of template.yaml and those of the apps are the same."""

from __future__ import annotations

import re

import pytest

from dev.routes import Route, find
from tests.functional.cloud import Cloud
from tests.functional.gateway import routes

OURS = ("hooks_api", "orders_api", "settings_api", "tracking_api", "tracking_page", "webhooks_api")
DECLARED = [
    pytest.param(route, id=route.key)
    for route in routes()
    if route.function in OURS and not route.path.endswith("+}")
]


def served(cloud: Cloud, function: str) -> set[tuple[str, str]]:
    """Method and path of an app's routes, with `{}` for each parameter."""
    app = cloud.function(function).app
    found = [*app._static_routes, *app._dynamic_routes]
    return {(route.method, re.sub(r"<[^>]+>", "{}", route.path)) for route in found}


def plain(route: Route) -> tuple[str, str]:
    return route.method, re.sub(r"\{[^}]+\}", "{}", route.path)


@pytest.mark.parametrize("route", DECLARED)
def test_a_declared_route_is_served_by_its_function(cloud: Cloud, route: Route) -> None:
    assert plain(route) in served(cloud, route.function)


@pytest.mark.parametrize("function", OURS)
def test_a_route_of_an_app_is_declared_as_its_own(cloud: Cloud, function: str) -> None:
    declared = {plain(route) for route in routes() if route.function == function}

    assert served(cloud, function) <= declared


@pytest.mark.parametrize("route", DECLARED)
def test_the_gateway_sends_a_route_where_it_is_served(route: Route) -> None:
    found = find(routes(), route.method, route.path.replace("{", "a").replace("}", "b"))

    assert found
    assert found[0].key == route.key


def test_only_pushes_and_pages_are_open_to_everybody() -> None:
    opened = {route.function for route in routes() if route.authorizer is None}

    assert opened <= {"hooks_api", "dashboard", "tracking_page"}
