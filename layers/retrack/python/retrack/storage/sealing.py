"""Answers kept so that only whoever asked can read them.

What is kept for a repeated request may hold a secret that is shown once. It is sealed with a key
that is derived from the Idempotency-Key, of which the table knows the hash alone: without the
request nobody can open it, and so it is worth as much as the client's key is hard to guess.
"""

import json
import os
from collections.abc import Mapping

from retrack.domain.identifiers import StoreId
from retrack.services.json_text import compact
from retrack.storage.mapping import pack, unpack

_PURPOSE = b"retrack answer of "
_KEY_BYTES = 32  # AES-256
_NONCE_BYTES = 12  # NIST SP 800-38D, 5.2.1.1: what GCM is made for


def seal(store_id: StoreId, key: str, *, headers: Mapping[str, str], body: str) -> bytes:
    """An answer that the same store opens with the same Idempotency-Key; never twice the same."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  as below

    nonce = os.urandom(_NONCE_BYTES)
    plain = pack(compact({"headers": dict(headers), "body": body}))
    return nonce + AESGCM(_derived(store_id, key)).encrypt(nonce, plain, None)


def unseal(store_id: StoreId, key: str, sealed: bytes) -> tuple[dict[str, str], str]:
    """The headers and the body: the reverse of `seal`."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  as below

    nonce, cipher = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    plain = json.loads(unpack(AESGCM(_derived(store_id, key)).decrypt(nonce, cipher, None)))
    return plain["headers"], plain["body"]


def _derived(store_id: StoreId, key: str) -> bytes:
    """HKDF (RFC 5869). No salt: two stores' keys differ by what the key is for."""
    # Loaded here, since few requests come with a key: it takes as long as some of them.
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    purpose = _PURPOSE + store_id.encode()
    derive = HKDF(SHA256(), _KEY_BYTES, salt=None, info=purpose).derive
    return derive(key.encode(errors="surrogatepass"))
