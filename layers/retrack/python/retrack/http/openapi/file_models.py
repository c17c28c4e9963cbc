"""The bodies of answers about many orders at once and about access; see `answer_models`."""

from typing import Annotated

from pydantic import BaseModel, Field, WithJsonSchema

from retrack.http.openapi.answer_models import CarrierCandidate
from retrack.http.openapi.words import Day, Moment


class RefusedRow(BaseModel):
    """A row of a file that was not taken, and why."""

    line: int
    reason: str


class Import(BaseModel):
    """A file of orders, and how far it has come."""

    id: str
    state: Annotated[str, Field(description="From `waiting` for the file to `done` or `failed`.")]
    done: int
    failed: int
    refused: Annotated[list[RefusedRow], Field(description="The first of them.")]
    refused_url: Annotated[str | None, Field(description="All refused rows as a file.")]
    created_at: Moment
    total: Annotated[int, Field(description="Once the file was looked through.")] = 0
    problem: Annotated[str, Field(description="Why nothing came of it.")] = ""


class NewImport(Import):
    """An import that waits for its file."""

    upload_url: Annotated[str, Field(description="Takes one PUT of the file.")]


class PastedLine(BaseModel):
    """What one pasted line means, or came to."""

    line: int
    text: str
    order_name: str | None
    order_id: str | None
    tracking_number: str | None
    carrier: str | None
    carrier_candidates: list[CarrierCandidate]
    duplicate_of: str | None
    problem: str | None
    added: bool


class PastedLines(BaseModel):
    """What pasted tracking numbers mean, line by line."""

    lines: list[PastedLine]


class ApiKeyView(BaseModel):
    """An API key, without its secret."""

    id: str
    name: str
    created_at: Moment
    last_used: Annotated[
        Day | None, Field(description="In UTC; null where it was never used, or nobody knows.")
    ]


class NewApiKey(ApiKeyView):
    """A new API key; its secret is shown this once."""

    key: str


class ApiKeys(BaseModel):
    """A store's API keys, oldest first."""

    items: list[ApiKeyView]


class Person(BaseModel):
    """Somebody who acts for the store."""

    id: str
    email: Annotated[str | None, Field(description="Null where nobody told it.")]
    role: Annotated[str, WithJsonSchema({"enum": ["owner", "staff"]})]


class People(BaseModel):
    """The people who act for a store, by e-mail address."""

    items: list[Person]


class Received(BaseModel):
    """A push was taken in."""

    received: Annotated[bool, WithJsonSchema({"const": True})]
