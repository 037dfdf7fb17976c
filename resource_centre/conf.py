"""The plugin's settings: one dict `RESOURCE_CENTRE` in the host's settings, one typed accessor for each key.

Read lazily, at each call: a test or a host that overrides the dict is obeyed at once.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.shortcuts import resolve_url

DEFAULTS: dict[str, Any] = {
    "BASE_TEMPLATE": "resource_centre/base.html",
    "PAGE_SIZE": 15,
    "LANGUAGES": ("fr", "en"),
    "EDITORS_GROUP": "Resource centre editors",
    "REVIEWERS_GROUP": "Resource centre reviewers",
    "EMBED_PROVIDERS": ("youtube.com", "www.youtube.com", "youtu.be", "vimeo.com", "www.dailymotion.com"),
    "MAX_BODY_BYTES": 1_000_000,
    "MAX_BODY_BLOCKS": 500,
    "SEARCH_DIR": None,
    "INDEXING": "commit",
    "ELASTICSEARCH": None,
    "STANDBY": False,
    "QUICK_THEMES": (),
    "CONTACT_URL": "",
    "SIGNUP_URL": "",
    "ACCOUNT_URL": "",
    "LOGOUT_URL": "",
    "CLOSE_ACCOUNT_URL": "",
    "CONTRIBUTION_LIMITS": {"address": (20, 3_600), "account": (60, 3_600), "email": (10, 86_400)},
    "TRUSTED_PROXIES": 0,
    "PROOF_OF_WORK": False,
    "GIVEN_UP_DAYS": 30,
    "PRIVATE_FILES": None,
    "FILE_LIMITS": {"size": 20_000_000, "files": 10, "total": 50_000_000, "pixels": 40_000_000},
    "REVIEW_MONTHS": {
        "actor": 12,
        "practice": 24,
        "tool": 12,
        "study": 36,
        "lesson": 24,
        "milestone": 60,
        "event": 36,
        "programme": 12,
    },
    "SHOW_OVERDUE": False,
    "SEARCH_LOG": True,
}

#: Months between two re-readings of a page of a kind that REVIEW_MONTHS does not name.
OTHER_KINDS_MONTHS = 24


def user_settings() -> dict[str, Any]:
    """Return the host's own dict, as written; empty when the host sets nothing."""
    value = getattr(settings, "RESOURCE_CENTRE", {})
    return value if isinstance(value, dict) else {}


def _get(key: str) -> Any:
    return user_settings().get(key, DEFAULTS[key])


def base_template() -> str:
    """Template that every public page extends; a host names its own to give the centre its frame."""
    return str(_get("BASE_TEMPLATE"))


def page_size() -> int:
    """Resources on one page of a list."""
    return int(_get("PAGE_SIZE"))


def content_languages() -> Sequence[str]:
    """Language codes in which a resource may be written, the first being the default."""
    return tuple(_get("LANGUAGES"))


def editors_group() -> str:
    """Name of the group that writes and publishes."""
    return str(_get("EDITORS_GROUP"))


def reviewers_group() -> str:
    """Name of the group that reviews before publication."""
    return str(_get("REVIEWERS_GROUP"))


def embed_providers() -> frozenset[str]:
    """Host names whose videos may be cited in a body; anything else is refused with the list."""
    return frozenset(_get("EMBED_PROVIDERS"))


def max_body_bytes() -> int:
    """Largest body of a resource, in bytes of its stored JSON."""
    return int(_get("MAX_BODY_BYTES"))


def max_body_blocks() -> int:
    """Largest number of blocks in a body."""
    return int(_get("MAX_BODY_BLOCKS"))


def search_folder() -> Path:
    """Folder of the embedded index: one for each database, so that no site answers from another one's index.

    SEARCH_DIR names the folder that holds them; by default `var/search` under BASE_DIR.
    """
    named = _get("SEARCH_DIR")
    base = Path(named) if named else Path(getattr(settings, "BASE_DIR", Path.cwd())) / "var" / "search"
    return base / database_identity()


def database_identity() -> str:
    """Twelve characters that stand for the site's database: whatever is made from it bears them."""
    database = connection.settings_dict
    identity = "\n".join(str(database.get(key, "")) for key in ("ENGINE", "HOST", "PORT", "NAME"))
    return hashlib.sha256(identity.encode()).hexdigest()[:12]


def elasticsearch() -> Mapping[str, Any] | None:
    """What the host tells of its cluster, as written; None: the embedded engine answers."""
    return _get("ELASTICSEARCH") or None


def has_standby() -> bool:
    """Whether the embedded index is kept up to date beside Elasticsearch, and answers while that one does not."""
    return bool(_get("STANDBY")) and elasticsearch() is not None


def indexes_on_commit() -> bool:
    """Whether a process that changes a page brings the index up to date itself ("commit", by default), or leaves it to
    `manage.py resource_index run` ("worker")."""
    return str(_get("INDEXING")) != "worker"


def quick_themes() -> Sequence[str]:
    """Codes of the themes offered above the results; empty: those of most resources."""
    return tuple(_get("QUICK_THEMES"))


def contact_url() -> str:
    """Where to write to the people of the site, an address or the name of one; "" when there is none."""
    return _address("CONTACT_URL")


def signup_url() -> str:
    """Where an account is made, an address or the name of one; "" when the site makes accounts in another way."""
    return _address("SIGNUP_URL")


def account_url() -> str:
    """Where people look after their own account; "" when there is no such page."""
    return _address("ACCOUNT_URL")


def logout_url() -> str:
    """Where one signs out; "" when there is no such page."""
    return _address("LOGOUT_URL")


def close_account_url() -> str:
    """Where people close their own account; "" when the site closes accounts in another way."""
    return _address("CLOSE_ACCOUNT_URL")


def _address(key: str) -> str:
    named = str(_get(key))
    return resolve_url(named) if named else ""


def contribution_limits() -> Mapping[str, tuple[int, int]]:
    """How many contributions are taken, and in how many seconds: from one network address for those without account,
    from one account, and for one e-mail address.

    {"address": (20, 3600), "account": (60, 3600), "email": (10, 86400)}; a key that is left out keeps its default.
    """
    return {**DEFAULTS["CONTRIBUTION_LIMITS"], **_get("CONTRIBUTION_LIMITS")}


def trusted_proxies() -> int:
    """How many proxies of the host write in X-Forwarded-For before a request arrives; 0: that header is not read."""
    return int(_get("TRUSTED_PROXIES"))


def asks_proof_of_work() -> bool:
    """Whether browsers of those without account work for a second before they send (the extra `altcha`)."""
    return bool(_get("PROOF_OF_WORK"))


def given_up_days() -> int:
    """Days after which the text of a proposal that its author took back is forgotten."""
    return int(_get("GIVEN_UP_DAYS"))


def private_storage_alias() -> str:
    """What PRIVATE_FILES says: the name of a storage in STORAGES, or a folder; "" for neither."""
    return str(_get("PRIVATE_FILES") or "")


def private_folder() -> Path:
    """Folder of the files that wait with proposals, one for each database: what PRIVATE_FILES says when it names no
    storage; by default `var/private` under BASE_DIR."""
    named = private_storage_alias()
    base = Path(named) if named else Path(getattr(settings, "BASE_DIR", Path.cwd())) / "var" / "private"
    return base / database_identity()


def file_limits() -> Mapping[str, int]:
    """What one draft may hold: bytes of a file, files, bytes of all of them, pixels of an image.

    {"size": 20000000, "files": 10, "total": 50000000, "pixels": 40000000}; a key that the host leaves out keeps its
    default; no file is taken where "files" is 0.
    """
    return {**DEFAULTS["FILE_LIMITS"], **_get("FILE_LIMITS")}


def review_months(kind: str) -> int:
    """Months after which a page of that kind is to be re-read: review_months("tool") is 12.

    A kind that the host leaves out keeps its default.
    """
    named = {**DEFAULTS["REVIEW_MONTHS"], **_get("REVIEW_MONTHS")}
    return int(named.get(kind, OTHER_KINDS_MONTHS))


def shows_overdue() -> bool:
    """Whether readers are told that a page is late to be re-read."""
    return bool(_get("SHOW_OVERDUE"))


def keeps_search_log() -> bool:
    """Whether the words of searches are kept for ninety days, without anything of who asked."""
    return bool(_get("SEARCH_LOG"))
