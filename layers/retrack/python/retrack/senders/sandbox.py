"""Liquid as merchants may write it: nothing of ours is in reach, and nothing can run away.

Templates see the values they are given and nothing else: no files, no other templates. What a
template may use up is bounded: loops, memory, output and time.
"""

import functools
import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any

from liquid import Environment
from liquid.exceptions import LiquidError, ResourceLimitError
from markupsafe import Markup

from retrack.services.ports import TemplateBroken

MAX_LOOPS = 10_000
MAX_OUTPUT = 500_000  # bytes; mail programs cut emails at about 100 KB anyway
MAX_VALUE = 100_000  # characters of a text, or items of a list, that a filter takes or makes
MAX_SECONDS = 1.0

_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))
_FOREIGN_TAGS = ("include", "render")
_AS_THEY_ARE = ("money", "money_with_currency", "money_without_currency", "handleize", "t")
"""Filters of Shopify that pasted templates use, on values that we do not have."""


class _Sandbox(Environment):
    loop_iteration_limit = MAX_LOOPS
    local_namespace_limit = MAX_OUTPUT
    output_stream_limit = MAX_OUTPUT
    context_depth_limit = 10
    block_nesting_limit = 20


def check(source: str, *, html: bool) -> None:
    """Whether a template can be read.

    Raises:
        TemplateBroken: not.
    """
    _parsed(source, html)


def render(source: str, values: dict[str, Any], *, html: bool = False) -> str:
    """A template, filled in; in HTML every value comes out as text.

    Raises:
        TemplateBroken: it cannot be read, or wants too much.
    """
    template = _parsed(source, html)
    token = _deadline.set(time.perf_counter() + MAX_SECONDS)
    try:
        rendered = template.render(**values)
    except (LiquidError, RecursionError, ArithmeticError, ValueError, TypeError) as exc:
        raise _told(exc) from exc
    finally:
        _deadline.reset(token)
    return str(Markup(rendered)) if html else rendered  # noqa: S704  escaped by the environment


@lru_cache(maxsize=128)
def _parsed(source: str, html: bool) -> Any:  # noqa: FBT001  part of the cache's key
    try:
        return _environment(html).from_string(source)
    except (LiquidError, RecursionError, ValueError) as exc:
        broken = _told(exc)
        broken.line = broken.line or source.count("\n") + 1  # something is missing at its end
        raise broken from exc


@cache
def _environment(html: bool) -> Environment:  # noqa: FBT001  part of the cache's key
    environment = _Sandbox(autoescape=html, strict_filters=False)
    for tag in _FOREIGN_TAGS:
        environment.tags.pop(tag, None)
    for name in _AS_THEY_ARE:
        environment.add_filter(name, lambda value, *_: value)
    environment.add_filter("img_url", lambda _value, *_: "")
    for name, work in list(environment.filters.items()):
        environment.filters[name] = _bounded(name, work)
    return environment


def _bounded(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that takes and makes nothing too large, and stops when time is up."""

    @functools.wraps(work)
    def bounded(value: Any, *arguments: Any, **options: Any) -> Any:
        if time.perf_counter() > _deadline.get():
            raise ResourceLimitError("it takes too long", token=None)
        for given in (value, *arguments):
            _require_small(given)
        _require_small_product(name, value, arguments)
        made = work(value, *arguments, **options)
        _require_small(made)
        return made

    return bounded


def _require_small(value: Any) -> None:
    if isinstance(value, str | list | tuple | dict | range) and len(value) > MAX_VALUE:
        raise ResourceLimitError("a value is too large", token=None)
    if isinstance(value, int) and value.bit_length() > MAX_VALUE.bit_length() * 16:
        raise ResourceLimitError("a number is too large", token=None)


def _require_small_product(name: str, value: Any, arguments: tuple[Any, ...]) -> None:
    """Before a filter multiplies two sizes, whether the outcome would be too large."""
    if name == "join" and isinstance(value, list | tuple | range):
        times, longest = len(value), len(str(arguments[0])) if arguments else 1
    elif name.startswith("replace") and len(arguments) > 1:
        old = str(arguments[0])
        times = str(value).count(old) if old else len(str(value)) + 1
        longest = len(str(arguments[1]))
    else:
        return
    if times * longest > MAX_VALUE:
        raise ResourceLimitError("a value is too large", token=None)


def _told(error: Exception) -> TemplateBroken:
    if not isinstance(error, LiquidError):
        return TemplateBroken("it cannot be worked out")
    reason = str(error.args[0] if error.args else error)
    try:
        context = error.context()
    except ValueError:  # at the very end of the template
        context = None
    return TemplateBroken(reason, context[0] if context else None)
