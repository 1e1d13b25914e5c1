"""Which network addresses a crawl may connect to.

A page can name any host, and a host's DNS can return any address, so the check applies to the address of the
actual connection. It is made after the name is resolved, and the connection goes to exactly the checked
address: an answer that changes between check and use (DNS rebinding) has no effect.
"""

from __future__ import annotations

import ipaddress

__all__ = ["ForbiddenAddress", "forbidden_reason", "split_host_port"]

# Networks that the standard library's `is_global` does not know, or only in recent versions.
_TUNNELS = (
    ipaddress.ip_network("64:ff9b::/96"),  # NAT64: the last four bytes are an IPv4 address
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("2002::/16"),  # 6to4
    ipaddress.ip_network("2001::/32"),  # Teredo
    ipaddress.ip_network("100.64.0.0/10"),  # shared address space of providers
    ipaddress.ip_network("192.0.0.0/24"),
    ipaddress.ip_network("168.63.129.16/32"),  # a cloud's own services behind a public address
)


class ForbiddenAddress(Exception):
    """A connection the crawl is not allowed to make."""


def forbidden_reason(address: str) -> str | None:
    """Why an IP address must not be connected to (`loopback`, `private` …), or None if it is public."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "no IP address"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    for name in ("loopback", "link_local", "multicast", "unspecified", "private", "reserved"):
        if getattr(parsed, f"is_{name}"):
            return name.replace("_", "-")
    if any(parsed in network for network in _TUNNELS if network.version == parsed.version):
        return "not public"
    return None if parsed.is_global else "not public"


def split_host_port(text: str) -> tuple[str, int]:
    """Parse `127.0.0.1:8080` or `[::1]:8080`. Raises ValueError for anything else."""
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    ipaddress.ip_address(host)
    if not colon or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(text)
    return host, int(port)
