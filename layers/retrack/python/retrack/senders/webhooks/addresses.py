"""Which addresses of strangers we call: the public internet, at the ports of the web.

Anybody could else have our functions call what only they can reach, such as the metadata of the
machine they run on.
"""

import re
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from retrack.services.webhook_ports import NotReceived

PORTS = frozenset({80, 443, 8080, 8443})
MAX_URL = 500
_USUAL_PORTS = {"http": 80, "https": 443}
# What some versions of `ipaddress` take for global: protocols, relays, and IPv4 addresses written
# as IPv6 ones. Source: IANA's special-purpose address registries; RFC 6052, RFC 8215, RFC 3056.
_SPECIAL_4 = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))
_SPECIAL_6 = tuple(map(IPv6Network, ("2002::/16", "2001::/23", "3fff::/20")))
_GLOBAL_6 = IPv6Network("2000::/3")  # all that was ever given out, and no IPv4 written as IPv6
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")  # the end of 127.1, 0x7f000001 or 2130706433

Resolve = Callable[[str, int], Sequence[str]]
"""The IP addresses of a host; `OSError` when it has none."""


class Target(NamedTuple):
    """What an address leads to."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str, *, allow_private: bool) -> Target:
    """The parts of an address that we would call, as far as the address itself tells.

    Raises:
        ValueError: it is none, with what would be right.
    """
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
        msg = f"at most {MAX_URL} printable ASCII characters, without blanks"
        raise ValueError(msg)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        msg = "an address, such as https://example.com/hook"
        raise ValueError(msg) from exc
    if parts.scheme not in _USUAL_PORTS or not parts.hostname or "@" in parts.netloc:
        msg = "an http or https address without a user, such as https://example.com/hook"
        raise ValueError(msg)
    port = _USUAL_PORTS[parts.scheme] if port is None else port
    if not allow_private and port not in PORTS:
        msg = "port 80, 443, 8080 or 8443"
        raise ValueError(msg)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port, path)


def unfit(url: str, *, allow_private: bool) -> str | None:
    """What is wrong with an address; None when it may be called, as far as it tells itself."""
    try:
        target = target_of(url, allow_private=allow_private)
    except ValueError as exc:
        return str(exc)
    try:
        address = ip_address(target.host)
    except ValueError:
        private = _is_ours(target.host)
    else:
        private = not is_public(address)
    return "an address on the public internet" if private and not allow_private else None


def _is_ours(name: str) -> bool:
    """Whether a name is for one's own machine or network, or an IP address in other clothes.

    Source: RFC 6761 and 9476; the WHATWG's URL standard, "ends in a number".
    """
    *_, last = name.removesuffix(".").rpartition(".")
    return last in {"localhost", "internal", "local"} or _NUMBER.fullmatch(last) is not None


def addresses_of(target: Target, resolve: Resolve, *, allow_private: bool) -> Sequence[str]:
    """The IP addresses to connect to: looked up once, so that nothing changes after the check.

    Raises:
        NotReceived: there is none, or one of them is none of ours to call.
    """
    try:
        found = resolve(target.host, target.port)
    except (OSError, UnicodeError) as exc:
        raise NotReceived("no_such_host") from exc
    if not allow_private and not all(is_public(ip_address(address)) for address in found):
        raise NotReceived("address_refused")
    if not found:
        raise NotReceived("no_such_host")
    return found


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is on the public internet, and one machine's."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.scope_id or address not in _GLOBAL_6:
            return False
        if any(address in special for special in _SPECIAL_6):
            return False
    elif any(address in special for special in _SPECIAL_4):
        return False
    return address.is_global and not address.is_multicast


def resolve(host: str, port: int) -> Sequence[str]:
    """As the machine's resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
