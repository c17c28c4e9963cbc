"""Settings > Shops: connecting them, what is wrong with a connection, and their earlier orders.

Everybody of the store sees how it is connected, as at `/v1/shops`; only owners change it. What was
typed as a secret is never shown again, not even in a form that was refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrack.domain.errors import Conflict, Invalid, TooSoon
from retrack.http.problems import problem_of
from retrack.http.requests import checked
from retrack.http.shop_requests import SHOPS, known_shop, shop_change, shop_view
from retrack.services.shop_connections import ShopChange, ShopConnections
from retrack.web.words import N_

if TYPE_CHECKING:
    from retrack.http.resolver import Answer
    from retrack.services.import_from_shop import ImportFromShop
    from retrack.web.site import Site
    from retrack.web.visits import Visit

TITLES = {"shopify": "Shopify", "woocommerce": "WooCommerce"}
FIELDS = {
    "shopify": ("webhook_secret", "domain", "client_id", "client_secret", "access_token"),
    "woocommerce": ("webhook_secret",),
}
ADVICE = {
    "domain": N_("The shop’s address at Shopify, such as my-shop.myshopify.com."),
    "access_token": N_("The token as Shopify shows it: 8 to 500 characters, no blanks."),
    "client_id": N_("The app’s client id as Shopify shows it, together with its secret."),
    "client_secret": N_("The app’s secret as Shopify shows it, together with its client id."),
    "webhook_secret": N_("The secret as the shop shows it: 8 to 500 characters, no blanks."),
}
"""What is said beside a field that is wrong."""

_NOTHING_TYPED = N_("Fill in at least one field; empty ones stay as they are.")
_EITHER = N_("Fill in the client id and secret, or the token, and not both.")
_SHOPIFY = ".myshopify.com"
_ADMIN = "admin.shopify.com/store/"


@dataclass(frozen=True, slots=True)
class ShopUseCases:
    """What these pages do their work with, each made when it is needed."""

    connections: Callable[[], ShopConnections]
    import_orders: Callable[[], ImportFromShop]
    secret: Callable[[], str]


def add_shops(site: Site, use: ShopUseCases) -> None:
    """The list of shops, and a page for each."""
    pages = _ShopPages(use)
    site.get("/settings/shops")(pages.all)
    site.get("/settings/shops/<shop>")(pages.show)
    site.post("/settings/shops/<shop>")(pages.connect)
    site.post("/settings/shops/<shop>/write-back")(pages.write_back)
    site.post("/settings/shops/<shop>/disconnect")(pages.disconnect)
    site.post("/settings/shops/shopify/import")(pages.begin_import)
    site.get("/settings/shops/shopify/import")(pages.progress)


@dataclass(frozen=True, slots=True)
class _ShopPages:
    use: ShopUseCases

    def all(self, visit: Visit) -> Answer:
        """GET: every kind of shop, and how it is connected."""
        connections = self.use.connections()
        shops = [shop_view(connections, visit.store_id, shop) for shop in SHOPS]
        return visit.page("shops/list.html", shops=shops, titles=TITLES)

    def show(self, visit: Visit, shop: str) -> Answer:
        """GET: how to connect a shop, how it is connected, and what can be done about it."""
        return self._page(visit, known_shop(shop))

    def connect(self, visit: Visit, shop: str) -> Answer:
        """POST: what was typed takes the place of what is saved; what was left empty stays."""
        visit.require_owner()
        from retrack.http.shop_schemas import ShopBody  # noqa: PLC0415  loads slowly

        typed = {n: text for n in FIELDS[known_shop(shop)] if (text := _typed(visit, n))}
        connections = self.use.connections()
        shown = shop_view(connections, visit.store_id, shop)
        if typed.get("client_id") == shown["client_id"] and "client_secret" not in typed:
            typed.pop("client_id", None)  # it stood there, and is none that was typed
        if not typed:
            return self._page(visit, shop, status=422, problem=_NOTHING_TYPED)
        try:
            change = shop_change(checked(typed, ShopBody))
        except Invalid as refusal:
            both = {"access_token": _EITHER} if {"client_id", "access_token"} <= set(typed) else {}
            errors = {p.field: ADVICE[p.field] for p in refusal.problems} | both
            kept = {name: typed[name] for name in ("domain", "client_id") if name in typed}
            return self._page(visit, shop, status=422, errors=errors, **kept)
        connections.change(visit.store_id, shop, change)
        return visit.redirect(_address(shop), flash="shop-saved")

    def write_back(self, visit: Visit, shop: str) -> Answer:
        """POST: whether the shop is told what becomes of its parcels."""
        visit.require_owner()
        wanted = bool(visit.field("on"))
        change = ShopChange(write_back=wanted)
        self.use.connections().change(visit.store_id, known_shop(shop), change)
        flash = "write-back-on" if wanted else "write-back-off"
        return visit.redirect(_address(shop), flash=flash)

    def disconnect(self, visit: Visit, shop: str) -> Answer:
        """POST: forgets everything about the shop; its orders stay."""
        visit.require_owner()
        self.use.connections().remove(visit.store_id, known_shop(shop))
        return visit.redirect("/settings/shops", flash="shop-disconnected")

    def begin_import(self, visit: Visit) -> Answer:
        """POST: has the shop's earlier orders brought in."""
        visit.require_owner()
        try:
            self.use.import_orders().begin(visit.store_id)
        except (Conflict, TooSoon) as refusal:
            status = problem_of(refusal).status
            return self._page(visit, "shopify", status=status, refusal=refusal.message)
        return visit.redirect(f"{_address('shopify')}#earlier")

    def progress(self, visit: Visit) -> Answer:
        """GET, in part: how far the earlier orders have come."""
        job = self.use.import_orders().last(visit.store_id)
        if job is None or not visit.is_partial:
            return visit.redirect(f"{_address('shopify')}#earlier")
        return visit.page("shops/progress.html", job=job, days=_days_back())

    def _page(
        self, visit: Visit, shop: str, *, status: int = 200, **outcome: str | Mapping[str, str]
    ) -> Answer:
        """The page of a shop; `outcome` has what was wrong with what was sent."""
        connections = self.use.connections()
        shown = shop_view(connections, visit.store_id, shop)
        values: dict[str, Any] = {
            "shop": shown,
            "title": TITLES[shop],
            "hook": visit.base + shown["webhook_path"],
            "suggested": "" if shown["webhook_secret_set"] else self.use.secret(),
            "domain": shown["domain"] or "",
            "client_id": shown["client_id"] or "",
            "app_signs": shown["webhook_secret_set"] and _app_signs(connections, visit, shop),
            "errors": {},
            "problem": "",
            "refusal": "",
            "job": self.use.import_orders().last(visit.store_id) if shop == "shopify" else None,
            "days": _days_back(),
        }
        return visit.page(f"shops/{shop}.html", status=status, **values | outcome)


def _app_signs(connections: ShopConnections, visit: Visit, shop: str) -> bool:
    """Whether the secret that is saved is the app's, and not one that was named."""
    connection = connections.load(visit.store_id, shop)
    return bool(connection and connection.app_signs)


def _days_back() -> int:
    from retrack.services.import_from_shop import REACHES_BACK  # noqa: PLC0415  loads slowly

    return REACHES_BACK.days


def _address(shop: str) -> str:
    return f"/settings/shops/{shop}"


def _typed(visit: Visit, name: str) -> str:
    """A field; a domain may come with everything that a browser's address bar has around it."""
    text = visit.field(name)
    if name != "domain" or not text:
        return text
    bare = text.lower().removeprefix("https://").removeprefix("http://")
    host = bare.removeprefix(_ADMIN).partition("/")[0]
    return host if "." in host else host + _SHOPIFY
