"""What holds for every route of the dashboard, whoever wrote its page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from retrack.web.site import Site
from tests.functional.cloud import Cloud
from tests.functional.web.visitor import Visitor

OPEN = {
    ("GET", "/docs"),
    ("GET", "/v1/openapi.json"),
    ("GET", "/login"),
    ("GET", "/login/forgotten"),
    ("POST", "/login"),
    ("POST", "/login/first-password"),
    ("POST", "/login/forgotten"),
    ("POST", "/login/reset"),
    ("POST", "/logout"),
    ("POST", "/language"),
    ("GET", "/mail/off/1"),
    ("POST", "/mail/off/1"),
}
BARE = {("POST", "/mail/off/1")}
"""What mail programs post to, without a browser: the address itself is signed."""


@pytest.fixture
def site(cloud: Cloud) -> Site:
    site: Site = cloud.function("dashboard").site
    return site


def routes_of(site: Site) -> Iterator[tuple[str, str]]:
    """Method and an address of every route."""
    app = site.app
    for route in [*app._static_routes, *app._dynamic_routes]:
        yield route.method.upper(), re.sub("<[^>]+>", "1", route.path)


def _is_static(path: str) -> bool:
    return path.startswith("/static/")


def test_a_stranger_is_led_to_signing_in_and_changes_nothing(cloud: Cloud, site: Site) -> None:
    stranger, before = Visitor(site), cloud.contents()
    guarded = [r for r in routes_of(site) if r not in OPEN and not _is_static(r[1])]
    assert len(guarded) > 10

    led = {
        (method, path): (
            stranger.get(path) if method == "GET" else stranger.post(path, {"csrf": "x.y"})
        ).location.partition("?")[0]
        for method, path in guarded
    }

    assert {route: to for route, to in led.items() if to != "/login"} == {}
    assert cloud.contents() == before


def test_forged_cookies_are_nobodys(cloud: Cloud, site: Site) -> None:
    forger = Visitor(site, {"__Host-access": "a.b.c", "__Host-refresh": "", "__Host-store": "s1"})

    for method, path in routes_of(site):
        if (method, path) not in OPEN and not _is_static(path):
            answer = forger.get(path) if method == "GET" else forger.post(path)
            assert answer.location.startswith("/login"), (method, path)


def test_what_another_site_posts_never_arrives(cloud: Cloud, site: Site) -> None:
    victim, before = Visitor(site), cloud.contents()

    for method, path in routes_of(site):
        if method != "GET" and (method, path) not in BARE:
            answer = victim.post(path, {"email": "a@example.com"}, origin="cross-site")
            assert answer.status in {303, 403}, (method, path)
            assert not answer.cookies, (method, path)

    assert cloud.contents() == before


def test_reading_is_get_and_changing_is_post(site: Site) -> None:
    assert {method for method, _ in routes_of(site)} == {"GET", "POST"}
