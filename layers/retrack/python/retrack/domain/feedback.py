"""What the mail service reports of a message after it took it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FeedbackKind(StrEnum):
    """What became of an email. Of several, the later in this list says more."""

    DELAYED = "delayed"  # its reader's server keeps it waiting; the service goes on trying
    DELIVERED = "delivered"  # their server took it
    OPENED = "opened"  # pictures in it were loaded, which a program may have done
    FAILED = "failed"  # the service could not write it
    REJECTED = "rejected"  # the service would not send it: it found a virus
    SOFT_BOUNCED = "soft_bounced"  # it came back, and another may arrive: mailbox full, server down
    BOUNCED = "bounced"  # it came back for good: there is no such address
    COMPLAINED = "complained"  # its reader called it spam


@dataclass(frozen=True, slots=True)
class Feedback:
    """One thing that was reported. `detail` is the service's own word for it, never an address."""

    kind: FeedbackKind
    at: datetime
    detail: str = ""


_SAYS_MORE = {kind: rank for rank, kind in enumerate(FeedbackKind)}


def most_telling(feedback: Iterable[Feedback]) -> Feedback | None:
    """What a message came to; None while nothing is known."""
    return max(feedback, key=lambda told: _SAYS_MORE[told.kind], default=None)
