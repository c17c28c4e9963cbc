"""Whether one address may be written to: looked up, allowed again, or nothing more sent there.

Addresses are kept as hashes, so none can be listed; one can be asked about. It comes in the body of
a request and goes out in that of the answer, and never stands in an address line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrack.domain.errors import Invalid
from retrack.domain.plans import require_tracking
from retrack.services.suppress import channel_of
from retrack.web.words import N_

if TYPE_CHECKING:
    from retrack.http.resolver import Answer
    from retrack.services.suppress import Suppress
    from retrack.web.site import Site
    from retrack.web.visits import Visit

_PATH = "/notifications/address"
_NO_ADDRESS = N_("An email address, or a phone number with its country, such as +66812345678.")
_LONGEST = 320  # characters
_INVALID = 422


def add_address(site: Site, *, suppress: Callable[[], Suppress]) -> None:
    """The page and its form."""
    page = _AddressPage(suppress)
    site.get(_PATH)(page.show)
    site.post(_PATH)(page.ask)


@dataclass(frozen=True, slots=True)
class _AddressPage:
    suppress: Callable[[], Suppress]

    def show(self, visit: Visit) -> Answer:
        """GET: the form."""
        require_tracking(visit.plan)
        return _shown(visit)

    def ask(self, visit: Visit) -> Answer:
        """POST: what is known of the address, after what was to be done about it."""
        require_tracking(visit.plan)
        address, act = visit.field("address").strip()[:_LONGEST], visit.field("contact")
        use, key = self.suppress(), visit.store.cursor_key
        try:
            if act == "allow":
                use.allow(visit.store_id, address, key=key)
            elif act == "block":
                use.block(visit.store_id, address, key=key, actor=visit.actor)
            found = use.look_up(visit.store_id, address, key=key)
        except Invalid:
            return _shown(visit, status=_INVALID, address=address, error=_NO_ADDRESS)
        known = {"channel": channel_of(address), "suppression": found}
        return _shown(visit, address=address, known=known, done=act)


def _shown(visit: Visit, *, status: int = 200, **values: Any) -> Answer:
    blank: dict[str, Any] = {"address": "", "error": "", "known": None, "done": ""}
    return visit.page("notifications/address.html", status=status, **(blank | values))
