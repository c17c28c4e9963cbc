"""People who sign in, and the tokens they hold."""

from __future__ import annotations

from retrack.domain.errors import Unauthenticated


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
