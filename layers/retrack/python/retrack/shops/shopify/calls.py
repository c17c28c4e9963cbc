"""A call to Shopify over HTTP: what was answered, whatever it was."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from retrack.services.tell_shop import ShopBusy

if TYPE_CHECKING:
    from requests import Session

_CONNECTS_WITHIN: Final = 3.0  # seconds
_MAX_ANSWER: Final = 1_000_000  # bytes


class Answered(NamedTuple):
    """A status, and as much of the body as is read."""

    status: int
    content: bytes


class ShopifyCalls:
    """Keeps its connections while the function stays warm."""

    def __init__(self, *, timeout_seconds: float) -> None:
        """How long an answer may take."""
        self._timeouts = (min(_CONNECTS_WITHIN, timeout_seconds), timeout_seconds)

    @cached_property
    def _session(self) -> "Session":
        """Made for the first call: most messages of shops need none."""
        from requests import Session  # noqa: PLC0415  loads slowly

        session = Session()
        # Only what is configured here decides where the token goes.
        session.trust_env = False
        return session

    def post(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        body: Mapping[str, object] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Answered:
        """Sends a body as JSON, or a form.

        Raises:
            ShopBusy: nothing was answered in time.
        """
        # Imported where it is used, as the session is.
        from requests import RequestException  # noqa: PLC0415

        try:
            response = self._session.post(
                url,
                json=body,
                data=form,
                headers=headers,
                timeout=self._timeouts,
                allow_redirects=False,  # token and secret would go along
            )
        except RequestException as exc:
            raise ShopBusy from exc
        return Answered(response.status_code, response.content[:_MAX_ANSWER])
