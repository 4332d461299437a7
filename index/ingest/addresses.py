"""Which network addresses a page may be fetched from: those of the public internet, no others."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Allow: TypeAlias = Callable[[Address], bool]
"""Tells whether a page may be fetched from an address, just before connecting to it."""

_NAT64 = IPv6Network("64:ff9b::/96")
"""Public IPv4 addresses as networks that have IPv6 only write them (RFC 6052)."""
_UNICAST = IPv6Network("2000::/3")
"""All that is assigned of IPv6's public addresses: not link-local, multicast, mapped and so on."""
# What Python's is_global lets through, at least in some of the versions that we run on.
_NOT_PUBLIC = tuple(
    ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments (RFC 6890)
        "192.88.99.0/24",  # the anycast of 6to4 relays (RFC 7526)
        "2001::/23",  # protocol assignments, among them Teredo, which embeds IPv4 (RFC 4380)
        "2002::/16",  # 6to4, which embeds IPv4 (RFC 3056)
        "3fff::/20",  # documentation (RFC 9637)
    )
)


def public_only(address: Address) -> bool:
    """Tell whether an address is on the public internet, also one that embeds another.

    Loopback, private, link-local, shared (RFC 6598), multicast, reserved and unspecified addresses
    are not; nor is one that stands for an IPv4 address, unless that one is public.
    """
    if isinstance(address, IPv6Address):
        embedded = address.ipv4_mapped
        if embedded is None and address in _NAT64:
            embedded = IPv4Address(int(address) & 0xFFFFFFFF)
        if embedded is not None:
            return public_only(embedded)
        if address not in _UNICAST:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _NOT_PUBLIC)
    )
