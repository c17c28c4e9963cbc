"""Webhooks over TLS: to whoever has a certificate for the host's name, from somebody we trust."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from retrack.senders.webhooks import client as webhook_client
from retrack.senders.webhooks.client import WebhookClient
from retrack.services.webhook_ports import NotReceived
from tests.fakes.clock import FixedClock

SECRET = "whsec_bm90LWEtcmVhbC1zZWNyZXQ="
HOST = "hooks.example.com"


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@dataclass
class Authority:
    """Somebody who signs certificates, and whom one may trust or not."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    name: x509.Name = field(default_factory=lambda: _name("Nobody's authority"))

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, *, hours: float = 1
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        own = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=2))
            .not_valid_after(now + timedelta(hours=hours))
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own), critical=False
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )

    def certificate(self) -> bytes:
        """Its own, as PEM."""
        may = dict.fromkeys(
            ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "crl_sign", "encipher_only", "decipher_only", "digital_signature"), False,
        )  # fmt: skip
        made = (
            self._builder(self.name, self.key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(x509.KeyUsage(key_cert_sign=True, **may), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM)

    def issue(self, *names: x509.GeneralName, hours: float = 1) -> bytes:
        """A certificate with its key, for a server of these names, good for so long, as PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = (
            self._builder(_name("a server"), key.public_key(), hours=hours)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return made.public_bytes(serialization.Encoding.PEM) + private


@dataclass
class Secured:
    """A server on this machine that takes one request, and the name that it was called by."""

    port: int
    called: list[str | None] = field(default_factory=list)
    heard: bytes = b""


Serve = Callable[[bytes], Secured]
"""Starts a server with a certificate."""


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def trusted(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """This machine trusts the authority, and nobody else."""
    path = tmp_path / "trusted.pem"
    path.write_bytes(authority.certificate())
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    webhook_client._tls.cache_clear()
    yield
    webhook_client._tls.cache_clear()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    running: list[tuple[threading.Thread, socket.socket]] = []

    def start(certificate: bytes) -> Secured:
        path = tmp_path / "server.pem"
        path.write_bytes(certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        listening = socket.create_server(("127.0.0.1", 0))
        served = Secured(listening.getsockname()[1])
        context.sni_callback = lambda _, name, __: served.called.append(name)
        thread = threading.Thread(target=_take_one, args=(listening, context, served))
        thread.start()
        running.append((thread, listening))
        return served

    yield start
    for thread, listening in running:
        thread.join()
        listening.close()


def _take_one(listening: socket.socket, context: ssl.SSLContext, served: Secured) -> None:
    plain, _ = listening.accept()
    plain.settimeout(60)
    try:
        with context.wrap_socket(plain, server_side=True) as secured:
            while b"\r\n\r\n{}" not in served.heard:
                piece = secured.recv(4096)
                if not piece:  # whoever called has left before they said all
                    return
                served.heard += piece
            secured.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
    except OSError:  # whoever called did not like the certificate
        plain.close()


def post(served: Secured, host: str = HOST) -> int:
    client = WebhookClient(FixedClock(), allow_private=True, resolve=lambda *_: ["127.0.0.1"])
    return client.post(f"https://{host}:{served.port}/hook", "msg_1", "{}", secret=SECRET)


def problem(served: Secured, host: str = HOST) -> str:
    with pytest.raises(NotReceived) as refused:
        post(served, host)
    return refused.value.problem


@pytest.mark.usefixtures("trusted")
def test_a_receiver_whose_certificate_is_good_is_told_under_its_own_name(
    authority: Authority, serve: Serve
) -> None:
    served = serve(authority.issue(x509.DNSName(HOST)))

    assert post(served) == 204
    assert served.called == [HOST]
    assert served.heard.startswith(b"POST /hook HTTP/1.1\r\n")
    assert f"\r\nHost: {HOST}:{served.port}\r\n".encode() in served.heard


@pytest.mark.usefixtures("trusted")
def test_a_receiver_without_a_name_is_told_by_its_address(
    authority: Authority, serve: Serve
) -> None:
    served = serve(authority.issue(x509.IPAddress(ip_address("127.0.0.1"))))

    assert post(served, "127.0.0.1") == 204


def test_a_certificate_from_somebody_whom_nobody_trusts_is_refused(
    authority: Authority, serve: Serve
) -> None:
    served = serve(authority.issue(x509.DNSName(HOST)))

    assert problem(served) == "tls"
    assert served.called == [HOST]
    assert not served.heard


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("other.example.com", HOST),
        ("example.com", HOST),
        ("*.example.com", f"a.{HOST}"),
        (HOST, "127.0.0.1"),
    ],
)
def test_a_certificate_for_another_name_is_refused(
    authority: Authority, serve: Serve, name: str, host: str
) -> None:
    served = serve(authority.issue(x509.DNSName(name)))

    assert problem(served, host) == "tls"
    assert not served.heard


@pytest.mark.usefixtures("trusted")
def test_a_certificate_that_has_run_out_is_refused(authority: Authority, serve: Serve) -> None:
    served = serve(authority.issue(x509.DNSName(HOST), hours=-1))

    assert problem(served) == "tls"
    assert not served.heard
