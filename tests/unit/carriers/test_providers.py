from __future__ import annotations

import subprocess
import sys

import pytest

from retrack.carriers.pacing import WindowPacer
from retrack.carriers.providers import DEFAULT_PROVIDER, PROVIDERS, provider
from retrack.domain.errors import NotFound
from tests.architecture.sources import LAYER

A_PACER = WindowPacer(calls=1, seconds=1, monotonic=lambda: 0.0, sleep=lambda _: None)


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_makes_gateways_of_its_batch_size(name: str) -> None:
    gateway = provider(name).make_gateway(
        url="http://127.0.0.1:9/", key="k", timeout=1, pacer=A_PACER
    )

    assert gateway.batch_size == provider(name).batch_size


def test_a_new_store_has_a_provider_that_there_is() -> None:
    assert DEFAULT_PROVIDER in PROVIDERS


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_provider_is_listed_by_its_own_name_and_can_be_introduced(name: str) -> None:
    terms = provider(name).terms

    assert terms.name == name
    assert all((terms.title, terms.key_place, terms.webhook_place))
    assert provider(name).url.startswith("https://")


def test_a_provider_that_is_none_is_not_found() -> None:
    with pytest.raises(NotFound):
        provider("18track")


def test_whoever_only_reads_pushes_does_not_load_the_http_client() -> None:
    program = "import sys, retrack.carriers.providers; sys.exit('requests' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(LAYER)}, check=False
    )

    assert done.returncode == 0
