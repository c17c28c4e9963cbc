"""Where the use cases of access meet what they need: `wiring` for API keys."""
# ruff: noqa: PLC0415  as in wiring: each request loads its own

from typing import TYPE_CHECKING

from retrack.runtime import wiring

if TYPE_CHECKING:
    from retrack.services.grant_access import ApiKeys


def api_keys() -> "ApiKeys":
    """A store's API keys."""
    from retrack.services.grant_access import ApiKeys
    from retrack.storage.credentials import TableCredentials

    return ApiKeys(TableCredentials(), wiring.clock(), wiring.randomness())
