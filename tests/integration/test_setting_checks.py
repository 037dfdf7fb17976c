"""A wrong setting is told by `manage.py check`, with what to write; no check is itself a traceback."""

import os
import re
from ast import literal_eval
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.checks.registry import registry
from django.utils.functional import lazystr
from wagtail.models import Locale

from resource_centre import checks, conf, setting_checks
from resource_centre.discovery.engines import ELASTICSEARCH_KEYS

ROOT = Path(__file__).parents[2]
NODE = {"HOSTS": ["http://127.0.0.1:9"]}


def ids(found: Any) -> list[str]:
    return [str(message.id) for message in found]


def all_of_ours() -> list[str]:
    """What every check of the plugin says, as a command asks it."""
    ours = [one for one in registry.registered_checks if one.__module__.startswith("resource_centre.")]
    return ids(message for check in ours for message in check(app_configs=None, databases=None))


@pytest.fixture
def configure(settings: Any) -> Callable[..., None]:
    def write(**values: Any) -> None:
        settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, **values}

    return write


WRONG = [
    ("BASE_TEMPLATE", None), ("BASE_TEMPLATE", ""),
    ("PAGE_SIZE", "twenty"), ("PAGE_SIZE", 0), ("PAGE_SIZE", -5), ("PAGE_SIZE", True), ("PAGE_SIZE", 10_001),
    ("LANGUAGES", ()), ("LANGUAGES", ("xx",)), ("LANGUAGES", "fr"), ("LANGUAGES", (5,)),
    ("LANGUAGES", ("fr-too-long",)), ("LANGUAGES", ("fr", "en", "fr")),
    ("EDITORS_GROUP", ""), ("EDITORS_GROUP", "e" * 151),
    ("EMBED_PROVIDERS", "youtube.com"), ("EMBED_PROVIDERS", ["https://youtube.com"]),
    ("EMBED_PROVIDERS", ["YouTube.com"]), ("EMBED_PROVIDERS", ["*"]), ("EMBED_PROVIDERS", ["*.vimeo.com"]),
    ("MAX_BODY_BYTES", "1MB"), ("MAX_BODY_BLOCKS", 0),
    ("SEARCH_DIR", 5), ("SEARCH_DIR", "a\0b"), ("SEARCH_DIR", "~/search"), ("PRIVATE_FILES", Path("~/private")),
    ("PRIVATE_FILES", ["private"]), ("PRIVATE_FILES", "a\0b"),
    ("STANDBY", "False"), ("PROOF_OF_WORK", "no"), ("SHOW_OVERDUE", 1), ("SEARCH_LOG", None),
    ("QUICK_THEMES", None), ("QUICK_THEMES", "eau"), ("QUICK_THEMES", (5,)), ("QUICK_THEMES", ("eau, air",)),
    ("QUICK_THEMES", ("eau", "eau")),
    ("CONTACT_URL", None), ("CONTACT_URL", "www.example.org/contact"), ("CONTACT_URL", "write to us"),
    ("CONTACT_URL", "javascript://x"), ("SIGNUP_URL", 5),
    ("CONTRIBUTION_LIMITS", None), ("CONTRIBUTION_LIMITS", {"address": 20}),
    ("CONTRIBUTION_LIMITS", {"address": (20, 0)}),
    ("CONTRIBUTION_LIMITS", {"adress": (20, 60)}), ("CONTRIBUTION_LIMITS", {"email": (1, 2, 3)}),
    ("TRUSTED_PROXIES", "one"), ("TRUSTED_PROXIES", -1),
    ("GIVEN_UP_DAYS", -5), ("GIVEN_UP_DAYS", "x"), ("GIVEN_UP_DAYS", 10**9),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_a_wrong_value_is_told_with_what_to_write(key: str, value: Any, configure: Callable[..., None]) -> None:
    configure(**{key: value})
    (found,) = setting_checks.check_values()
    assert (found.id, bool(found.hint)) == ("resource_centre.E023", True)
    assert f'"{key}"' in found.msg
    assert repr(value) in found.msg
    assert all_of_ours() == ["resource_centre.E023"]  # one fault is told once, and no check is a traceback


RIGHT = [
    ("PAGE_SIZE", 1), ("LANGUAGES", ["fr-ca", "en"]), ("EMBED_PROVIDERS", frozenset({"vimeo.com"})),
    ("EMBED_PROVIDERS", ()),
    ("SEARCH_DIR", Path("/srv/search")), ("SEARCH_DIR", None), ("PRIVATE_FILES", ""), ("QUICK_THEMES", ["eau"]),
    ("CONTACT_URL", lazystr("/contact/")), ("CONTACT_URL", "mailto:ada@example.org"),
    ("CONTACT_URL", "https://example.org"), ("CONTACT_URL", ""),
    ("CONTRIBUTION_LIMITS", {"address": [1, 1]}), ("CONTRIBUTION_LIMITS", {}),
    ("TRUSTED_PROXIES", 2), ("GIVEN_UP_DAYS", 0), ("STANDBY", False),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value"), RIGHT)
def test_a_right_value_is_not_told(key: str, value: Any, configure: Callable[..., None]) -> None:
    configure(**{key: value})
    assert ids(setting_checks.check_values()) == []


@pytest.mark.parametrize("key", ["SEARCH_DIR", "PRIVATE_FILES"])
@pytest.mark.parametrize("path", [f"/srv/{'a' * 256}", "/é" * 2_000])
def test_a_path_that_no_disk_holds_is_told_in_short(key: str, path: str, configure: Callable[..., None]) -> None:
    configure(**{key: path})
    (found,) = setting_checks.check_values()
    assert (f'"{key}"' in found.msg, len(found.msg) < 500) == (True, True)
    assert all_of_ours() == ["resource_centre.E023"]


def test_the_two_groups_are_two(configure: Callable[..., None]) -> None:
    configure(EDITORS_GROUP=conf.reviewers_group())
    (found,) = setting_checks.check_values()
    assert '"REVIEWERS_GROUP"' in found.msg


def test_defaults_are_right_and_each_setting_is_looked_at(settings: Any) -> None:
    settings.RESOURCE_CENTRE = {}
    assert [one for one in all_of_ours() if one.startswith("resource_centre.E")] == []
    elsewhere = {"INDEXING", "ELASTICSEARCH", "REVIEW_MONTHS", "FILE_LIMITS"}
    assert set(setting_checks.RULES) == set(conf.DEFAULTS) - elsewhere
    assert set(setting_checks.ELASTICSEARCH_RULES) == set(ELASTICSEARCH_KEYS)


# What a setting names.


def test_a_template_that_is_not_there_is_told(configure: Callable[..., None]) -> None:
    assert setting_checks.check_template() == []
    configure(BASE_TEMPLATE="nope.html")
    (found,) = setting_checks.check_template()
    assert (found.id, "nope.html" in found.msg) == ("resource_centre.E024", True)


def test_a_template_that_makes_no_sense_is_told(settings: Any, tmp_path: Path, configure: Callable[..., None]) -> None:
    (tmp_path / "broken.html").write_text("{% nonsense %}")
    (django,) = (one for one in settings.TEMPLATES if one["BACKEND"].endswith("DjangoTemplates"))
    settings.TEMPLATES = [{**django, "DIRS": [tmp_path, *django["DIRS"]]}]
    configure(BASE_TEMPLATE="broken.html")
    (found,) = setting_checks.check_template()
    assert "nonsense" in found.msg


@pytest.mark.parametrize("key", ["CONTACT_URL", "SIGNUP_URL", "ACCOUNT_URL", "LOGOUT_URL", "CLOSE_ACCOUNT_URL"])
def test_the_name_of_no_path_is_told(key: str, configure: Callable[..., None]) -> None:
    assert setting_checks.check_addresses() == []
    configure(**{key: "contct"})
    (found,) = setting_checks.check_addresses()
    assert (found.id, key in found.msg, "contct" in found.msg) == ("resource_centre.E024", True, True)
    configure(**{key: "/contct/"})
    assert setting_checks.check_addresses() == []


def test_addresses_that_cannot_be_loaded_are_left_to_django(settings: Any, configure: Callable[..., None]) -> None:
    configure(CONTACT_URL="contct")
    settings.ROOT_URLCONF = "no.such.module"
    assert setting_checks.check_addresses() == []


# Checks that were tracebacks.


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"HOSTS": 5}, "HOSTS"),
        ({"HOSTS": [5]}, "HOSTS"),
        ({**NODE, "API_KEY": ["id", "hidden"]}, "API_KEY"),
        ({**NODE, "USER": "u", "PASSWORD": b"hidden"}, "PASSWORD"),
        ({**NODE, "TIMEOUT": "x"}, "TIMEOUT"),
        ({**NODE, "TIMEOUT": 0}, "TIMEOUT"),
        ({**NODE, "SHARDS": 0}, "SHARDS"),
        ({**NODE, "REPLICAS": "1"}, "REPLICAS"),
        ({**NODE, "REFRESH": "False"}, "REFRESH"),
        ({**NODE, "PREFIX": None}, "PREFIX"),
        ({**NODE, "CA_CERTS": 5}, "CA_CERTS"),
        (dict([*NODE.items(), (5, 5), ("HOST", "")]), "unknown keys: 5, HOST"),
    ],
)
def test_what_is_told_of_a_cluster_is_looked_at(given: Any, key: str, configure: Callable[..., None]) -> None:
    configure(ELASTICSEARCH=given)
    (found,) = checks.check_elasticsearch()
    assert (found.id, key in found.msg, bool(found.hint)) == ("resource_centre.E005", True, True)
    assert "hidden" not in found.msg


def test_languages_that_are_none_keep_no_check_from_answering(configure: Callable[..., None]) -> None:
    configure(ELASTICSEARCH=NODE, LANGUAGES=None)
    assert all_of_ours() == ["resource_centre.E023"]


def test_a_key_that_an_environment_leaves_out_is_no_fault(configure: Callable[..., None]) -> None:
    configure(ELASTICSEARCH={"HOSTS": None, "CLOUD_ID": "nonsense", "API_KEY": None, "CA_CERTS": None})
    assert ids(checks.check_elasticsearch()) == ["resource_centre.W004"]


def test_keys_that_are_no_texts_are_told_too(settings: Any) -> None:
    settings.RESOURCE_CENTRE = {5: 5, "NOPE": 1}
    assert ids(checks.check_settings()) == ["resource_centre.W001"] * 2


def test_a_folder_whose_parent_may_not_be_entered_is_told(
    tmp_path: Path, configure: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for any account but root, who runs the tests in a container and may enter everywhere."""
    closed, stat, access = tmp_path / "closed", os.stat, os.access
    closed.mkdir()

    def refusing(path: Any, *args: Any, **kwargs: Any) -> Any:
        if str(path).startswith(f"{closed}/"):
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, *args, **kwargs)

    def may(path: Any, mode: int, **kwargs: Any) -> bool:
        return access(path, mode, **kwargs) and not (Path(path) == closed and mode & os.X_OK)

    monkeypatch.setattr("os.stat", refusing)
    monkeypatch.setattr("os.access", may)
    configure(SEARCH_DIR=str(closed / "search"))
    (found,) = checks.check_search_folder()
    assert (found.id, f"“{closed}”" in found.msg) == ("resource_centre.W003", True)


# A misspelt kind, and files that would be shown.


def test_a_misspelt_kind_is_told(configure: Callable[..., None]) -> None:
    configure(REVIEW_MONTHS={"tol": 12, "tool": 12})
    (found,) = checks.check_review_months()
    assert (found.id, "“tol”" in found.msg, "tool" in str(found.hint)) == ("resource_centre.E010", True, True)


@pytest.mark.parametrize(
    ("limits", "named"),
    [(5, "dict"), ({"size": "20MB"}, "“size”"), ({"files": -1}, "“files”"), ({"sise": 5}, "“sise”")],
)
def test_a_limit_of_files_that_makes_no_sense_is_named(limits: Any, named: str, configure: Callable[..., None]) -> None:
    configure(FILE_LIMITS=limits)
    (found,) = checks.check_file_limits()
    assert (found.id, '"FILE_LIMITS"' in found.msg, named in found.msg) == ("resource_centre.E022", True, True)


def test_a_folder_of_waiting_files_that_cannot_be_written_is_told(
    settings: Any, tmp_path: Path, configure: Callable[..., None]
) -> None:
    (tmp_path / "file").touch()
    inside = tmp_path / "file" / "private"
    configure(PRIVATE_FILES=str(inside))
    assert ids(checks.check_private_files()) == ["resource_centre.W008"]
    settings.STORAGES = {**settings.STORAGES, "private": {"BACKEND": FILES, "OPTIONS": {"location": str(inside)}}}
    configure(PRIVATE_FILES="private")
    assert ids(checks.check_private_files()) == ["resource_centre.W008"]


FILES = "django.core.files.storage.FileSystemStorage"


@pytest.mark.parametrize(
    ("alias", "more"),
    [
        ("default", {}),
        ("staticfiles", {}),
        ("twin", {"twin": {"BACKEND": FILES}, "default": {"BACKEND": FILES}}),
        ("other", {"other": {"BACKEND": FILES}}),
        ("inside", {"inside": {"BACKEND": FILES, "OPTIONS": {}}}),
    ],
)
def test_files_that_wait_are_in_no_public_storage(
    alias: str, more: Any, settings: Any, tmp_path: Path, configure: Callable[..., None]
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    for one in more.values():
        one.get("OPTIONS", {}).update(location=f"{tmp_path}/media/private")
    settings.STORAGES = {**settings.STORAGES, **more}
    configure(PRIVATE_FILES=alias)
    assert ids(checks.check_private_files()) == ["resource_centre.E021"]


def test_a_storage_of_its_own_is_right(settings: Any, tmp_path: Path, configure: Callable[..., None]) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    own = {"BACKEND": FILES, "OPTIONS": {"location": str(tmp_path / "private")}}
    settings.STORAGES = {**settings.STORAGES, "private": own}
    configure(PRIVATE_FILES="private")
    assert (checks.check_private_files(), setting_checks.check_storage()) == ([], [])


def test_a_storage_that_cannot_be_made_is_told(settings: Any, configure: Callable[..., None]) -> None:
    settings.STORAGES = {**settings.STORAGES, "private": {"BACKEND": "no.such.Storage"}}
    configure(PRIVATE_FILES="private")
    assert ids(setting_checks.check_storage()) == ["resource_centre.E024"]
    assert checks.check_private_files() == []


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("privat", ["resource_centre.E024"]),
        ("./private", []),
        ("/srv/private", []),
        ("var/private", []),
        ("", []),
        (None, []),
    ],
)
def test_a_name_that_is_no_storage_is_not_taken_for_a_folder(
    named: Any, found: list[str], configure: Callable[..., None]
) -> None:
    configure(PRIVATE_FILES=named)
    assert ids(setting_checks.check_storage()) == found


def test_the_reference_names_each_check_and_each_setting() -> None:
    told = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    sources = [ROOT / "resource_centre" / name for name in ("checks.py", "setting_checks.py")]
    code = "".join(source.read_text(encoding="utf-8") for source in sources)
    known = set(re.findall(r"\b[EW]\d{3}\b", code))
    assert known >= {"E010", "E023", "W007"}
    assert known == set(re.findall(r"^\| `resource_centre\.([EW]\d{3})`", told, re.MULTILINE))
    assert {f"`{key}`" for key in conf.DEFAULTS} - set(re.findall(r"`[A-Z_]+`", told)) == set()


def test_the_reference_tells_the_defaults_that_the_code_has() -> None:
    told = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \| ([^|]+) \|", told, re.MULTILINE)
    defaults = {key: default_told(cell) for keys, cell in rows for key in re.findall(r"[A-Z_]+", keys)}
    assert set(defaults) == set(conf.DEFAULTS)
    assert {key: value for key, value in defaults.items() if value is not None} == {
        key: value for key, value in conf.DEFAULTS.items() if value not in (None, "", ())
    }


def default_told(cell: str) -> Any:
    """What a cell of the table says: `("fr", "en")`, 1,000,000; None where it says in words what stands for nothing."""
    code = re.fullmatch(r"`([^`]+)`|([\d,]+)", cell)
    if code is None:
        return None
    try:
        return literal_eval(code[1] or code[2].replace(",", ""))
    except (SyntaxError, ValueError):
        return code[1]  # the name of a template or of a group


@pytest.mark.django_db
def test_a_locale_that_wagtail_lacks_is_said_where_languages_are_on(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français"), ("en", "English")]
    Locale.all_objects.filter(language_code="en").delete()
    assert ids(checks.check_locale(databases=["default"])) == []
    settings.WAGTAIL_I18N_ENABLED = True
    assert ids(checks.check_locale(databases=None)) == []
    (said,) = checks.check_locale(databases=["default"])
    assert (said.id, "“fr”" in said.msg, "language_code='en'" in str(said.hint)) == ("resource_centre.W011", True, True)
    Locale.objects.create(language_code="en")
    assert ids(checks.check_locale(databases=["default"])) == []
