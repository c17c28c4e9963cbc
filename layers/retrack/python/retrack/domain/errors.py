"""Everything Retrack refuses, drawn once.

RetrackError
├─ Unreadable                  the request cannot be read at all
├─ Unauthenticated             no credential, or a bad one
├─ NotAllowed                  the credential is good but may not do this
│  └─ PlanRequired             the store is not on the Boss plan
├─ NotFound                    not there, or another store's
├─ Conflict                    contradicts what is already there
│  ├─ OrderExists
│  ├─ StaleVersion             somebody saved in between
│  └─ InProgress               the same idempotent request is still running
├─ PreconditionFailed          the If-Match of the request is stale
├─ TooLarge                    the body is over the limit
├─ Invalid                     well-formed, but a field is wrong
├─ TooSoon                     asked again before its time
└─ CarrierUnavailable          the carrier or its provider did not give a usable answer
   ├─ CarrierSlow              ... within the time we wait
   └─ CarrierRefused           ... because the account is refused (key, whitelist)
      └─ QuotaGone             ... because nothing is left in it
"""

from dataclasses import dataclass


class RetrackError(Exception):
    """Something a caller asked for cannot be done; the message may be shown to them."""

    def __init__(self, message: str = "") -> None:
        """Keeps the sentence for people; empty falls back to the class's meaning."""
        super().__init__(message or (self.__doc__ or "").partition("\n")[0])

    @property
    def message(self) -> str:
        """The sentence for people."""
        return str(self.args[0])


class Unreadable(RetrackError):
    """The request cannot be read."""


class Unauthenticated(RetrackError):
    """A valid API key or session is needed."""


class NotAllowed(RetrackError):
    """This credential may not do that."""


class PlanRequired(NotAllowed):
    """Order tracking is part of the Boss plan."""


class NotFound(RetrackError):
    """There is no such thing in this store."""


class Conflict(RetrackError):
    """That contradicts what is already there."""


class OrderExists(Conflict):
    """An order with this id exists already."""


class StaleVersion(Conflict):
    """Somebody else saved this at the same moment; read it again and retry."""


class InProgress(Conflict):
    """A request with the same idempotency key is still running."""


class PreconditionFailed(RetrackError):
    """This has changed since you read it; read it again."""


class TooLarge(RetrackError):
    """The request is larger than Retrack takes."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One wrong field of a request: its dotted path and what would be right."""

    field: str
    message: str


class Invalid(RetrackError):
    """Some fields are not valid."""

    def __init__(self, *problems: FieldProblem) -> None:
        """Keeps every wrong field, so that a caller can mend all of them at once."""
        super().__init__("; ".join(f"{p.field}: {p.message}" for p in problems))
        self.problems = problems

    @classmethod
    def field(cls, field: str, message: str) -> "Invalid":
        """One wrong field."""
        return cls(FieldProblem(field, message))


class TooSoon(RetrackError):
    """This was asked for a moment ago."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        """`retry_after` is in whole seconds from now, at least 1."""
        super().__init__(message)
        self.retry_after = max(1, retry_after)


class CarrierUnavailable(RetrackError):
    """The carrier did not give a usable answer; nothing was changed."""


class CarrierSlow(CarrierUnavailable):
    """The carrier did not answer in time; nothing was changed."""


class CarrierRefused(CarrierUnavailable):
    """The tracking account is refused by its provider; check its key and quota in the settings."""


class QuotaGone(CarrierRefused):
    """The tracking account has no quota left; top it up, and tracking goes on by itself."""
