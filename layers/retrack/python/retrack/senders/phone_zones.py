"""Time zones of phone numbers, from their country and area codes."""

from phonenumbers import NumberParseException, parse
from phonenumbers.timezone import time_zones_for_number

_UNKNOWN = "Etc/Unknown"


class NumberingPlanZones:
    """`PhoneZones` by Google's metadata of numbering plans.

    Mobile numbers of a wide country are of all its zones: the middle one is the best guess.
    """

    def zone_of(self, phone: str) -> str | None:
        """The zone; None for what is no number, or one of nowhere such as a satellite's."""
        try:
            zones = [z for z in time_zones_for_number(parse(phone)) if z != _UNKNOWN]
        except NumberParseException:
            return None
        return zones[len(zones) // 2] if zones else None
