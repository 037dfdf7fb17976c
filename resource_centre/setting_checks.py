"""System checks of single settings: what each may be. What needs more than a look at a value is in `checks.py`.

A wrong value would else be told by a page that fails, to whoever reads it.
"""

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.translation import get_language_info

from resource_centre import conf
from resource_centre.content.pages.base import Resource
from resource_centre.content.vocabularies import validate_code
from resource_centre.search.budget import REACHABLE

#: Days that may be taken from today: a hundred years.
LONGEST_DAYS = 36_500
#: As django.contrib.auth keeps the name of a group.
LONGEST_GROUP = 150
#: Bytes of one name of a path, and of a whole one less what we add to it, that systems of files hold.
LONGEST_NAME, LONGEST_PATH = 255, 3_900
#: Characters of a wrong value that are repeated: no more is needed to find it.
SHOWN = 200
_HOST = re.compile(r"[^\W_A-Z][\w-]*(\.[\w-]+)+")
#: Neither has a name of a path of the site: an address is meant.
_OF_AN_ADDRESS = re.compile(r"[/.\s]")
_WHOLE_ADDRESS = re.compile(r"(/|https?://[^/\s]|mailto:[^\s@]+@)\S*")


@dataclass(frozen=True)
class Rule:
    """What a setting may be. expected: "a whole number, from 1 to 240". hint: what to write, "Write 15."."""

    is_right: Callable[[Any], bool]
    expected: str
    hint: str


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_true_or_false(value: Any) -> bool:
    return isinstance(value, bool)


def _is_whole(least: int, most: int | None = None) -> Callable[[Any], bool]:
    """True is a number to Python, and none to whoever reads the settings."""
    return lambda value: type(value) is int and value >= least and (most is None or value <= most)


def _is_list_of(is_right: Callable[[Any], bool], *types: type[Collection[Any]]) -> Callable[[Any], bool]:
    """A text is none: it would be cut into its letters."""
    return lambda value: isinstance(value, types or (list, tuple)) and all(is_right(one) for one in value)


def _is_place(value: Any) -> bool:
    """Whether it can be the path of a folder; None and "" stand for the default one. Nobody reads "~" but a shell."""
    if value is None:
        return True
    if not isinstance(value, str | Path) or "\0" in str(value) or str(value).startswith("~"):
        return False
    sizes = [len(os.fsencode(part)) for part in (*PurePath(value).parts, str(value))]
    return all(size <= LONGEST_NAME for size in sizes[:-1]) and sizes[-1] <= LONGEST_PATH


def _is_address(value: Any) -> bool:
    """Whether it can be one; what is told later may be, and what is a name is looked up by `check_addresses`."""
    if not isinstance(value, str):
        return isinstance(value, Promise)
    return not _OF_AN_ADDRESS.search(value) or bool(_WHOLE_ADDRESS.fullmatch(value))


def _is_group(value: Any) -> bool:
    return _is_text(value) and len(value) <= LONGEST_GROUP


def _is_host(value: Any) -> bool:
    return isinstance(value, str) and value == value.lower() and bool(_HOST.fullmatch(value))


def _is_code(value: Any) -> bool:
    try:
        validate_code(value)
    except ValidationError:
        return False
    return isinstance(value, str)


def _are_different(is_list: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """A list in which nothing is twice."""
    return lambda value: is_list(value) and len(set(value)) == len(value)


def _is_language(value: Any) -> bool:
    longest = Resource._meta.get_field("language").max_length or 0
    if not isinstance(value, str) or len(value) > longest:
        return False
    try:
        get_language_info(value)
    except KeyError:
        return False
    return True


def _are_limits(value: Any) -> bool:
    is_number = _is_whole(1)
    return isinstance(value, dict) and all(
        key in conf.DEFAULTS["CONTRIBUTION_LIMITS"] and _is_list_of(is_number)(pair) and len(pair) == 2
        for key, pair in value.items()
    )


_PLACE = "the path of a folder, written out (“~” is not read) and no longer than a disk holds"
_SWITCH = Rule(_is_true_or_false, "True or False", "Write True or False, without quotes.")
_ADDRESS = Rule(
    _is_address,
    "an address, whole or from “/”, or the name of a path in urls.py",
    "Write “/contact/”, “https://…”, the name of a path in urls.py, or “” for none.",
)
_GROUP = Rule(_is_group, f"the name of a group, of {LONGEST_GROUP} characters at most", "Write its name, or remove it.")

#: Settings that are addresses, and what reads them.
ADDRESSES: Mapping[str, Callable[[], str]] = {
    "CONTACT_URL": conf.contact_url,
    "SIGNUP_URL": conf.signup_url,
    "ACCOUNT_URL": conf.account_url,
    "LOGOUT_URL": conf.logout_url,
    "CLOSE_ACCOUNT_URL": conf.close_account_url,
}

#: Each setting, but those that `checks.py` looks into: INDEXING, ELASTICSEARCH, REVIEW_MONTHS and FILE_LIMITS.
RULES: Mapping[str, Rule] = {
    "BASE_TEMPLATE": Rule(_is_text, "the name of a template", "Write “base.html”, or remove it."),
    "PAGE_SIZE": Rule(_is_whole(1, REACHABLE), f"a whole number from 1 to {REACHABLE}", "Write 15."),
    "LANGUAGES": Rule(
        lambda value: _are_different(_is_list_of(_is_language))(value) and len(value) > 0,
        "a list of codes of languages that Django knows, each once",
        'Write ("fr", "en"), or ("fr",) for one.',
    ),
    "EDITORS_GROUP": _GROUP,
    "REVIEWERS_GROUP": Rule(
        lambda value: _is_group(value) and value != conf.editors_group(),
        f"the name of a group that is not that of the editors, of {LONGEST_GROUP} characters at most",
        "Write its name: the two steps of a review are decided by two groups.",
    ),
    "EMBED_PROVIDERS": Rule(
        _is_list_of(_is_host, list, tuple, set, frozenset),
        "a list of host names, each whole and in small letters, without “*”",
        'Write ("youtube.com", "www.youtube.com"), or () for no video.',
    ),
    "MAX_BODY_BYTES": Rule(_is_whole(1), "a whole number of bytes, from 1", "Write 1_000_000."),
    "MAX_BODY_BLOCKS": Rule(_is_whole(1), "a whole number of blocks, from 1", "Write 500."),
    "SEARCH_DIR": Rule(_is_place, _PLACE, "Write “/srv/site/search”, or remove it."),
    "STANDBY": _SWITCH,
    "QUICK_THEMES": Rule(
        _are_different(_is_list_of(_is_code)),
        "a list of codes of themes, each once",
        'Write ("inclusion",), the codes that addresses of themes end with, or () for the most frequent.',
    ),
    **dict.fromkeys(ADDRESSES, _ADDRESS),
    "CONTRIBUTION_LIMITS": Rule(
        _are_limits,
        f"a dict of two whole numbers, from 1, for any of {', '.join(conf.DEFAULTS['CONTRIBUTION_LIMITS'])}",
        'Write how many, and in how many seconds: {"address": (20, 3_600)}.',
    ),
    "TRUSTED_PROXIES": Rule(_is_whole(0), "a whole number of proxies, from 0", "Write 1, or 0 for none."),
    "PROOF_OF_WORK": _SWITCH,
    "GIVEN_UP_DAYS": Rule(_is_whole(0, LONGEST_DAYS), f"a whole number of days, from 0 to {LONGEST_DAYS}", "Write 30."),
    "PRIVATE_FILES": Rule(
        _is_place,
        f"{_PLACE}; or the name of a storage",
        "Write “/srv/site/private”, a name in STORAGES, or remove it.",
    ),
    "SHOW_OVERDUE": _SWITCH,
    "SEARCH_LOG": _SWITCH,
}

_WORD = Rule(lambda value: value is None or isinstance(value, str), "a text", "Write a text, or remove it.")

#: What is told of a cluster, key by key: each is read by the client, which would fail at the first question.
ELASTICSEARCH_RULES: Mapping[str, Rule] = {
    "HOSTS": Rule(
        lambda value: value is None or isinstance(value, str) or _is_list_of(_is_text)(value),
        "a list of addresses",
        'Write ["https://search.example.org:9200"].',
    ),
    "PREFIX": Rule(_is_text, "a text", "Write “resource-centre”, or remove it."),
    "API_KEY": _WORD,
    "USER": _WORD,
    "PASSWORD": _WORD,
    "CA_CERTS": Rule(_is_place, "the path of a file", "Write “/etc/ssl/elasticsearch.pem”, or remove it."),
    "CLOUD_ID": _WORD,
    "TIMEOUT": Rule(
        lambda value: type(value) in (int, float) and 0 < value < float("inf"),
        "a number of seconds above 0",
        "Write 2.0.",
    ),
    "SHARDS": Rule(_is_whole(1), "a whole number, from 1", "Write 1."),
    "REPLICAS": Rule(_is_whole(0), "a whole number, from 0", "Write 0 or 1."),
    "REFRESH": _SWITCH,
}


@register()
def check_values(**_kwargs: Any) -> list[CheckMessage]:
    """E023: a setting is not what it may be."""
    return [
        Error(
            f'RESOURCE_CENTRE["{key}"] must be {rule.expected}. It is {shown(_value(key))}.',
            hint=rule.hint,
            id="resource_centre.E023",
        )
        for key, rule in RULES.items()
        if not is_right(key)
    ]


@register(Tags.templates)
def check_template(**_kwargs: Any) -> list[CheckMessage]:
    """E024: the template that every public page extends cannot be read."""
    if not is_right("BASE_TEMPLATE"):
        return []
    try:
        get_template(conf.base_template())
    except (TemplateDoesNotExist, TemplateSyntaxError) as error:
        hint = "Name a template of the site, or remove it: the plugin has its own."
        return [_unfound("BASE_TEMPLATE", f"a template that cannot be read ({type(error).__name__}: {error})", hint)]
    return []


@register(Tags.urls)
def check_addresses(**_kwargs: Any) -> list[CheckMessage]:
    """E024: an address is named, and no path of the site has that name."""
    return list(_unfound_addresses())


def _unfound_addresses() -> Iterator[CheckMessage]:
    for key in filter(is_right, ADDRESSES):
        try:
            ADDRESSES[key]()
        except NoReverseMatch:
            yield _unfound(key, "the name of no path of the site", _ADDRESS.hint)
        except Exception:
            return  # the addresses of the site cannot be loaded: Django's own checks say why


@register()
def check_storage(**_kwargs: Any) -> list[CheckMessage]:
    """E024: the storage of files that wait is named, and is none or cannot be made."""
    if not is_right("PRIVATE_FILES"):
        return []
    alias = conf.private_storage_alias()
    if alias not in settings.STORAGES:
        if not alias or len(PurePath(alias).parts) > 1 or alias.startswith("."):
            return []
        hint = "Write a name that is in STORAGES, or a path: “/srv/site/private”."
        return [_unfound("PRIVATE_FILES", "neither a storage of STORAGES nor a path", hint)]
    try:
        storages[alias]
    except Exception as error:
        return [_unfound("PRIVATE_FILES", f"a storage that cannot be made ({error})", f"Mend STORAGES[“{alias}”].")]
    return []


def _unfound(key: str, what: str, hint: str) -> Error:
    return Error(f'RESOURCE_CENTRE["{key}"] is “{_value(key)}”, {what}.', hint=hint, id="resource_centre.E024")


def is_right(key: str) -> bool:
    """Whether a setting of RULES is what it may be."""
    return RULES[key].is_right(_value(key))


def shown(value: Any) -> str:
    """A wrong value as it is written, if it is not too long."""
    written = repr(value)
    return written if len(written) <= SHOWN else f"{written[:SHOWN]}…"


def _value(key: str) -> Any:
    return conf.user_settings().get(key, conf.DEFAULTS[key])


def wrong_options(cluster: Mapping[str, Any]) -> Iterator[tuple[str, Rule]]:
    """What is told of a cluster, and is not what it may be. Values are not told: some are secrets."""
    rules = ELASTICSEARCH_RULES.items()
    return ((key, rule) for key, rule in rules if key in cluster and not rule.is_right(cluster[key]))
