"""The sender's page, and where the link leads that ends mails to the merchant.

A proof takes minutes or days, so the page looks again by itself, less and less often.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from retrack.domain.errors import Conflict, Invalid
from retrack.domain.sender_identity import IdentityKind, IdentityState
from retrack.http.requests import checked
from retrack.web.words import N_

if TYPE_CHECKING:
    from retrack.domain.senders import Senders
    from retrack.domain.settings import Store
    from retrack.http.resolver import Answer
    from retrack.services.set_up_sender import SetUpSender
    from retrack.services.stop_mail import StopMail
    from retrack.web.site import Site
    from retrack.web.visits import Guest, Visit

_PAUSES = (4, 8, 15, 30, 60)  # seconds between two looks; the last one again and again
_MOST_LOOKS = 60  # an hour; who is still there reloads the page
_TAKEN = N_(
    "Another store, or whoever operates this service, sends from there. If the other store is yours"
    " too, sign in as somebody who owns both."
)
_NO_ADDRESS = N_("An e-mail address, such as shop@example.com.")
_NOBODYS = N_("This is a provider of mailboxes: choose “just this address”.")
_INVALID, _CONFLICT = 422, 409


@dataclass(frozen=True, slots=True)
class MerchantUseCases:
    """What the pages do their work with, made when it is needed."""

    set_up: Callable[[], SetUpSender]
    senders: Callable[[], Senders]
    stop: Callable[[], StopMail]


def add_merchant(site: Site, use: MerchantUseCases) -> None:
    """The sender's page, and the way out of mails."""
    pages = _SenderPages(use)
    site.get("/settings/sender")(pages.show)
    site.post("/settings/sender")(pages.begin)
    site.get("/settings/sender/state")(pages.state)
    site.post("/settings/sender/remove")(pages.remove)
    way_out = _WayOut(use.stop)
    site.open_get("/mail/off/<text>")(way_out.ask)
    site.bare_post("/mail/off/<text>")(way_out.stop)


@dataclass(frozen=True, slots=True)
class _Typed:
    """The form as it was sent; `errors` by field, and `problem` above it, in English."""

    email: str
    kind: str = IdentityKind.DOMAIN
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _SenderPages:
    use: MerchantUseCases

    def show(self, visit: Visit) -> Answer:
        """GET: how far the sender is, as was found out last."""
        return self._page(visit, visit.store)

    def state(self, visit: Visit) -> Answer:
        """GET, in part: how far it is now, and when to look again."""
        store = self.use.set_up().look_again(visit.store_id)
        if not visit.is_partial:
            return visit.redirect("/settings/sender")
        return visit.page("sender/state.html", **self._values(visit, store))

    def begin(self, visit: Visit) -> Answer:
        """POST: begins to prove an address."""
        from retrack.http.merchant_schemas import SenderSetUpBody  # noqa: PLC0415  loads slowly

        visit.require_owner()
        email, kind = visit.field("email"), visit.field("kind")
        try:
            body = checked({"email": email, "kind": kind}, SenderSetUpBody)
            self.use.set_up().begin(visit.store_id, body.email, body.kind, actor=visit.actor)
        except Invalid as refusal:
            wrong = {problem.field for problem in refusal.problems}
            errors = {"email": _NO_ADDRESS} if "email" in wrong else {"kind": _NOBODYS}
            typed = _Typed(email, kind, errors)
            return self._page(visit, visit.store, typed=typed, status=_INVALID)
        except Conflict:
            typed = _Typed(email, kind, problem=_TAKEN)
            return self._page(visit, visit.store, typed=typed, status=_CONFLICT)
        return visit.redirect("/settings/sender", flash="saved")

    def remove(self, visit: Visit) -> Answer:
        """POST: gives the sender up."""
        visit.require_owner()
        self.use.set_up().remove(visit.store_id)
        return visit.redirect("/settings/sender", flash="sender-removed")

    def _page(
        self, visit: Visit, store: Store, *, typed: _Typed | None = None, status: int = 200
    ) -> Answer:
        return visit.page(
            "sender/page.html",
            status=status,
            typed=typed or _Typed(store.notifications.sender.email),
            was_refused=typed is not None,
            **self._values(visit, store),
        )

    def _values(self, visit: Visit, store: Store) -> dict[str, Any]:
        senders, email = self.use.senders(), store.notifications.sender.email
        known = store.identity
        identity = known if known and known.covers(email) else None
        looks = min(_number(visit.query.get("looks", "")), _MOST_LOOKS)
        is_open = identity is not None and identity.state is IdentityState.PENDING
        return {
            "store": store,
            "email": email,
            "identity": identity,
            "is_proved": senders.is_proved(store),
            "sends_from": senders.address_for(store),
            "looks": looks + 1,
            "pause": _PAUSES[min(looks, len(_PAUSES) - 1)],
            "goes_on": is_open and looks < _MOST_LOOKS,
        }


@dataclass(frozen=True, slots=True)
class _WayOut:
    use: Callable[[], StopMail]

    def ask(self, guest: Guest, text: str) -> Answer:
        """GET: asks once more, since mail programs follow links by themselves."""
        store, link = self.use().read(text)
        return guest.page("sender/way_out.html", store=store, kind=link.kind, is_done=False)

    def stop(self, guest: Guest, text: str) -> Answer:
        """POST, of the page or of a mail program (RFC 8058)."""
        store, link = self.use()(text)
        return guest.page("sender/way_out.html", store=store, kind=link.kind, is_done=True)


def _number(text: str) -> int:
    return int(text[:4]) if text.isascii() and text.isdigit() else 0
