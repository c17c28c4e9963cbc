"""Who belongs to which store: each membership is kept with the person and listed with the store."""

from collections.abc import Mapping, Sequence

from pynamodb.transactions import TransactWrite

from retrack.domain.identifiers import StoreId
from retrack.services.ports import Member
from retrack.storage import keys
from retrack.storage.items import Item, ListedPersonItem, MembershipItem
from retrack.storage.table import connection, held, query

_OWNER = "owner"


class TableMemberships:
    """`Memberships` over DynamoDB."""

    def stores_of(self, person_id: str) -> Mapping[StoreId, str]:
        """One consistent Query."""
        beginning = keys.memberships(person_id)
        found = query(
            beginning.pk, Item.sk.startswith(beginning.sk), attributes=("store_id", "role")
        )
        return {StoreId(raw["store_id"]["S"]): raw["role"]["S"] for raw in found}

    def people_of(self, store_id: StoreId) -> Sequence[Member]:
        """One consistent Query."""
        beginning = keys.listed_people(store_id)
        found = query(
            beginning.pk,
            Item.sk.startswith(beginning.sk),
            attributes=("person_id", "email", "role"),
        )
        listed = [
            Member(raw["person_id"]["S"], raw["email"]["S"], raw["role"]["S"]) for raw in found
        ]
        return sorted(listed, key=lambda member: (member.email, member.id))

    def add_person(self, person_id: str, store_id: StoreId, role: str, *, email: str = "") -> None:
        """Two PutItems, the list first."""
        _listed(store_id, Member(person_id, email, role)).save()
        _membership(person_id, store_id, role).save()

    def change_person(self, store_id: StoreId, changed: Member, *, while_owner: str) -> bool:
        """One transaction: the other owner is looked at, and both of the person's items put."""

        def write() -> None:
            with _transaction(store_id, while_owner) as transaction:
                is_in = MembershipItem.pk.exists()
                transaction.save(_listed(store_id, changed))
                transaction.save(_membership(changed.id, store_id, changed.role), condition=is_in)

        return held(write)

    def remove_person(self, store_id: StoreId, person_id: str, *, while_owner: str) -> bool:
        """One transaction: the other owner is looked at, and both of the person's items deleted."""

        def write() -> None:
            with _transaction(store_id, while_owner) as transaction:
                transaction.delete(_listed(store_id, Member(person_id, "", "")))
                transaction.delete(_membership(person_id, store_id, ""))

        return held(write)


def _transaction(store_id: StoreId, owner: str) -> TransactWrite:
    """A transaction that comes to nothing once somebody is no owner of the store any more."""
    transaction = TransactWrite(connection=connection().connection)
    place = keys.membership(owner, store_id)
    is_owner = MembershipItem.role == _OWNER
    transaction.condition_check(MembershipItem, place.pk, place.sk, condition=is_owner)
    return transaction


def _listed(store_id: StoreId, member: Member) -> ListedPersonItem:
    key = keys.listed_person(store_id, member.id)
    return ListedPersonItem(
        key.pk, key.sk, person_id=member.id, email=member.email, role=member.role
    )


def _membership(person_id: str, store_id: StoreId, role: str) -> MembershipItem:
    key = keys.membership(person_id, store_id)
    return MembershipItem(key.pk, key.sk, store_id=store_id, role=role)
