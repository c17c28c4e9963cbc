"""The words of messages: every template with its versions, seen as customers will see it.

The preview is a document of its own in a frame: it may have styles, and neither scripts nor forms.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from retrack.domain.errors import Invalid, NotFound, TooSoon
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.plans import require_tracking
from retrack.domain.settings import Channel, Store, Trigger
from retrack.domain.sms import bill
from retrack.domain.templates import (
    LANGUAGES,
    MAX_HTML,
    MAX_SMS,
    MAX_SUBJECT,
    MAX_TEXT,
    Template,
    TemplateName,
)
from retrack.services.order_row import told_of
from retrack.services.ports import Email, Memberships, OrderIndex, TemplateStore

if TYPE_CHECKING:
    from retrack.http.resolver import Answer
    from retrack.services.change_settings import ChangeSettings
    from retrack.services.edit_templates import EditTemplates
    from retrack.services.send_test import SendTest
    from retrack.web.site import Site
    from retrack.web.visits import Visit

FRAME_POLICY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src https:;"
    " sandbox; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
}
PAGE_POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-src 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
}
_OK, _INVALID = 200, 422
_FOUND = 20  # orders whose names begin alike
_LONGEST = {"subject": MAX_SUBJECT, "html": MAX_HTML, "text": MAX_TEXT}


@dataclass(frozen=True, slots=True)
class MessageUseCases:
    """What the pages do their work with, made when it is needed."""

    edit: Callable[[], EditTemplates]
    templates: Callable[[], TemplateStore]
    change: Callable[[], ChangeSettings]
    send_test: Callable[[str], SendTest]
    people: Callable[[], Memberships]
    variables: Callable[[], Collection[str]]
    index: Callable[[], OrderIndex]


def add_messages(site: Site, use: MessageUseCases) -> None:
    """The list of messages, and the editor of one."""
    site.get("/messages")(_list)
    site.get("/messages/<name>")(partial(_edit, use))
    site.post("/messages/<name>")(partial(_save, use))
    site.post("/messages/<name>/preview")(partial(_preview, use))
    site.post("/messages/<name>/parts")(partial(_parts, use))
    site.post("/messages/<name>/test")(partial(_test, use))


def _list(visit: Visit) -> Answer:
    require_tracking(visit.plan)
    return visit.page(
        "messages/list.html",
        store=visit.store,
        triggers=tuple(Trigger),
        channels=tuple(Channel),
        languages=LANGUAGES,
    )


def _edit(use: MessageUseCases, visit: Visit, name: str) -> Answer:
    require_tracking(visit.plan)
    wanted, store, version = _named(name), visit.store, visit.query.get("version", "")
    if version:
        template = use.templates().load(store.id, wanted, version).template
    else:
        template = use.edit().current(store, wanted)
    return _editor(use, visit, wanted, template)


def _save(use: MessageUseCases, visit: Visit, name: str) -> Answer:
    """Saves what was typed, or goes back to the built-in template."""
    require_tracking(visit.plan)
    wanted = _named(name)
    template = None if visit.field("reset") else _typed(visit, wanted)
    try:
        if template:
            _require_whole(template, wanted)
        kept = use.edit().keep(visit.store_id, {wanted: template}, actor=visit.actor)
    except Invalid as refusal:
        problems = [problem.message for problem in refusal.problems]
        return _editor(use, visit, wanted, template or Template(), problems, status=_INVALID)
    use.change()(visit.store_id, lambda store: _with(store, kept))
    return visit.redirect(f"/messages/{wanted}", flash="saved")


def _preview(use: MessageUseCases, visit: Visit, name: str) -> Answer:
    """The message as a document, for the frame."""
    wanted, problems, html = _named(name), [], ""
    try:
        html = _shown(use, visit.store_id, wanted, _typed(visit, wanted), _about(use, visit))
    except Invalid as refusal:
        problems = [problem.message for problem in refusal.problems]
    except NotFound:
        problems = ["there is no such order"]
    return visit.page("messages/preview.html", headers=FRAME_POLICY, html=html, problems=problems)


def _parts(use: MessageUseCases, visit: Visit, name: str) -> Answer:
    """What a text message is billed as, while it is typed."""
    wanted = _named(name)
    try:
        message = use.edit().preview(visit.store_id, wanted, _typed(visit, wanted))
    except Invalid:
        return visit.page("messages/parts.html", bill=None)
    return visit.page("messages/parts.html", bill=bill(message.text))


def _test(use: MessageUseCases, visit: Visit, name: str) -> Answer:
    """Sends the message as it is typed to who asks for it, or to a number."""
    require_tracking(visit.plan)
    wanted, template = _named(name), _typed(visit, _named(name))
    to = visit.field("to") if wanted.channel is Channel.SMS else _own_address(use, visit)
    sent, problems = "", []
    try:
        send, about = use.send_test(visit.base), _about(use, visit)
        sent = send(visit.store_id, wanted, template, order_id=about, to=to)
    except Invalid as refusal:
        problems = [problem.message for problem in refusal.problems]
    except TooSoon as refusal:
        problems = [refusal.message]
    except NotFound:
        problems = ["there is no such order"]
    if visit.is_partial:
        return visit.page("messages/tested.html", tested=sent, untested=problems)
    status = _INVALID if problems else _OK
    shown: dict[str, Any] = {"tested": sent, "untested": problems, "to": to, "status": status}
    return _editor(use, visit, wanted, template, **shown)


def _own_address(use: MessageUseCases, visit: Visit) -> str:
    """The e-mail address of who is signed in; empty where nobody told it."""
    people = use.people().people_of(visit.store_id)
    return next((one.email for one in people if f"person:{one.id}" == visit.actor), "")


def _editor(
    use: MessageUseCases,
    visit: Visit,
    name: TemplateName,
    template: Template,
    problems: list[str] | None = None,
    **values: Any,
) -> Answer:
    shown: dict[str, Any] = {"tested": "", "untested": [], "to": "", "status": _OK} | values
    return visit.page(
        "messages/editor.html",
        headers=PAGE_POLICY,
        name=name,
        source=template,
        problems=problems or [],
        is_own=bool(visit.store.templates.get(str(name))),
        versions=use.templates().versions(visit.store_id, name),
        bill=None,
        variables=use.variables(),
        own_address=_own_address(use, visit),
        **shown,
    )


def _shown(
    use: MessageUseCases,
    store_id: StoreId,
    name: TemplateName,
    template: Template,
    order_id: OrderId | None,
) -> str:
    message = use.edit().preview(store_id, name, template, order_id=order_id)
    if isinstance(message, Email):
        return message.html
    from markupsafe import escape  # noqa: PLC0415  only for text messages

    return f'<p style="font:16px/1.5 sans-serif;padding:16px">{escape(message.text)}</p>'


def _about(use: MessageUseCases, visit: Visit) -> OrderId | None:
    """The order asked for, by its name, as merchants know it, or by its id; None for any."""
    typed = visit.field("order").strip()
    if not typed:
        return None
    found = use.index().search(visit.store_id, typed, limit=_FOUND)
    named = (told for told in map(told_of, (row.row for row in found)) if _is_called(told, typed))
    return OrderId(next((told["id"] for told in named), typed))


def _is_called(told: dict[str, Any], name: str) -> bool:
    known: str = told["name"]
    return known.lstrip("#").casefold() == name.lstrip("#").casefold()


def _typed(visit: Visit, name: TemplateName) -> Template:
    fields = ("text",) if name.channel is Channel.SMS else ("subject", "html", "text")
    return Template(**{field: visit.field(field).replace("\r\n", "\n") for field in fields})


def _require_whole(template: Template, name: TemplateName) -> None:
    limits = {"text": MAX_SMS} if name.channel is Channel.SMS else _LONGEST
    needed = ("text",) if name.channel is Channel.SMS else ("subject", "html")
    for part, longest in limits.items():
        length = len(getattr(template, part))
        if length > longest or (part in needed and not length):
            raise Invalid.field(part, f"{part}: 1 to {longest} characters")


def _with(store: Store, kept: dict[str, str]) -> Store:
    versions = {name: v for name, v in {**store.templates, **kept}.items() if v}
    return replace(store, templates=versions)


def _named(name: str) -> TemplateName:
    try:
        return TemplateName.parse(name)
    except ValueError as exc:
        raise NotFound from exc
