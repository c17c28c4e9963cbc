"""How a store's shops are reached, and what they sign with: kept as secrets, all of it."""

import json
from dataclasses import dataclass, replace

from retrack.domain.identifiers import StoreId
from retrack.domain.shop_problems import ShopProblem
from retrack.services.change_settings import secret_name
from retrack.services.ports import SecretStore

_SIGNING_SECRETS = (
    2  # the present one and the one before: shops go on signing with that for a while
)


@dataclass(frozen=True, slots=True)
class ShopConnection:
    """A shop as it is called. `write_back`: it is told what became of its parcels.

    `connected` ends when the shop refuses the token, or takes Retrack out; `problem` is then why,
    or what else a merchant has to put right.
    """

    domain: str = ""
    access_token: str = ""
    write_back: bool = True
    connected: bool = True
    problem: ShopProblem | None = None

    @property
    def may_be_told(self) -> bool:
        """Whether there is anybody to tell."""
        return bool(self.domain and self.access_token and self.connected and self.write_back)


@dataclass(frozen=True, slots=True)
class ShopChange:
    """What a merchant changes of a connection; None leaves a thing as it is."""

    webhook_secret: str | None = None
    domain: str | None = None
    access_token: str | None = None
    write_back: bool | None = None


@dataclass(frozen=True, slots=True)
class ShopConnections:
    """The connections of stores, each kept as one secret."""

    secrets: SecretStore

    def load(self, store_id: StoreId, shop: str) -> ShopConnection | None:
        """A connection; None where there never was one."""
        kept = self.secrets.read(_name(store_id, shop))
        if not kept:
            return None
        fields = json.loads(kept)
        problem = fields.pop("problem", None)
        return ShopConnection(**fields, problem=ShopProblem(problem) if problem else None)

    def has_secret(self, store_id: StoreId, shop: str) -> bool:
        """Whether the shop's messages are taken in."""
        return bool(self.secrets.read(secret_name(store_id, shop)))

    def change(self, store_id: StoreId, shop: str, change: ShopChange) -> ShopConnection:
        """The connection as it is now; a new token connects again.

        A new signing secret leaves the one before it good, until the next.
        """
        if change.webhook_secret:
            self._rotate(store_id, shop, change.webhook_secret)
        before = self.load(store_id, shop) or ShopConnection()
        after = ShopConnection(
            domain=before.domain if change.domain is None else change.domain,
            access_token=(
                before.access_token if change.access_token is None else change.access_token
            ),
            write_back=before.write_back if change.write_back is None else change.write_back,
            connected=before.connected or bool(change.access_token),
            problem=None if change.access_token else before.problem,
        )
        self._save(store_id, shop, after)
        return after

    def disconnect(self, store_id: StoreId, shop: str, problem: ShopProblem) -> None:
        """Forgets how to call the shop. What it signs with stays: it has yet to say farewell."""
        before = self.load(store_id, shop)
        if before:
            after = replace(before, access_token="", connected=False, problem=problem)
            self._save(store_id, shop, after)

    def note(self, store_id: StoreId, shop: str, problem: ShopProblem | None) -> None:
        """Keeps what a merchant has to put right, or that it was; the connection stands."""
        before = self.load(store_id, shop)
        if before and before.problem is not problem:
            self._save(store_id, shop, replace(before, problem=problem))

    def remove(self, store_id: StoreId, shop: str) -> None:
        """Forgets everything: what the shop sends from now on is refused."""
        self.secrets.remove(_name(store_id, shop))
        self.secrets.remove(secret_name(store_id, shop))

    def _rotate(self, store_id: StoreId, shop: str, fresh: str) -> None:
        name = secret_name(store_id, shop)
        earlier = [line for line in (self.secrets.read(name) or "").splitlines() if line != fresh]
        self.secrets.write(name, "\n".join([fresh, *earlier][:_SIGNING_SECRETS]))

    def _save(self, store_id: StoreId, shop: str, connection: ShopConnection) -> None:
        fields = {
            "domain": connection.domain,
            "access_token": connection.access_token,
            "write_back": connection.write_back,
            "connected": connection.connected,
            **({"problem": connection.problem} if connection.problem else {}),
        }
        self.secrets.write(_name(store_id, shop), json.dumps(fields))


def _name(store_id: StoreId, shop: str) -> str:
    return secret_name(store_id, f"{shop}-connection")
