"""One click at the end of a mail to a merchant: whoever got it gets no more of them."""

from dataclasses import dataclass, replace

from retrack.domain.digests import MailKind
from retrack.domain.errors import NotFound, StaleVersion
from retrack.domain.mail_links import MailLink, read_link, recipient_hash, require_signature
from retrack.domain.merchant_mail import MerchantMail
from retrack.domain.settings import Store
from retrack.services.mail_merchant import recipients_of
from retrack.services.ports import Memberships, StoreStore

_MAX_LOSSES = 5


@dataclass(frozen=True, slots=True)
class StopMail:
    """The link is all the proof there is, and all it can do is this."""

    stores: StoreStore
    people: Memberships

    def read(self, text: str) -> tuple[Store, MailLink]:
        """What a link is about; nothing is changed.

        Raises:
            NotFound: it is no link of ours, or of a store that is gone.
        """
        link, signature = read_link(text)
        store = self.stores.load(link.store_id)
        require_signature(link, signature, store.cursor_key)
        return store, link

    def __call__(self, text: str) -> tuple[Store, MailLink]:
        """Stops them. Where others get the mails too, they go on; twice does no harm.

        Raises:
            NotFound: as above.
        """
        for _ in range(_MAX_LOSSES):
            store, link = self.read(text)
            wishes = self._without(store, link)
            if wishes == store.merchant_mail:
                return store, link
            try:
                return self.stores.save(replace(store, merchant_mail=wishes)), link
            except StaleVersion:
                continue
        raise NotFound

    def _without(self, store: Store, link: MailLink) -> MerchantMail:
        """Of several recipients one is left out; for the only one, that kind is switched off."""
        everybody = recipients_of(store, self.people)
        left = tuple(email for email in everybody if recipient_hash(email) != link.who)
        if left == everybody:
            return store.merchant_mail
        if left:
            return replace(store.merchant_mail, recipients=left)
        if link.kind is MailKind.DIGEST:
            return replace(store.merchant_mail, digest=False)
        return replace(store.merchant_mail, warnings=False)
