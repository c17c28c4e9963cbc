"""Settings > Webhooks: a store's webhooks, their secrets (shown once), and what they were sent.

For owners alone, as at `/v1/webhooks`: a webhook tells of every order.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrack.domain.errors import Conflict, Invalid, NotFound
from retrack.domain.happenings import HappeningType
from retrack.domain.webhooks import EVENTS, DeliveryState, Webhook, WebhookState
from retrack.http.problems import problem_of
from retrack.http.resolver import Answer
from retrack.web.site import Site
from retrack.web.visits import Visit
from retrack.web.words import N_

if TYPE_CHECKING:
    from retrack.services.webhooks import Webhooks

EVENT_NAMES = {
    HappeningType.ORDER_FULFILLED: N_("An order was shipped"),
    HappeningType.SHIPMENT_STATUS_CHANGED: N_("A parcel’s status changed"),
    HappeningType.ORDER_NEEDS_ATTENTION: N_("An order needs attention"),
}
DELIVERY_STATES = {
    DeliveryState.PENDING: N_("Being sent"),
    DeliveryState.DELIVERED: N_("Delivered"),
    DeliveryState.FAILED: N_("Failed"),
}
SWITCHED_OFF = {
    WebhookState.GONE: N_("Its address answered that it is gone (410), so it is told nothing."),
    WebhookState.FAILING: N_("Its address failed for too long, so it is told nothing."),
}

PROBLEMS = {
    "timeout": N_("no answer within 10 seconds"),
    "no_answer": N_("nobody answered"),
    "no_such_host": N_("there is no such host"),
    "tls": N_("its certificate is not right"),
    "address_refused": N_("it leads to a private network, where nothing is sent"),
    "order_erased": N_("the order was erased"),
    "switched_off": N_("the webhook was switched off"),
    "no_secret": N_("its secret is lost; make a new webhook"),
}
"""Why an attempt failed, beside the status that was answered."""


def add_webhooks(site: Site, *, webhooks: Callable[[], "Webhooks"]) -> None:
    """The list, and a page for each webhook."""
    pages = _WebhookPages(webhooks)
    site.get("/settings/webhooks")(pages.all)
    site.post("/settings/webhooks")(pages.make)
    site.get("/settings/webhooks/<webhook_id>")(pages.show)
    site.post("/settings/webhooks/<webhook_id>/on")(pages.switch_on)
    site.post("/settings/webhooks/<webhook_id>/remove")(pages.remove)
    site.post("/settings/webhooks/<webhook_id>/deliveries/<delivery_id>/resend")(pages.send_again)


@dataclass(frozen=True, slots=True)
class _WebhookPages:
    webhooks: Callable[[], "Webhooks"]

    def all(self, visit: Visit) -> Answer:
        """GET: the list, and the form for another one."""
        return self._list(visit)

    def make(self, visit: Visit) -> Answer:
        """POST: a new webhook; this answer alone shows its secret."""
        visit.require_owner()
        url, events = visit.field("url"), visit.form.get("events", [])
        typed: dict[str, Any] = {"url": url, "events": events}
        try:
            new, secret = self.webhooks().make(visit.store_id, url, events)
        except Invalid as refusal:
            errors = {problem.field: problem.message for problem in refusal.problems}
            return self._list(visit, status=422, typed=typed, errors=errors)
        except Conflict as refusal:
            return self._list(visit, status=409, typed=typed, problem=refusal.message)
        return self._list(visit, made={"url": new.url, "secret": secret})

    def show(self, visit: Visit, webhook_id: str) -> Answer:
        """GET: one webhook, and what it was sent lately."""
        return self._one(visit, webhook_id)

    def switch_on(self, visit: Visit, webhook_id: str) -> Answer:
        """POST: it is told again what happens."""
        visit.require_owner()
        self.webhooks().switch_on(visit.store_id, webhook_id)
        return visit.redirect(_address(webhook_id), flash="webhook-on")

    def remove(self, visit: Visit, webhook_id: str) -> Answer:
        """POST: forgets a webhook."""
        visit.require_owner()
        with suppress(NotFound):  # gone is what was wanted
            self.webhooks().remove(visit.store_id, webhook_id)
        return visit.redirect("/settings/webhooks", flash="webhook-removed")

    def send_again(self, visit: Visit, webhook_id: str, delivery_id: str) -> Answer:
        """POST: has a message sent once more."""
        visit.require_owner()
        try:
            self.webhooks().send_again(visit.store_id, webhook_id, delivery_id)
        except Conflict as refusal:
            status = problem_of(refusal).status
            return self._one(visit, webhook_id, status=status, problem=refusal.message)
        return visit.redirect(_address(webhook_id), flash="sent-again")

    def _list(
        self,
        visit: Visit,
        *,
        status: int = 200,
        typed: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        problem: str = "",
        made: Mapping[str, str] | None = None,
    ) -> Answer:
        from retrack.services.webhooks import MAX_WEBHOOKS  # noqa: PLC0415  not for other pages

        values: dict[str, Any] = {
            "webhooks": self.webhooks().of(visit.store_id) if visit.is_owner else (),
            "event_names": EVENT_NAMES,
            "most": MAX_WEBHOOKS,
            "typed": typed or {"url": "", "events": list(EVENTS)},
            "errors": errors or {},
            "problem": problem,
            "made": made,
        }
        return visit.page("webhooks/list.html", status=status, **values)

    def _one(
        self, visit: Visit, webhook_id: str, *, status: int = 200, problem: str = ""
    ) -> Answer:
        visit.require_owner()
        use = self.webhooks()
        webhook = _named(use.of(visit.store_id), webhook_id)
        deliveries = use.deliveries(visit.store_id, webhook.id)
        values: dict[str, Any] = {
            "webhook": webhook,
            "deliveries": deliveries,
            "is_waiting": any(d.is_on_its_way(visit.clock.now()) for d in deliveries),
            "event_names": EVENT_NAMES,
            "states": DELIVERY_STATES,
            "now": visit.clock.now(),
            "problems": PROBLEMS,
            "switched_off": SWITCHED_OFF,
            "problem": problem,
        }
        template = "webhooks/deliveries.html" if visit.is_partial else "webhooks/one.html"
        return visit.page(template, status=status, **values)


def _named(webhooks: Sequence[Webhook], webhook_id: str) -> Webhook:
    """The webhook of this id; a store has ten at most."""
    for webhook in webhooks:
        if webhook.id == webhook_id:
            return webhook
    raise NotFound


def _address(webhook_id: str) -> str:
    return f"/settings/webhooks/{webhook_id}"
