"""What the stack tells whoever started it."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dev.lambdas import Function, Outcome

_one_at_a_time = threading.Lock()


def say(text: str) -> None:
    """Prints a text whole, whoever else prints."""
    with _one_at_a_time:
        print(text, flush=True)


def complain(text: str) -> None:
    """The same on standard error."""
    with _one_at_a_time:
        print(text, file=sys.stderr, flush=True)


def failed(function: Function, outcome: Outcome, about: str = "") -> None:
    """One line on what a handler raised, and where; `about` names the messages it was given."""
    error = outcome.error
    if error is None:
        return
    what = f" ({about})" if about else f" (request {outcome.request_id})"
    complain(f"{function.logical_id} failed{what}: {error.kind}: {error.message}\n{error.trace}")
