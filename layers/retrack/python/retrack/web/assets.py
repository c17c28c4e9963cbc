"""Static files, each at an address made of its content, so that browsers may keep it for good."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from aws_lambda_powertools.event_handler.api_gateway import Response

from retrack.domain.errors import NotFound
from retrack.http.resolver import Resolver

_FOLDER = Path(__file__).parent / "static"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_DIGEST = 16  # hex digits of SHA-256: enough never to meet an older version's


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file, as it is and compressed."""

    name: str
    kind: str
    digest: str
    body: bytes
    compressed: bytes

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"/static/{self.digest}/{self.name}"


@cache
def assets() -> Mapping[str, Asset]:
    """Every static file, by name."""
    found = {path.name: _asset(path) for path in sorted(_FOLDER.iterdir())}
    return MappingProxyType(found)


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    digest = hashlib.sha256(body).hexdigest()[:_DIGEST]
    return Asset(path.name, _KINDS[path.suffix], digest, body, gzip.compress(body, mtime=0))


def serve(digest: str, name: str, *, accepts_gzip: bool) -> Response[bytes]:
    """A static file.

    Raises:
        NotFound: there is none of that name and content.
    """
    asset = assets().get(name)
    if asset is None or asset.digest != digest:
        raise NotFound("There is no such file; reload the page.")
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Encoding",
    }
    if accepts_gzip:
        headers["Content-Encoding"] = "gzip"
    body = asset.compressed if accepts_gzip else asset.body
    return Response(200, asset.kind, body, headers=headers)


def add_assets(app: Resolver) -> None:
    """Serves the static files."""

    @app.get("/static/<digest>/<name>")
    def static(digest: str, name: str) -> Response[bytes]:
        accepted = app.current_event.headers.get("accept-encoding", "")
        return serve(digest, name, accepts_gzip="gzip" in accepted)
