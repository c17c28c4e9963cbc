"""Names for the strings that must not be mixed up."""

from typing import NewType

StoreId = NewType("StoreId", str)
OrderId = NewType("OrderId", str)
ShipmentId = NewType("ShipmentId", str)
TrackingNumber = NewType("TrackingNumber", str)
"""A tracking number in its normal form: upper case, no blanks. See `tracking_numbers.normalise`."""
CarrierSlug = NewType("CarrierSlug", str)
"""Our own name of a carrier, such as ``china-post``. See `carriers.CARRIERS`."""
