"""Connections to shops as the API shows and takes them."""

from typing import TYPE_CHECKING, Any

from retrack.domain.errors import NotFound
from retrack.domain.identifiers import StoreId
from retrack.domain.shop_problems import sentence
from retrack.services.shop_connections import ShopChange, ShopConnections

if TYPE_CHECKING:
    from retrack.http.shop_schemas import ShopBody

SHOPS = ("shopify", "woocommerce")


def known_shop(name: str) -> str:
    """The kind of shop of this name.

    Raises:
        NotFound: there is none.
    """
    if name not in SHOPS:
        msg = "There is no such kind of shop: " + ", ".join(SHOPS) + "."
        raise NotFound(msg)
    return name


def shop_change(body: "ShopBody") -> ShopChange:
    """What a body asks for; what it does not name stays."""
    return ShopChange(body.webhook_secret, body.domain, body.access_token, body.write_back)


def shop_view(connections: ShopConnections, store_id: StoreId, shop: str) -> dict[str, Any]:
    """A shop as it is shown; of secrets only whether they are there."""
    connection = connections.load(store_id, shop)
    return {
        "shop": shop,
        "webhook_path": f"/hooks/{shop}/{store_id}",
        "webhook_secret_set": connections.has_secret(store_id, shop),
        "domain": connection.domain or None if connection else None,
        "access_token_set": bool(connection and connection.access_token),
        "write_back": connection.write_back if connection else True,
        "connected": bool(connection and connection.connected and connection.access_token),
        "problem": sentence(connection.problem) if connection else None,
    }
