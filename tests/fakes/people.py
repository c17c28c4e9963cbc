"""People who sign in, and the tokens they hold."""

from __future__ import annotations

import itertools

from retrack.domain.errors import Invalid, Unauthenticated
from retrack.services.ports import FirstPasswordNeeded, SessionTokens


class FakePeople:
    """`People`: everyone's id follows from their address."""

    def __init__(self) -> None:
        self.invited: list[str] = []

    def invite(self, email: str) -> str:
        if email not in self.invited:
            self.invited.append(email)
        return f"id of {email}"


class FakeTokens:
    """`TokenReader`: a token is good if it is in `people`."""

    def __init__(self, **people: str) -> None:
        self.people = people

    def person_id(self, token: str) -> str:
        if token not in self.people:
            raise Unauthenticated
        return self.people[token]


class FakeSignIn:
    """`SignIn` and `TokenReader`: `passwords` by address; who has a temporary one is in `new`.

    An access token is good until `expire`, a session until somebody signs out.
    """

    CODE = "123456"
    WEAK = "weak"

    def __init__(self, **passwords: str) -> None:
        self.passwords = {f"{name}@example.com": word for name, word in passwords.items()}
        self.new: set[str] = set()
        self.codes: list[str] = []
        self.good: dict[str, str] = {}
        self.sessions: dict[str, str] = {}
        self.failure: Exception | None = None
        self._numbers = itertools.count(1)

    def with_password(self, email: str, password: str) -> SessionTokens | FirstPasswordNeeded:
        self._fail()
        if not password or self.passwords.get(email) != password:
            raise Unauthenticated
        if email in self.new:
            return FirstPasswordNeeded(f"challenge of {email}")
        return self._session(email)

    def with_first_password(self, email: str, password: str, challenge: str) -> SessionTokens:
        if challenge != f"challenge of {email}":
            raise Unauthenticated
        self._set(email, password)
        self.new.discard(email)
        return self._session(email)

    def again(self, refresh: str) -> SessionTokens:
        if refresh not in self.sessions:
            raise Unauthenticated
        return self._access(refresh)

    def out(self, refresh: str) -> bool:
        return self.sessions.pop(refresh, None) is not None

    def send_code(self, email: str) -> None:
        self._fail()
        if email in self.passwords:
            self.codes.append(email)

    def reset_password(self, email: str, code: str, password: str) -> None:
        if code != self.CODE or email not in self.codes:
            raise Invalid.field("code", "wrong")
        self._set(email, password)

    def person_id(self, token: str) -> str:
        if token not in self.good:
            raise Unauthenticated
        return self.good[token]

    def expire(self) -> None:
        """Every access token's time is over."""
        self.good.clear()

    def _set(self, email: str, password: str) -> None:
        if password == self.WEAK:
            raise Invalid.field("password", "too weak")
        self.passwords[email] = password

    def _session(self, email: str) -> SessionTokens:
        refresh = f"refresh{next(self._numbers)}"
        self.sessions[refresh] = f"id of {email}"
        return self._access(refresh)

    def _access(self, refresh: str) -> SessionTokens:
        access = f"access{next(self._numbers)}"
        self.good[access] = self.sessions[refresh]
        return SessionTokens(access, refresh, 3600)

    def _fail(self) -> None:
        if self.failure:
            raise self.failure
