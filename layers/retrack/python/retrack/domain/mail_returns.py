"""Whom of a store's own people no mail goes to, since one came back or was called spam."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from retrack.domain.feedback import FeedbackKind

_MOST = 30  # of a store that are kept: more than it has recipients


class MailReturn(NamedTuple):
    """What became of mail to a recipient, who is known by a hash, and when.

    `kind` is that it bounced or was called spam; None once somebody allowed it again.
    """

    who: str
    kind: FeedbackKind | None
    at: datetime


def with_return(known: Sequence[MailReturn], told: MailReturn) -> tuple[MailReturn, ...]:
    """What is known with what was told; of a recipient the newest word counts, and the first."""
    if any(one.who == told.who and one.at >= told.at for one in known):
        return tuple(known)
    others = [one for one in known if one.who != told.who]
    return tuple(sorted([*others, told], key=lambda one: one.at)[-_MOST:])


def return_of(known: Sequence[MailReturn], who: str) -> MailReturn | None:
    """Why a recipient is not mailed; None for one who is."""
    return next((one for one in known if one.who == who and one.kind), None)
