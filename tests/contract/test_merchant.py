"""`StandingStore`, `StoreDirectory`, `MailLog` and `IdentityClaims`, in memory and on the table."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from retrack.domain.account import TrackingAccount, Trouble
from retrack.domain.digests import MailState, SentMail, Told
from retrack.domain.feedback import FeedbackKind
from retrack.domain.identifiers import StoreId
from retrack.domain.mail_returns import MailReturn
from retrack.domain.sender_identity import IdentityKind, IdentityState, SenderIdentity
from retrack.services import merchant_ports, ports
from retrack.services.merchant_ports import IdentityClaim
from retrack.storage.identity_claims import TableIdentityClaims
from retrack.storage.merchant_mail import TableMailLog
from retrack.storage.standing import TableStanding
from retrack.storage.stores import TableStores
from tests.builders import NOON, a_store, hours
from tests.fakes.merchant import MemoryClaims, MemoryMailLog
from tests.fakes.storage import MemoryStores

IDENTITY = SenderIdentity(
    "example.com",
    IdentityKind.DOMAIN,
    IdentityState.PENDING,
    NOON,
    NOON,
    ("a", "b", "c"),
    "dkim.amazonses.com",
)
REFUSED = TrackingAccount().troubled(Trouble.REFUSED, now=NOON)


@dataclass(frozen=True)
class Kept:
    stores: ports.StoreStore
    standing: merchant_ports.StandingStore
    directory: merchant_ports.StoreDirectory
    mails: merchant_ports.MailLog
    claims: merchant_ports.IdentityClaims


@pytest.fixture(params=["memory", "table"])
def kept(request: pytest.FixtureRequest) -> Kept:
    if request.param == "memory":
        stores = MemoryStores()
        return Kept(stores, stores, stores, MemoryMailLog(), MemoryClaims())
    request.getfixturevalue("table")
    table = TableStores()
    return Kept(table, TableStanding(), table, TableMailLog(), TableIdentityClaims())


@pytest.fixture
def store_id(kept: Kept, store_id: StoreId) -> StoreId:
    kept.stores.create(a_store(id=store_id))
    return store_id


def test_every_store_is_in_the_directory_with_all_that_is_known(
    kept: Kept, store_id: StoreId
) -> None:
    kept.standing.save_account(store_id, REFUSED, seen=TrackingAccount())

    listed = {store.id: store for store in kept.directory.everybody()}

    assert listed[store_id] == kept.stores.load(store_id)
    assert listed[store_id].account == REFUSED


def test_what_was_found_out_is_no_change_of_the_settings(kept: Kept, store_id: StoreId) -> None:
    read = kept.stores.load(store_id)
    assert kept.standing.save_identity(store_id, IDENTITY, seen=None)
    assert kept.standing.save_account(store_id, REFUSED, seen=TrackingAccount())

    saved = kept.stores.save(replace(read, name="Another name"))

    store = kept.stores.load(store_id)
    assert (store.name, store.version) == ("Another name", saved.version)
    assert (store.identity, store.account) == (IDENTITY, REFUSED)


def test_of_two_who_find_something_out_one_is_told_to_look_again(
    kept: Kept, store_id: StoreId
) -> None:
    over = REFUSED.over(Trouble.REFUSED, now=NOON + hours(1))
    low = over.counted(remaining=1, total=200, now=NOON + hours(2))
    assert kept.standing.save_account(store_id, REFUSED, seen=TrackingAccount())

    assert not kept.standing.save_account(store_id, low, seen=TrackingAccount())
    assert kept.standing.save_account(store_id, over, seen=REFUSED)
    assert kept.standing.save_account(store_id, low, seen=over)
    assert kept.stores.load(store_id).account == low


def test_whom_mail_came_back_from_is_kept_beside_the_settings(
    kept: Kept, store_id: StoreId
) -> None:
    first = MailReturn("0a" * 8, FeedbackKind.BOUNCED, NOON)
    returns = (first, MailReturn("0b" * 8, None, NOON + hours(1)))
    before = kept.stores.load(store_id)

    assert kept.standing.save_mail_returns(store_id, returns, seen=())
    assert not kept.standing.save_mail_returns(store_id, (), seen=(first,))
    kept.stores.save(before)

    assert kept.stores.load(store_id).mail_returns == returns
    assert kept.standing.save_mail_returns(store_id, (), seen=returns)
    assert kept.stores.load(store_id).mail_returns == ()


def test_a_sender_is_given_up(kept: Kept, store_id: StoreId) -> None:
    kept.standing.save_identity(store_id, IDENTITY, seen=None)

    assert kept.standing.save_identity(store_id, None, seen=IDENTITY)
    assert kept.stores.load(store_id).identity is None


def test_a_mail_is_begun_by_one_and_gone_on_with_by_one(kept: Kept, store_id: StoreId) -> None:
    mail = SentMail("digest.2026-11-01", MailState.SENDING, NOON)

    assert kept.mails.find(store_id, mail.id) is None
    assert kept.mails.begin(store_id, mail) is None
    found = kept.mails.begin(store_id, mail)
    assert found == replace(mail, version=1)

    again = replace(found, attempts=2, reached=("a1",))
    assert kept.mails.save(store_id, again)
    assert not kept.mails.save(store_id, again)
    assert kept.mails.begin(store_id, mail) == replace(again, version=2)
    assert kept.mails.find(store_id, mail.id) == replace(again, version=2)


def test_what_was_told_is_kept(kept: Kept, store_id: StoreId) -> None:
    assert kept.mails.told(store_id) is None

    told = Told(NOON, frozenset({("1001", "2026-11-01T12:00:00Z"), ("#1", "x")}))
    kept.mails.save_told(store_id, told)

    assert kept.mails.told(store_id) == told


def test_one_of_two_stores_gets_a_name(kept: Kept, store_id: StoreId) -> None:
    name = f"{store_id}.example.com"
    claim = IdentityClaim(name, (store_id,), NOON)

    assert kept.claims.save(claim)
    assert not kept.claims.save(claim._replace(stores=(StoreId("s2"),)))
    found = kept.claims.load(name)
    assert found == claim._replace(version=1)

    assert kept.claims.save(found._replace(stores=()))
    assert kept.claims.load(name) is None
