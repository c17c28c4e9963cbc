"""Templates between the API's words and the domain's."""

from typing import TYPE_CHECKING, Any

from retrack.domain.settings import Channel
from retrack.domain.sms import bill
from retrack.domain.templates import Template, TemplateName, TemplateVersion
from retrack.services.ports import Email, Sms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrack.http.template_schemas import Templates, TryTemplateBody


def wanted_templates(body: "Templates | None") -> "dict[TemplateName, Template | None]":
    """The templates that a body of settings names; None: back to the built-in one."""
    return {
        TemplateName(trigger, channel, language): Template(**template.model_dump())
        if template
        else None
        for trigger, channels in (body or {}).items()
        for channel in Channel
        for language, template in (getattr(channels, channel) or {}).items()
    }


def tried(body: "TryTemplateBody") -> "tuple[TemplateName, Template | None]":
    """What to try out."""
    template = Template(**body.template.model_dump()) if body.template else None
    return TemplateName(body.trigger, body.channel, body.language), template


def templates_view(own: "Mapping[TemplateName, TemplateVersion]") -> dict[str, Any]:
    """The store's own templates, by trigger, channel and language."""
    view: dict[str, Any] = {}
    for name, kept in own.items():
        parts = {"text": kept.template.text}
        if name.channel is Channel.EMAIL:
            parts |= {"subject": kept.template.subject, "html": kept.template.html}
        by_language = view.setdefault(name.trigger, {}).setdefault(name.channel, {})
        by_language[name.language] = {"version": kept.version} | parts
    return view


def message_view(message: Email | Sms) -> dict[str, Any]:
    """A message, and for an SMS what it is billed as."""
    if isinstance(message, Email):
        return {"subject": message.subject, "html": message.html, "text": message.text}
    cost = bill(message.text)
    return {
        "text": message.text,
        "encoding": cost.encoding,
        "units": cost.units,
        "parts": cost.parts,
        "outside_gsm_7": cost.outsiders,
    }
