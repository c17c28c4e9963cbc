"""Use cases about the connections to shops: see `wiring`."""
# ruff: noqa: PLC0415, SLF001  as in wiring, whose clients these share

from functools import cache
from typing import TYPE_CHECKING

from retrack.runtime import wiring
from retrack.runtime.settings import ShopEventsSettings, ShopsApiSettings, ShopSyncSettings
from retrack.services.shop_connections import ShopConnections

if TYPE_CHECKING:
    from retrack.services.tell_shop import TellShop


def connections(
    settings: ShopsApiSettings | ShopSyncSettings | ShopEventsSettings,
) -> ShopConnections:
    """How shops are reached."""
    from retrack.storage.parameters import SsmSecrets

    return ShopConnections(SsmSecrets(wiring._client("ssm"), settings.parameter_prefix))


@cache
def tell_shopify(settings: ShopSyncSettings) -> "TellShop":
    """Telling Shopify of its parcels; one connection is kept while the function stays warm."""
    from retrack.services.tell_shop import TellShop
    from retrack.shops.shopify.admin import ShopifyAdmin

    api = ShopifyAdmin(settings.shopify_url)
    return TellShop(
        "shopify", wiring.orders(), connections(settings), api, wiring.requests(), wiring.clock()
    )
