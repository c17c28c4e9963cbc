"""Which address a store's emails come from: only one that is proved to be the store's own.

A store proves a whole domain by records in its DNS, or one address by a link that is mailed there.
The domains that an operator verified for everybody need no proof, and where a deployment has a
sender of its own, it stands in until there is one.
"""

from dataclasses import dataclass, field

from retrack.domain.sender_identity import IdentityState, domain_of, is_within
from retrack.domain.settings import Store


@dataclass(frozen=True, slots=True)
class Senders:
    """Who emails can come from in this deployment.

    `default` is its own sender, empty for none; `shared_domains` may be used by every store.
    """

    default: str = ""
    shared_domains: frozenset[str] = field(default_factory=frozenset)

    def is_proved(self, store: Store) -> bool:
        """Whether the store's own address may be used."""
        email = store.notifications.sender.email
        if not email:
            return False
        if any(is_within(domain_of(email), shared) for shared in self.shared_domains):
            return True
        identity = store.identity
        return (
            identity is not None
            and identity.state is IdentityState.VERIFIED
            and identity.covers(email)
        )

    def address_for(self, store: Store) -> str:
        """What the store's emails to customers come from; empty when none can be sent."""
        return store.notifications.sender.email if self.is_proved(store) else self.default

    def reply_to(self, store: Store) -> str:
        """Where answers go when they are not to go to the sender itself."""
        sender = store.notifications.sender
        return sender.reply_to or ("" if self.is_proved(store) else sender.email)

    def to_merchant(self, store: Store) -> str:
        """What emails to the merchant come from; empty when none can be sent."""
        return self.default or self.address_for(store)
