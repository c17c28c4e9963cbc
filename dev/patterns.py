"""Event filters of event source mappings.

Source: Lambda developer guide, "Control which events Lambda sends to your function", "Filter rule
syntax".
"""

from __future__ import annotations

from typing import Any

from dev.place import Misconfigured

_MISSING = object()


def matches(pattern: dict[str, Any], event: Any) -> bool:
    """Whether an event is let through.

    Raises:
        Misconfigured: a rule that the local stack does not know.
    """
    for name, rules in pattern.items():
        value = event.get(name, _MISSING) if isinstance(event, dict) else _MISSING
        if isinstance(rules, dict):
            if not matches(rules, value):
                return False
        elif not any(_holds(rule, value) for rule in rules):
            return False
    return True


def _holds(rule: Any, value: Any) -> bool:
    if not isinstance(rule, dict):
        return bool(value == rule)
    ((word, wanted),) = rule.items()
    if word == "exists":
        return (value is not _MISSING) is wanted
    if word == "anything-but":
        refused = wanted if isinstance(wanted, list) else [wanted]
        return value is not _MISSING and value not in refused
    if word in {"prefix", "suffix"}:
        if not isinstance(value, str):
            return False
        return value.startswith(wanted) if word == "prefix" else value.endswith(wanted)
    msg = f"dev/patterns.py does not know {word}, which a filter in template.yaml uses."
    raise Misconfigured(msg)
