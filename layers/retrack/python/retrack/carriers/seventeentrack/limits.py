"""What 17TRACK takes at most. Source: 17TRACK API v2.4, "Request limits"."""

from typing import Final

MAX_PARCELS: Final = 40  # numbers a call; more is error -18010014
CALLS: Final = 3  # in a second, over all operations of an account; more is HTTP 429
SECONDS: Final = 1.05  # that second, and a little for what is not equally long under way
PAUSES: Final = (0.35, 0.8)  # seconds after a first and a second 429; nothing documents how long
