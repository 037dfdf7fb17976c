"""Private links: each opens one row to whoever holds it, is signed by the site, and bears the secret of that row.

`token_for(12, "kJ2w…", SALT)` is the part of an address that `read_token` reads back as `Signed(12, "kJ2w…")`.
"""

import secrets
from dataclasses import dataclass

from django.core import signing


@dataclass(frozen=True)
class Signed:
    """The key of a row and its secret, as the site wrote them in a link; the row may have another secret since."""

    pk: int
    secret: str

    def bears(self, secret: str) -> bool:
        """Whether it is that secret, in a time that tells nothing of either."""
        return secrets.compare_digest(self.secret.encode(), secret.encode())


def new_secret() -> str:
    """What makes a link somebody's own: kept with its row until the link is void."""
    return secrets.token_urlsafe(24)


def token_for(pk: int, secret: str, salt: str) -> str:
    """The part of an address that opens a row. salt: of one sort of links, which opens no other."""
    return signing.dumps([pk, secret], salt=salt)


def read_token(token: str, salt: str, max_age: int | None = None) -> Signed | None:
    """What a link says; None for what the site did not sign, or signed more than `max_age` seconds ago."""
    try:
        pk, secret = signing.loads(token, salt=salt, max_age=max_age)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Signed(pk, str(secret))
