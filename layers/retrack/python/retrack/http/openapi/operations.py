"""Every operation of the API, in the order in which the document shows them."""

from collections.abc import Mapping

from retrack.http.openapi.connection_operations import SHOPS, TEMPLATES, WEBHOOKS
from retrack.http.openapi.order_operations import NOTIFICATIONS, ORDERS, SHIPMENTS, TRACKING
from retrack.http.openapi.people_operations import PEOPLE
from retrack.http.openapi.store_operations import FILES, OPEN, SETTINGS, SUPPRESSIONS

OPERATIONS = (
    *ORDERS,
    *SHIPMENTS,
    *TRACKING,
    *NOTIFICATIONS,
    *SETTINGS,
    *PEOPLE,
    *TEMPLATES,
    *SUPPRESSIONS,
    *SHOPS,
    *WEBHOOKS,
    *FILES,
    *OPEN,
)

TAGS: Mapping[str, str] = {
    "Orders": "What customers bought.",
    "Shipments": "The parcels of an order.",
    "Tracking": "Where parcels are; part of the Boss plan.",
    "Notifications": "What customers were told; part of the Boss plan.",
    "Settings": "What a store chooses, and who may act for it.",
    "Connections": "Shops that orders come from, and addresses that are told what happens.",
    "Many at once": "Files of orders out and in, and pasted tracking numbers.",
    "From outside": "Without a credential of the store.",
}
"""In the order in which they are shown."""
