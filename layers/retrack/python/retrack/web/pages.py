"""Templates made into answers: HTML that runs no script but ours, and is kept by nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler.api_gateway import Response

from retrack.web import words
from retrack.web.assets import assets
from retrack.web.languages import NAMES, Language
from retrack.web.saying import said
from retrack.web.writing import Writing

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from retrack.http.resolver import Answer
    from retrack.services.ports import Clock

_TEMPLATES = Path(__file__).parent / "templates"
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "HX-Request, Accept-Language, Cookie",
}


def policy_with(origin: str) -> Mapping[str, str]:
    """The header by which scripts of one page may send something to another origin, too."""
    name = "Content-Security-Policy"
    allowed = SECURITY_HEADERS[name].replace("connect-src 'self'", f"connect-src 'self' {origin}")
    return {name: allowed}


@dataclass(frozen=True, slots=True)
class View:
    """What every template knows of the request it answers, as `view`.

    `address` is the path and query of the page. `member` is set for somebody signed in: see
    `visits.Member`. `csrf` goes into every form.
    """

    language: Language
    writing: Writing
    address: str
    csrf: str = ""
    member: Any = None
    flash: str = ""
    languages: Mapping[str, str] = field(default_factory=lambda: NAMES)


def view(
    language: Language,
    clock: Clock,
    *,
    time_zone: ZoneInfo,
    address: str,
    **fields: Any,
) -> View:
    """A view at this moment."""
    return View(language, Writing(language, time_zone, clock.now()), address, **fields)


def render(template: str, seen_by: View, **values: Any) -> str:
    """The text of a template."""
    return str(_environment().get_template(template).render(view=seen_by, **values))


def html(text: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer that is a page, or a part of one."""
    return Response(
        status,
        "text/html; charset=utf-8",
        text,
        headers={**SECURITY_HEADERS, **(headers or {})},
        cookies=[],
        compress=True,
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context  # noqa: PLC0415

    @pass_context
    def translate(context: Any, text: str) -> str:
        return str(context["view"].language.gettext(text))

    @pass_context
    def translate_many(context: Any, one: str, many: str, count: int) -> str:
        return str(context["view"].language.ngettext(one, many, count))

    @pass_context
    def say(context: Any, text: str) -> str:
        return said(text, context["view"].language)

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(translate, translate_many, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    with_values: Any = environment.globals["gettext"]

    @pass_context
    def written(context: Any, text: str, **values: Any) -> Any:
        if values:
            return with_values(context, text, **values)
        return _translated(text, context["view"].language)

    environment.globals["gettext"] = environment.globals["_"] = written
    environment.globals["asset"] = lambda name: assets()[name].address
    environment.globals["words"] = words
    environment.filters["said"] = say
    return environment


@lru_cache(maxsize=4096)
def _translated(text: str, into: Language) -> Markup:
    """A text that goes without values, in a language: checked and escaped once, not each time."""
    from markupsafe import Markup  # noqa: PLC0415

    return Markup(into.gettext(text)) % ()  # noqa: S704  the catalogs are ours
