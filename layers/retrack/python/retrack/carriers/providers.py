"""The tracking providers that a store can choose from: one line each, and one folder."""

from collections.abc import Mapping
from typing import Final

from retrack.carriers.easypost.provider import EASYPOST
from retrack.carriers.provider import Provider
from retrack.carriers.seventeentrack.provider import SEVENTEENTRACK
from retrack.domain.errors import NotFound

PROVIDERS: Final[Mapping[str, Provider]] = {
    SEVENTEENTRACK.name: SEVENTEENTRACK,
    EASYPOST.name: EASYPOST,
}
DEFAULT_PROVIDER: Final = SEVENTEENTRACK.name
"""Of a new store: it follows the most carriers, and has a free quota to begin with."""


def provider(name: str) -> Provider:
    """The provider of a name, as it stands in a store's settings.

    Raises:
        NotFound: there is none of that name.
    """
    try:
        return PROVIDERS[name]
    except KeyError as exc:
        msg = "There is no such tracking provider."
        raise NotFound(msg) from exc
