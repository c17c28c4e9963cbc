"""Templates as clients send them."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, model_validator

from retrack.domain.settings import Channel, Trigger
from retrack.domain.templates import MAX_HTML, MAX_SMS, MAX_SUBJECT, MAX_TEXT

_Language = Literal["en", "th"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EmailTemplateBody(_Strict):
    """An email, in Liquid. Without `text` the built-in text goes along."""

    subject: Annotated[str, StringConstraints(min_length=1, max_length=MAX_SUBJECT)]
    html: Annotated[str, StringConstraints(min_length=1, max_length=MAX_HTML)]
    text: Annotated[str, Field(max_length=MAX_TEXT)] = ""


class SmsTemplateBody(_Strict):
    """A text message, in Liquid."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_SMS)]


class ChannelTemplates(_Strict):
    """By channel and language; null goes back to the built-in template."""

    email: dict[_Language, EmailTemplateBody | None] | None = None
    sms: dict[_Language, SmsTemplateBody | None] | None = None


Templates = dict[Annotated[Trigger, Strict(strict=False)], ChannelTemplates]


class TriedTemplate(_Strict):
    """A template that is being written: of its channel's parts."""

    subject: Annotated[str, Field(max_length=MAX_SUBJECT)] = ""
    html: Annotated[str, Field(max_length=MAX_HTML)] = ""
    text: Annotated[str, Field(max_length=MAX_TEXT)] = ""


class TryTemplateBody(_Strict):
    """`POST /v1/settings/templates/preview` and `/test`.

    Without a template it is the one in force, without an order a made-up one.
    """

    trigger: Trigger = Trigger.SHIPPED
    channel: Channel = Channel.EMAIL
    language: _Language = "en"
    template: TriedTemplate | None = None
    order_id: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    to: Annotated[
        str, Field(max_length=20, description="Where the test of a text message goes (E.164).")
    ] = ""

    @model_validator(mode="after")
    def _is_of_its_channel(self) -> Self:
        if self.to and self.channel is Channel.EMAIL:
            msg = "an email goes to where the store's customers answer"
            raise ValueError(msg)
        if self.template and self.channel is Channel.SMS and not self.template.text:
            msg = "a text message's template has a text"
            raise ValueError(msg)
        return self
