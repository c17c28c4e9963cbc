"""Writes the OpenAPI document: `make openapi`.

It is kept twice, readable beside the other documents and small where it is served from.
"""

from __future__ import annotations

import json

from dev.place import ROOT
from retrack.http.openapi.document import document, written

DOCUMENT = ROOT / "docs" / "openapi.json"
SERVED = ROOT / "layers" / "retrack" / "python" / "retrack" / "web" / "openapi.json"


def files() -> dict[str, str]:
    """What each file should hold, by its path from the root."""
    small = json.dumps(document(), ensure_ascii=False, separators=(",", ":"))
    return {str(DOCUMENT.relative_to(ROOT)): written(), str(SERVED.relative_to(ROOT)): small + "\n"}


if __name__ == "__main__":
    for path, text in files().items():
        (ROOT / path).write_text(text, encoding="utf-8")
        print(f"{path}: {len(text.encode())} bytes")
