"""Liquid as merchants may write it: nothing of ours is in reach, and nothing can run away.

Templates see the values they are given and nothing else: no files, no other templates. What a
template may use up is bounded: loops, memory, output and time.
"""

import functools
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any

from liquid import BoundTemplate, Environment, RenderContext
from liquid.exceptions import FilterError, LiquidError, ResourceLimitError
from markupsafe import Markup

from retrack.services.ports import TemplateBroken

MAX_LOOPS = 10_000
MAX_OUTPUT = 500_000  # bytes; mail programs cut emails at about 100 KB anyway
MAX_VALUE = 100_000  # characters of a text, or items of a list, that a filter takes or makes
MAX_SECONDS = 1.0

_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))
_FOREIGN_TAGS = ("include", "render")
_UNESCAPED = "safe"  # the filter by which a value would come out as HTML
_NO_OUTCOME = "it cannot be worked out"
_UNFORESEEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What the library's filters raise on values that they were not made for."""
_PAIRS = (
    (r"{{", r"}}"),
    (r"{%", r"%}"),
    (r"{%-?\s{0,99}raw\b", r"{%-?\s{0,99}endraw\s{0,99}-?%}"),
    (r"{%-?\s{0,99}doc\b", r"{%-?\s{0,99}enddoc\s{0,99}-?%}"),
)
_WIDE = r"{[{%]-?\s{100}"
_LIQUID, _BLANKS = r"{%-?\s{0,99}liquid\b", r"\s{100}"
_AS_THEY_ARE = ("money", "money_with_currency", "money_without_currency", "handleize", "t")
"""Filters of Shopify that pasted templates use, on values that we do not have."""


class _Context(RenderContext):
    """What a template sees while it is filled in.

    Each part of a template first asks which tags are disabled. None are: it is where time is
    looked at, since loops can go on for minutes without any filter.
    """

    __slots__ = ()

    @property
    def disabled_tags(self) -> list[str]:
        _require_time()
        return []

    @disabled_tags.setter
    def disabled_tags(self, _: list[str]) -> None:
        pass


class _Template(BoundTemplate):
    context_class = _Context


class _Sandbox(Environment):
    template_class = _Template
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
    except (LiquidError, RecursionError, *_UNFORESEEN) as exc:
        raise _told(exc) from exc
    finally:
        _deadline.reset(token)
    return str(Markup(rendered)) if html else rendered  # noqa: S704  escaped by the environment


@lru_cache(maxsize=128)
def _parsed(source: str, html: bool) -> Any:  # noqa: FBT001  part of the cache's key
    _require_closed(source)
    try:
        return _environment(html).from_string(source)
    except (LiquidError, RecursionError, ValueError) as exc:
        broken = _told(exc)
        broken.line = broken.line or source.count("\n") + 1  # something is missing at its end
        raise broken from exc


def _require_closed(source: str) -> None:
    """Refuses what the library reads in a time that grows with the square of its length.

    It looks for the end of whatever is open from each beginning anew, and once more for each blank
    behind it.
    """
    for opening, closing in _PAIRS:
        last = max((found.end() for found in re.finditer(closing, source)), default=0)
        if unclosed := re.compile(opening).search(source, last):
            reason = f"{unclosed.group()} is never closed"
            raise TemplateBroken(reason, source.count("\n", 0, unclosed.start()) + 1)
    if wide := re.search(_BLANKS if re.search(_LIQUID, source) else _WIDE, source):
        raise TemplateBroken("too many blanks", source.count("\n", 0, wide.start()) + 1)


@cache
def _environment(html: bool) -> Environment:  # noqa: FBT001  part of the cache's key
    environment = _Sandbox(autoescape=html, strict_filters=False)
    for tag in _FOREIGN_TAGS:
        environment.tags.pop(tag, None)
    for name in _AS_THEY_ARE:
        environment.add_filter(name, lambda value, *_: value)
    environment.add_filter("img_url", lambda _value, *_: "")
    del environment.filters[_UNESCAPED]
    for name, work in list(environment.filters.items()):
        environment.filters[name] = _bounded(name, work)
    return environment


def _bounded(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that takes and makes nothing too large, and stops when time is up."""

    @functools.wraps(work)
    def bounded(value: Any, *arguments: Any, **options: Any) -> Any:
        _require_time()
        for given in (value, *arguments):
            _require_small(given)
        _require_small_product(name, value, arguments)
        try:
            made = work(value, *arguments, **options)
        except _UNFORESEEN as exc:
            raise FilterError(_NO_OUTCOME, token=None) from exc
        _require_small(made)
        return made

    return bounded


def _require_time() -> None:
    if time.perf_counter() > _deadline.get():
        raise ResourceLimitError("it takes too long", token=None)


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
        return TemplateBroken(_NO_OUTCOME)
    reason = str(error.args[0] if error.args else error)
    try:
        context = error.context()
    except ValueError:  # at the very end of the template
        context = None
    return TemplateBroken(reason, context[0] if context else None)
