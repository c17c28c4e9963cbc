"""Where what becomes of emails, and whom nothing is sent to, meets what it needs."""
# ruff: noqa: PLC0415  as in wiring: each request loads its own

from typing import TYPE_CHECKING

from retrack.runtime import wiring

if TYPE_CHECKING:
    from retrack.services.apply_mail_report import ApplyMailReport
    from retrack.services.merchant_returns import MerchantReturns
    from retrack.services.suppress import Suppress, Unsubscribe


def apply_report() -> "ApplyMailReport":
    """Recording what the mail service reports."""
    from retrack.services.apply_mail_report import ApplyMailReport
    from retrack.storage.receipts import TableFeedback
    from retrack.storage.suppressions import TableSuppressions

    return ApplyMailReport(TableFeedback(), wiring.stores(), TableSuppressions())


def merchant_returns() -> "MerchantReturns":
    """Who of a store's own people is not mailed."""
    from retrack.services.merchant_returns import MerchantReturns
    from retrack.storage.memberships import TableMemberships
    from retrack.storage.standing import TableStanding

    return MerchantReturns(wiring.stores(), TableStanding(), TableMemberships(), wiring.clock())


def suppress() -> "Suppress":
    """Whom a merchant wants nothing sent to."""
    from retrack.services.suppress import Suppress
    from retrack.storage.suppressions import TableSuppressions

    return Suppress(TableSuppressions(), wiring.clock())


def unsubscribe() -> "Unsubscribe":
    """What whoever holds an unsubscribe link can do."""
    from retrack.services.suppress import Unsubscribe
    from retrack.storage.suppressions import TableSuppressions

    return Unsubscribe(TableSuppressions(), wiring.stores(), wiring.orders(), wiring.clock())
