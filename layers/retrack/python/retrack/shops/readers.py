"""The kinds of shop there are."""

from collections.abc import Mapping

from retrack.services.shop_ports import ShopReader
from retrack.shops.shopify.hooks import ShopifyHooks
from retrack.shops.woocommerce.hooks import WooHooks

READERS: Mapping[str, ShopReader] = {"shopify": ShopifyHooks(), "woocommerce": WooHooks()}
