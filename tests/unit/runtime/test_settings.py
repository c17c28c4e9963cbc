"""What functions are told by their environment."""

from __future__ import annotations

import pytest

from retrack.runtime.settings import (
    MissingSettings,
    OrdersApiSettings,
    Settings,
    TrackerSettings,
)


def all_settings(kind: type[Settings] = Settings) -> list[type[Settings]]:
    return [kind, *[found for child in kind.__subclasses__() for found in all_settings(child)]]


@pytest.mark.parametrize("kind", all_settings())
def test_each_variable_becomes_the_field_of_its_name(kind: type[Settings]) -> None:
    environment = {name: f"the {name}" for name in kind.variables()}

    made = kind.from_env({**environment, "MORE": "x"})

    assert {name: getattr(made, name.lower()) for name in environment} == environment


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(MissingSettings) as refusal:
        TrackerSettings.from_env({"TABLE_NAME": "t", "MORE": "x"})

    missing = [name for name in TrackerSettings.variables() if name != "TABLE_NAME"]
    assert str(refusal.value) == ", ".join(missing)


def test_the_process_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLE_NAME", "from the process")

    assert OrdersApiSettings.from_env().table_name == "from the process"
