"""The bodies of answers about shops, webhooks and templates of messages; see `answer_models`."""

from typing import Annotated

from pydantic import Field, WithJsonSchema

from retrack.http.openapi.answer_models import View
from retrack.http.openapi.words import Moment


class Shop(View):
    """A kind of shop and the store's connection to it; of secrets only whether they are there."""

    shop: str
    webhook_path: Annotated[str, Field(description="Where the shop is to send its messages.")]
    webhook_secret_set: bool
    domain: str | None
    access_token_set: bool
    client_id: Annotated[str | None, Field(description="Of the app that asks for its tokens.")]
    client_secret_set: bool
    write_back: Annotated[bool, Field(description="Whether the shop is told of shipments.")]
    connected: bool
    problem: Annotated[str | None, Field(description="What to do, where the shop will not work.")]


class Shops(View):
    """Every kind of shop, connected or not."""

    items: list[Shop]


class Webhook(View):
    """An address that is told what happens, without its secret."""

    id: str
    url: str
    events: list[str]
    state: Annotated[str, WithJsonSchema({"enum": ["on", "off_gone", "off_failing"]})]
    failing_since: Moment | None
    created_at: Moment


class NewWebhook(Webhook):
    """A new webhook; the secret that its messages are signed with is shown this once."""

    secret: str


class Webhooks(View):
    """A store's webhooks."""

    items: list[Webhook]


class Delivery(View):
    """A message to a webhook, and what became of it."""

    id: str
    type: str
    order_id: str
    shipment_id: str | None
    timestamp: Moment
    state: Annotated[str, WithJsonSchema({"enum": ["pending", "delivered", "failed"]})]
    attempts: int
    answer: Annotated[int | None, Field(description="The status that the address answered with.")]
    problem: str | None
    tried_at: Moment | None
    next_at: Moment | None


class Deliveries(View):
    """What a webhook was sent lately, newest first."""

    items: list[Delivery]


class PreviewedMessage(View):
    """A message as a customer would read it; a text message has no `subject` and no `html`."""

    subject: str = ""
    html: str = ""
    text: str
    encoding: Annotated[str, Field(description="Of a text message.")] = ""
    units: Annotated[int, Field(description="How long it is, in characters of its encoding.")] = 0
    parts: Annotated[int, Field(description="How many it is billed as.")] = 0
    outside_gsm_7: Annotated[
        str | list[str], Field(description="The characters that make it longer.")
    ] = ""


class SentTest(View):
    """Where a message was sent to."""

    sent_to: str
