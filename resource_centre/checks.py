"""System checks: every id names one thing to mend, with a hint that says how."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import global_settings, settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.db.models import Model
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse
from wagtail.models import Locale

from resource_centre import conf
from resource_centre.content.addresses import PAGES, match_at
from resource_centre.content.kinds import all_kinds
from resource_centre.content.review_clock import LONGEST_MONTHS
from resource_centre.discovery.engines import ELASTICSEARCH_KEYS, main_engine
from resource_centre.setting_checks import check_storage, is_right, shown, wrong_options
from resource_centre.workflow.stuck import stuck_tasks
from resource_centre.workflow.tasks import FormReview

NEEDED_APPS = (
    "wagtail", "wagtail.contrib.routable_page", "wagtail.documents", "wagtail.images", "wagtail_modeladmin",
    "django.contrib.humanize",
)  # fmt: skip
#: Besides what Django and Wagtail ask for.
NEEDED_OF_ACCOUNTS = ("email", "is_active")
#: Inputs that a body of 500 blocks sends, with its rows: Django's default of 1,000 is far too low.
NEEDED_FORM_FIELDS = 10_000
#: What anybody may read: Django's names for what pages show.
PUBLIC_STORAGES = ("default", "staticfiles")


@register()
def check_apps(**_kwargs: Any) -> list[CheckMessage]:
    """E001: an app that the plugin needs is not installed."""
    return [
        Error(
            f"“{name}” is not in INSTALLED_APPS.",
            hint=f"Add “{name}” to INSTALLED_APPS, after “resource_centre”.",
            id="resource_centre.E001",
        )
        for name in NEEDED_APPS
        if not apps.is_installed(name)
    ]


@register()
def check_accounts(**_kwargs: Any) -> list[CheckMessage]:
    """E008: the host's model of accounts has no column of a name that queries need."""
    model = get_user_model()
    columns = {one.name for one in model._meta.concrete_fields}
    return [
        Error(
            f"The model of accounts, {model._meta.label}, has no field “{name}”.",
            hint=f"Add a field “{name}” to it: docs/how-to/accounts.md says what the plugin reads.",
            id="resource_centre.E008",
        )
        for name in NEEDED_OF_ACCOUNTS
        if name not in columns
    ]


@register()
def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """E002: RESOURCE_CENTRE is not a dict. W001: it holds a key that nothing reads."""
    if not isinstance(getattr(settings, "RESOURCE_CENTRE", {}), dict):
        return [
            Error("RESOURCE_CENTRE is not a dict.", hint="Write RESOURCE_CENTRE = {...}.", id="resource_centre.E002")
        ]
    return [
        Warning(
            f"RESOURCE_CENTRE has an unknown key “{key}”.",
            hint=f"Known keys: {', '.join(sorted(conf.DEFAULTS))}.",
            id="resource_centre.W001",
        )
        for key in sorted(map(str, set(conf.user_settings()) - set(conf.DEFAULTS)))
    ]


@register()
def check_proof_of_work(**_kwargs: Any) -> list[CheckMessage]:
    """E007: PROOF_OF_WORK is on, and proofs cannot be made or checked."""
    if not is_right("PROOF_OF_WORK"):
        return []  # E023 says so
    can_check = apps.is_installed("django_altcha") and getattr(settings, "ALTCHA_HMAC_KEY", None)
    if can_check or not conf.asks_proof_of_work():
        return []
    return [
        Error(
            "PROOF_OF_WORK is on, and nothing can check a proof.",
            hint="Install the extra “altcha”, add “django_altcha” to INSTALLED_APPS, and set ALTCHA_HMAC_KEY.",
            id="resource_centre.E007",
        )
    ]


@register()
def check_form_limit(**_kwargs: Any) -> list[CheckMessage]:
    """W002: long page forms would be refused by Django before our own limits explain themselves."""
    limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    if limit is None or limit >= NEEDED_FORM_FIELDS:
        return []
    return [
        Warning(
            f"DATA_UPLOAD_MAX_NUMBER_FIELDS is {limit}: editors of long resources would get a bare error 400.",
            hint=f"Set DATA_UPLOAD_MAX_NUMBER_FIELDS = {NEEDED_FORM_FIELDS}.",
            id="resource_centre.W002",
        )
    ]


@register()
def check_indexing(**_kwargs: Any) -> list[CheckMessage]:
    """E003: INDEXING is neither of its two values."""
    found = conf.user_settings().get("INDEXING", "commit")
    if found in ("commit", "worker"):
        return []
    return [
        Error(
            f'RESOURCE_CENTRE["INDEXING"] must be “commit” or “worker”. It is {shown(found)}.',
            hint="Write “commit” (each process brings the index up to date) or “worker” (`resource_index run` does).",
            id="resource_centre.E003",
        )
    ]


@register()
def check_review_months(**_kwargs: Any) -> list[CheckMessage]:
    """E010: REVIEW_MONTHS is not a number of months for each kind, or names a kind that there is not."""
    found, kinds = conf.user_settings().get("REVIEW_MONTHS", {}), [kind.code for kind in all_kinds()]
    hint = (
        f'Write a whole number of months, from 1 to {LONGEST_MONTHS}, for each kind: {{"tool": 12}}. '
        f"Kinds: {', '.join(kinds)}."
    )
    if not isinstance(found, dict):
        return [_wrong_key("REVIEW_MONTHS", f"must be a dict. It is {shown(found)}", hint, "E010")]
    number = f"must be a whole number of months from 1 to {LONGEST_MONTHS}"
    return [
        _wrong_key("REVIEW_MONTHS", f"has a key “{kind}”, which is no kind", hint, "E010")
        if kind not in kinds
        else _wrong_key("REVIEW_MONTHS", f"{number} for “{kind}”. It is {shown(months)}", hint, "E010")
        for kind, months in found.items()
        if kind not in kinds or type(months) is not int or not 1 <= months <= LONGEST_MONTHS
    ]


def _wrong_key(setting: str, what: str, hint: str, number: str) -> Error:
    return Error(f'RESOURCE_CENTRE["{setting}"] {what}.', hint=hint, id=f"resource_centre.{number}")


@register()
def check_search_folder(**_kwargs: Any) -> list[CheckMessage]:
    """E004: the index, which holds restricted texts too, would be served. W003: this process cannot write it."""
    if not is_right("SEARCH_DIR"):
        return []  # E023 says so
    folder = conf.search_folder()
    if name := _served_by(folder):
        return [
            Error(
                f"The search index would be served: “{folder}” is inside {name}.",
                hint='Name another folder in RESOURCE_CENTRE["SEARCH_DIR"].',
                id="resource_centre.E004",
            )
        ]
    return _unwritable(folder, "The folder of the search index", "SEARCH_DIR", "W003")


def _unwritable(folder: Path, what: str, setting: str, number: str) -> list[CheckMessage]:
    """A warning when this process cannot write a folder, or make it where it is to be."""
    nearest = next(_existing(folder))
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return []
    hint = f'Give this account the right to write there, or name another one in RESOURCE_CENTRE["{setting}"].'
    return [Warning(f"{what} cannot be written: “{nearest}”.", hint=hint, id=f"resource_centre.{number}")]


def _served_by(folder: Path) -> str:
    """The setting of the served folder that this one is in; "" when it is in none."""
    for name in ("MEDIA_ROOT", "STATIC_ROOT"):
        served = getattr(settings, name, None)
        if served and folder.resolve().is_relative_to(Path(served).resolve()):
            return name
    return ""


@register()
def check_private_files(**_kwargs: Any) -> list[CheckMessage]:
    """E021: files that wait with proposals would be served. W008: this process cannot write where they are kept."""
    if not is_right("PRIVATE_FILES") or check_storage():
        return []  # E023 or E024 says so
    alias = conf.private_storage_alias()
    folder = _private_folder(alias)
    if reason := _public_storage(alias) or (_where_served(folder) if folder is not None else ""):
        words = f"Files that are not published would be served: {reason}."
        hint = 'Name another folder, or another storage, in RESOURCE_CENTRE["PRIVATE_FILES"].'
        return [Error(words, hint=hint, id="resource_centre.E021")]
    what = "The folder of the files that wait with proposals"
    return _unwritable(folder, what, "PRIVATE_FILES", "W008") if folder is not None else []


@register()
def check_file_limits(**_kwargs: Any) -> list[CheckMessage]:
    """E022: FILE_LIMITS is not a number for each of its keys."""
    limits, known = conf.user_settings().get("FILE_LIMITS", {}), conf.DEFAULTS["FILE_LIMITS"]
    hint = f'Write a whole number for any of {", ".join(known)}: {{"size": 20_000_000}}.'
    if not isinstance(limits, dict):
        return [_wrong_key("FILE_LIMITS", f"must be a dict. It is {shown(limits)}", hint, "E022")]
    number = "must be a whole number, from 0,"
    return [
        _wrong_key("FILE_LIMITS", f"has an unknown key “{key}”", hint, "E022")
        if key not in known
        else _wrong_key("FILE_LIMITS", f"{number} for “{key}”. It is {shown(value)}", hint, "E022")
        for key, value in limits.items()
        if key not in known or type(value) is not int or value < 0
    ]


def _public_storage(alias: str) -> str:
    """Which public storage PRIVATE_FILES names, if only by another name; "" when it is none of them.

    A storage elsewhere may be public too, which is seen from there only.
    """
    named = settings.STORAGES.get(alias)
    same = [one for one in PUBLIC_STORAGES if named is not None and named == settings.STORAGES.get(one)]
    return f"“{alias}” is the public storage “{same[0]}”" if same else ""


def _private_folder(alias: str) -> Path | None:
    """The folder that PRIVATE_FILES names, itself or by a storage of files; None for a storage of another sort."""
    if alias not in settings.STORAGES:
        return conf.private_folder()
    storage = storages[alias]
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


def _where_served(folder: Path) -> str:
    name = _served_by(folder)
    return f"“{folder}” is inside {name}" if name else ""


_LONELY_STANDBY = Warning(
    'RESOURCE_CENTRE["STANDBY"] is set, and there is no Elasticsearch for it to stand in for.',
    hint='Remove it, since the embedded engine answers already; or give RESOURCE_CENTRE["ELASTICSEARCH"].',
    id="resource_centre.W005",
)


@register()
def check_elasticsearch(**_kwargs: Any) -> list[CheckMessage]:
    """E005: settings of Elasticsearch make no sense. E006: its client is not installed. W004: it does not answer as it
    should. W005: STANDBY stands in for nothing."""
    found = conf.user_settings().get("ELASTICSEARCH")
    if not found:
        is_lonely = is_right("STANDBY") and conf.user_settings().get("STANDBY")  # else E023 says so
        return [_LONELY_STANDBY] if is_lonely else []
    if wrong := list(_senseless(found)):
        return wrong
    if find_spec("elasticsearch") is None:
        hint = "Install “wagtail-resource-centre[elasticsearch]”."
        return [_elasticsearch_error("E006", "needs a client that is not installed", hint)]
    if not is_right("LANGUAGES"):
        return []  # E023 says so
    reason = main_engine().state().reason
    if not reason:
        return []
    hint = "Until it answers, searches say so and changes wait. `manage.py resource_index rebuild` makes an index."
    return [Warning(f"Elasticsearch: {reason}", hint=hint, id="resource_centre.W004")]


def _senseless(found: Any) -> Iterator[CheckMessage]:
    known = f"Known keys: {', '.join(ELASTICSEARCH_KEYS)}."
    if not isinstance(found, dict):
        yield _elasticsearch_error("E005", "is not a dict", known)
        return
    if unknown := sorted(map(str, set(found) - set(ELASTICSEARCH_KEYS))):
        yield _elasticsearch_error("E005", f"has unknown keys: {', '.join(unknown)}", known)
        return
    if not (found.get("HOSTS") or found.get("CLOUD_ID")):
        yield _elasticsearch_error("E005", "names no node", "Give HOSTS, or CLOUD_ID.")
    for key, rule in wrong_options(found):
        yield _elasticsearch_error("E005", f"has a wrong {key}: {rule.expected} is expected", rule.hint)


def _elasticsearch_error(number: str, what: str, hint: str) -> Error:
    return Error(f'RESOURCE_CENTRE["ELASTICSEARCH"] {what}.', hint=hint, id=f"resource_centre.{number}")


def _existing(folder: Path) -> Iterator[Path]:
    """What there is of a path, from its end. What is in a folder that may not be entered counts as absent, which
    `Path.exists` raises for."""
    return (path for path in (folder, *folder.parents) if os.path.exists(path))


@register(Tags.urls)
def check_own_addresses(**_kwargs: Any) -> list[CheckMessage]:
    """W009: forms, history and files of a centre are not where its pages say, since Wagtail or nobody answers there."""
    try:
        somewhere = f"{reverse(PAGES, args=('centre/',))}changements/"
        if _answering(somewhere) == "resource_centre_changes":
            return []
    except Exception:
        return []  # the site serves no pages, or its addresses cannot be loaded: Django's own checks say why
    return [
        Warning(
            "“resource_centre.urls” is not among the addresses of the site, or stands after those of Wagtail.",
            hint='Write `urlpatterns = [path("", include("resource_centre.urls")), *urlpatterns]` at the end of '
            f"{settings.ROOT_URLCONF}.",
            id="resource_centre.W009",
        )
    ]


@register(Tags.urls)
def check_sign_in(**_kwargs: Any) -> list[CheckMessage]:
    """W010: whoever signs in to write here would meet a page that is not there."""
    try:
        address = resolve_url(settings.LOGIN_URL)
        is_there = settings.LOGIN_URL != global_settings.LOGIN_URL or _answering(address) not in ("", PAGES)
    except NoReverseMatch:
        is_there = False
    except Exception:
        return []  # as above
    if is_there:
        return []
    hint = "Set LOGIN_URL to “wagtailadmin_login”, or to the page of your site where readers sign in."
    words = f"LOGIN_URL is “{settings.LOGIN_URL}”, and the site answers nothing there."
    return [Warning(words, hint=hint, id="resource_centre.W010")]


def _answering(address: str) -> str:
    """The name of what answers an address of the site, "wagtail_serve"; "" for nothing."""
    found = match_at(address)
    return "" if found is None else str(found.url_name or "unnamed")


@register(Tags.database)
def check_steps(databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """W007: something waits at a step of a review where nobody can decide. Asked by `check --database default`."""
    if not _has_table(databases, FormReview):
        return []
    return [
        Warning(
            f"{task.waiting} item(s) wait at the step “{task.name}”, where nobody can decide.",
            hint="Give the step a group with active members, or a reviewer, in Settings > Workflow tasks.",
            id="resource_centre.W007",
        )
        for task in stuck_tasks()
    ]


@register(Tags.database)
def check_locale(databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """W011: Wagtail has no locale of the site's language, for which its chooser of pages asks: an error 500."""
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False) or not _has_table(databases, Locale):
        return []
    try:
        Locale.get_default()
    except (Locale.DoesNotExist, LookupError):
        code = settings.LANGUAGE_CODE
        known = ", ".join(f"“{one}”" for one in Locale.all_objects.values_list("language_code", flat=True)) or "none"
        return [
            Warning(
                f"WAGTAIL_I18N_ENABLED is on, and Wagtail has no locale of LANGUAGE_CODE, “{code}” "
                f"(there are: {known}): its chooser of pages, among others, answers with an error 500.",
                hint="List that language in WAGTAIL_CONTENT_LANGUAGES, and make its locale: manage.py shell -c "
                f"\"from wagtail.models import Locale; Locale.objects.create(language_code='{code}')\"",
                id="resource_centre.W011",
            )
        ]
    return []


def _has_table(databases: Any, model: type[Model]) -> bool:
    """Whether a check of the database may read that model: `migrate` asks too, before there is anything to look at."""
    return bool(databases) and model._meta.db_table in connection.introspection.table_names()
