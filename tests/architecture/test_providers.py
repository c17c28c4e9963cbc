"""Tracking providers are named in their own folders and in the registry, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from retrack.carriers.providers import PROVIDERS
from tests.architecture import sources

CARRIERS = sources.LAYER / "retrack" / "carriers"
FOLDERS = sorted(path.parent for path in CARRIERS.glob("*/provider.py"))
# Texts for people: the API's reference has examples in it.
REFERENCE = sources.LAYER / "retrack" / "http" / "openapi"
# What customers click on, whichever provider their shop uses (R27): a site, not the provider.
SITE = re.compile(r"https?://(www\.)?17track\.net")
# Provider -> how it may be written in a name or a text.
NAMES = {
    "17track": re.compile("17.?track|seventeen.?track", re.IGNORECASE),
    "easypost": re.compile("easy.?post", re.IGNORECASE),
}
PAGES = sorted((sources.LAYER / "retrack").rglob("*.html"))
OUTSIDE = [
    pytest.param(path, id=sources.label(path))
    for path in [*sources.product_files(), *PAGES, sources.ROOT / "template.yaml"]
    if CARRIERS not in path.parents and REFERENCE not in path.parents
]


def test_every_provider_is_looked_for() -> None:
    assert set(NAMES) == set(PROVIDERS)


def test_every_folder_is_a_provider_and_every_provider_a_folder() -> None:
    assert len(FOLDERS) == len(PROVIDERS)
    for folder in FOLDERS:
        assert any(name.search(folder.name) for name in NAMES.values())


@pytest.mark.parametrize("path", OUTSIDE)
def test_nothing_outside_the_carriers_names_a_provider(path: Path) -> None:
    text = SITE.sub("", path.read_text(encoding="utf-8"))

    found = {name.search(text) for name in NAMES.values()}
    assert found == {None}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_provider_knows_nothing_of_another(folder: Path) -> None:
    own = f"retrack.carriers.{folder.name}"
    others = {f"retrack.carriers.{other.name}" for other in FOLDERS} - {own}

    strangers = [
        (path.name, line, name)
        for path in folder.glob("*.py")
        for line, name in sources.imports(path)
        if any(name.startswith(other) for other in others)
    ]
    assert not strangers


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_is_documented(name: str) -> None:
    assert (sources.ROOT / "docs" / "providers" / f"{name}.md").is_file()
