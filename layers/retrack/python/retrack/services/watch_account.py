"""Noticing that a store's account at its tracking provider is in trouble, and that it is over."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from retrack.domain.account import TrackingAccount, Trouble
from retrack.domain.errors import CarrierRefused, CarrierUnavailable, QuotaGone
from retrack.domain.reports import Rejected, Rejection
from retrack.domain.settings import Store
from retrack.services.merchant_ports import MerchantQueue, MerchantTask, StandingStore
from retrack.services.ports import CarrierGateway, Clock, Quota


@dataclass(frozen=True, slots=True)
class AccountWorks:
    """Told that a provider answered: a refused account is not any more. Begins nothing."""

    standing: StandingStore
    clock: Clock

    def __call__(self, store: Store) -> None:
        """Writes when that ends an incident, and then alone."""
        account = store.account.over(Trouble.REFUSED, now=self.clock.now())
        if account != store.account:
            self.standing.save_account(store.id, account, seen=store.account)


@dataclass(frozen=True, slots=True)
class WatchAccount:
    """Told by whoever meets a provider; writes when something began or ended, and then alone.

    A store that has no key yet is not in trouble: it was never set up. Where the mail is queued
    after the incident was saved and a crash comes between, the hourly rounds queue it once more.
    """

    standing: StandingStore
    mails: MerchantQueue
    clock: Clock

    def refused(self, store: Store, refusal: CarrierRefused) -> None:
        """The provider refused the account."""
        trouble = Trouble.NO_QUOTA if isinstance(refusal, QuotaGone) else Trouble.REFUSED
        self._note(store, store.account.troubled(trouble, now=self.clock.now()))

    def answered(self, store: Store) -> None:
        """The provider answered: the account is not refused."""
        self._note(store, store.account.over(Trouble.REFUSED, now=self.clock.now()))

    def registered(
        self,
        store: Store,
        refused: Iterable[Rejected],
        *,
        asked: int,
        gateway: CarrierGateway | None = None,
    ) -> None:
        """The provider was asked to follow parcels, which is what uses quota up.

        With a gateway it is asked what is left, at most once a day (UTC): where new parcels came,
        and not by the sweep, whose calls are counted.
        """
        if not store.has_tracking_key:
            return
        now = self.clock.now()
        reasons = [rejected.reason for rejected in refused]
        account = store.account.over(Trouble.REFUSED, now=now)
        if Rejection.QUOTA_EXHAUSTED in reasons:
            account = account.troubled(Trouble.NO_QUOTA, now=now)
        elif asked > len(reasons):
            account = account.over(Trouble.NO_QUOTA, now=now)
            if gateway and account.asked_on != now.date():
                with suppress(CarrierUnavailable):
                    account = self._counted(account, gateway.quota())
        self._note(store, account)

    def counted(self, store: Store, quota: Quota) -> None:
        """The provider said what is left."""
        self._note(store, self._counted(store.account, quota))

    def _counted(self, account: TrackingAccount, quota: Quota) -> TrackingAccount:
        return account.counted(remaining=quota.remaining, total=quota.total, now=self.clock.now())

    def _note(self, store: Store, account: TrackingAccount) -> None:
        if account == store.account or not store.has_tracking_key:
            return
        saved = self.standing.save_account(store.id, account, seen=store.account)
        began = account.incident
        if saved and began and began != store.account.incident:
            self.mails.send([MerchantTask("warning", store.id, began.id)])
