"""How a store's shops are reached, and what they sign with: kept as secrets, all of it."""

import json
from dataclasses import dataclass, field, replace

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

    It is called with a token that does not end, or with one that its app asks for with
    `client_id` and `client_secret`; never both. `app_signs`: that secret was taken for the one that
    the shop's messages are signed with, too. `connected` ends when the shop refuses the token or
    the app, or takes Retrack out; `problem` is then why, or what else a merchant has to put right.
    """

    domain: str = ""
    access_token: str = field(default="", repr=False)
    write_back: bool = True
    connected: bool = True
    problem: ShopProblem | None = None
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    app_signs: bool = False

    @property
    def has_access(self) -> bool:
        """Whether there is anything that the shop may be called with."""
        return bool(self.access_token or (self.client_id and self.client_secret))

    @property
    def may_be_called(self) -> bool:
        """Whether it is known where the shop is, and it is not known to refuse."""
        return bool(self.domain and self.has_access and self.connected)

    @property
    def credentials(self) -> tuple[str, str, str, str]:
        """Where the shop is, and what it is called with."""
        return self.domain, self.access_token, self.client_id, self.client_secret

    @property
    def may_be_told(self) -> bool:
        """Whether there is anybody to tell."""
        return self.may_be_called and self.write_back


@dataclass(frozen=True, slots=True)
class ShopChange:
    """What a merchant changes of a connection; None leaves a thing as it is.

    `client_id` and `client_secret` come together, and not with an `access_token`.
    """

    webhook_secret: str | None = field(default=None, repr=False)
    domain: str | None = None
    access_token: str | None = field(default=None, repr=False)
    write_back: bool | None = None
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)


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
        """The connection as it is now; a new token, or app, takes the other's place, and connects.

        A new signing secret leaves the one before it good, until the next. An app's client secret
        is what its messages are signed with: where no signing secret is named, it is taken for
        that too, unless the merchant once named another.
        """
        before = self.load(store_id, shop) or ShopConnection()
        after = _changed(before, change)
        signing = change.webhook_secret
        if signing:
            after = replace(after, app_signs=signing == after.client_secret)
        elif change.client_secret and (before.app_signs or not self.has_secret(store_id, shop)):
            signing, after = change.client_secret, replace(after, app_signs=True)
        if signing:
            self._rotate(store_id, shop, signing)
        self._save(store_id, shop, after)
        return after

    def refused(
        self, store_id: StoreId, shop: str, called: ShopConnection, problem: ShopProblem
    ) -> None:
        """Forgets how to call a shop that refuses it.

        `called` is the connection as it was called: what took its place meanwhile was not refused.
        """
        before = self.load(store_id, shop)
        if before and before.credentials == called.credentials:
            self._disconnect(store_id, shop, before, problem)

    def left(self, store_id: StoreId, shop: str, domain: str) -> None:
        """Forgets how to call a shop that the app was taken out of, unless it is another by now."""
        before = self.load(store_id, shop)
        if before and (not (domain and before.domain) or domain.lower() == before.domain):
            self._disconnect(store_id, shop, before, ShopProblem.APP_REMOVED)

    def _disconnect(
        self, store_id: StoreId, shop: str, before: ShopConnection, problem: ShopProblem
    ) -> None:
        """What it signs with stays: it has yet to say farewell."""
        after = replace(before, access_token="", client_secret="", connected=False, problem=problem)
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
            **({"client_id": connection.client_id} if connection.client_id else {}),
            **({"client_secret": connection.client_secret} if connection.client_secret else {}),
            **({"app_signs": True} if connection.app_signs else {}),
        }
        self.secrets.write(_name(store_id, shop), json.dumps(fields))


def _changed(before: ShopConnection, change: ShopChange) -> ShopConnection:
    after = replace(
        before,
        domain=before.domain if change.domain is None else change.domain,
        write_back=before.write_back if change.write_back is None else change.write_back,
    )
    if change.client_id and change.client_secret:
        after = replace(
            after, access_token="", client_id=change.client_id, client_secret=change.client_secret
        )
    elif change.access_token:
        after = replace(after, access_token=change.access_token, client_id="", client_secret="")
    else:
        return after
    return replace(after, connected=True, problem=None)


def _name(store_id: StoreId, shop: str) -> str:
    return secret_name(store_id, f"{shop}-connection")
