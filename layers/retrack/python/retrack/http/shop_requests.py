"""Connections to shops as the API shows and takes them."""

from typing import TYPE_CHECKING, Any

from retrack.domain.errors import Invalid, NotFound
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
    """What a body asks for; what it does not name stays.

    Raises:
        Invalid: it has half of an app, or an app and a token.
    """
    if body.client_id and not body.client_secret:
        raise Invalid.field("client_secret", "needed together with client_id")
    if body.client_secret and not body.client_id:
        raise Invalid.field("client_id", "needed together with client_secret")
    if body.client_id and body.access_token:
        raise Invalid.field("access_token", "not together with client_id and client_secret")
    return ShopChange(
        webhook_secret=body.webhook_secret,
        domain=body.domain,
        access_token=body.access_token,
        write_back=body.write_back,
        client_id=body.client_id,
        client_secret=body.client_secret,
    )


def shop_view(connections: ShopConnections, store_id: StoreId, shop: str) -> dict[str, Any]:
    """A shop as it is shown; of secrets only whether they are there."""
    connection = connections.load(store_id, shop)
    return {
        "shop": shop,
        "webhook_path": f"/hooks/{shop}/{store_id}",
        "webhook_secret_set": connections.has_secret(store_id, shop),
        "domain": connection.domain or None if connection else None,
        "access_token_set": bool(connection and connection.access_token),
        "client_id": connection.client_id or None if connection else None,
        "client_secret_set": bool(connection and connection.client_secret),
        "write_back": connection.write_back if connection else True,
        "connected": bool(connection and connection.connected and connection.has_access),
        "problem": sentence(connection.problem) if connection else None,
    }
