"""Addresses written by people, before they become links."""

from urllib.parse import urlsplit


def web_address(url: str) -> str:
    """The address when it is http or https with a host, else "". Fields refuse others; rows written past them do not.

    "javascript:alert(1)" gives "".
    """
    try:
        parts = urlsplit(url)
        return url if parts.scheme in {"http", "https"} and parts.hostname else ""
    except ValueError:
        return ""


def host_of(url: str) -> str:
    """The host that a reader would recognise: "https://www.example.org/a" gives "example.org"."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
