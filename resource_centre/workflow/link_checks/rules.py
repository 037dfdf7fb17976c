"""Where a check may go: the public internet, and nothing of what is behind our own walls.

A page may hold any address, and a name may lead anywhere: what is judged is the address that the name resolves to, the
very one that is then connected to. Source: ARCHITECTURE.md, decision 80.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Protocol

Address = IPv4Address | IPv6Address

#: What is not the public internet although Python may call it global, in one of its versions or another.
_CLOSED_V4 = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
#: The only part of IPv6 that is given out to networks, and what is set apart in it.
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
#: Forms of IPv6 that hold an address of IPv4 in their last 32 bits.
_HOLDING_V4 = tuple(map(IPv6Network, ("::ffff:0:0/96", "64:ff9b::/96")))


class VisitRule(Protocol):
    """Which addresses and ports may be connected to."""

    def allows(self, address: Address, port: int) -> bool:
        """Whether that very address may be connected to, on that port."""
        ...


class PublicOnly:
    """The public internet, on the ports of the web: the rule of every check that is not a test."""

    def allows(self, address: Address, port: int) -> bool:
        """Neither private, loopback, link-local, multicast, reserved, nor one of these in the clothes of IPv6."""
        return port in {80, 443} and is_public(address)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet: "93.184.216.34" does, "::ffff:127.0.0.1" does not."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _CLOSED_V4)
    if any(address in network for network in _HOLDING_V4):
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _OPEN_V6 and address.is_global and not any(address in network for network in _CLOSED_V6)


def read_address(text: str) -> Address | None:
    """The address of a text that a resolver gave, a zone ("fe80::1%eth0") left out; None when it is none."""
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None
