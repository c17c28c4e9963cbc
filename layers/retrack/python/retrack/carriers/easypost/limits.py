"""What EasyPost takes at most. Source: EasyPost's guide "Rate Limiting and Backoff"."""

from typing import Final

# Nothing documents how many codes "Retrieve a batch" takes. Each of them is a call of its own to
# register, so that more would keep a task of the tracker waiting too long.
MAX_PARCELS: Final = 40
CALLS: Final = 5  # in a second, over the endpoints that list things; more is HTTP 429
SECONDS: Final = 1.05  # that second, and a little for what is not equally long under way
PAUSES: Final = (0.5, 1.5)  # seconds after a first and a second 429; the guide says: growing ones
