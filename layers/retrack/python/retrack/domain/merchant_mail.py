"""What a merchant wants to be mailed about their own store."""

from dataclasses import dataclass

DEFAULT_HOUR = 8


@dataclass(frozen=True, slots=True)
class MerchantMail:
    """What a store wants to be mailed, and to whom; no recipients: to its owners.

    `digest_hour` is the hour of the day, 0 to 23, in the store's time zone. The digest is off until
    somebody wants it; warnings, which tell that tracking has stopped, are on.
    """

    recipients: tuple[str, ...] = ()
    digest: bool = False
    digest_hour: int = DEFAULT_HOUR
    warnings: bool = True
