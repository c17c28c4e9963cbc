"""What the document tells of an operation of the API."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

JSON, HTML, CSV = "application/json", "text/html", "text/csv"
DATES = ("from", "to")
FILTERS = (*DATES, "date_field", "status", "attention", "q", "fulfilled", "carrier", "country")
MESSAGE_FILTERS = ("from", "to", "state", "reason", "trigger", "channel", "outcome", "order")
REPEATABLE = "Idempotency-Key"
BODY_REFUSALS = (413, 422)
"""What every route with a body may say to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A good answer; without a model its content is told by `kind`, without either it is empty."""

    says: str
    model: type[BaseModel] | None = None
    kind: str = ""
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A route. `refusals` are those beside 400 and 401, which every guarded route has."""

    id: str
    route: str
    tag: str
    summary: str
    description: str = ""
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    body: type[BaseModel] | None = None
    is_body_optional: bool = False
    takes_anything: bool = False
    replies: Mapping[int, Reply] = field(default_factory=dict[int, Reply])
    refusals: tuple[int, ...] = ()
    is_open: bool = False

    @property
    def may_be_repeated(self) -> bool:
        """Whether an Idempotency-Key is of use: it is for every POST of a store's."""
        return self.method == "post" and not self.is_open

    @property
    def method(self) -> str:
        """In lower case."""
        return self.route.partition(" ")[0].lower()

    @property
    def path(self) -> str:
        """With `{}` around its variable parts."""
        return self.route.partition(" ")[2]


DONE = Reply(says="Done.")
