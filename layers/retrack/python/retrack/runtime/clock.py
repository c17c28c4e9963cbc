"""The real time, and real randomness."""

import secrets
import uuid
from datetime import UTC, datetime

_SECRET_BYTES = 24  # 192 bits: not to be guessed, even by someone with every other one


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)


class SystemRandomness:
    """Ids and secrets from the operating system."""

    def identifier(self) -> str:
        """32 hexadecimal digits."""
        return uuid.uuid4().hex

    def secret(self) -> str:
        """32 letters, digits, hyphens and underscores."""
        return secrets.token_urlsafe(_SECRET_BYTES)
