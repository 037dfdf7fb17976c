"""Loading the demo: the front page, the centre, its resources with their relations, and accounts to try it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Page, Site

from home.demo_files import DemoContent, DemoContentError, DemoResource
from home.demo_proposals import ensure_proposals
from home.demo_rows import Lookups, RowBuilder, date_of
from home.demo_teams import confirm_address, ensure_teams
from home.models import DemoRelease, HomePage
from resource_centre import conf
from resource_centre.access.groups import ensure_groups
from resource_centre.content.centre_setup import ensure_centre
from resource_centre.content.fields import CleanRichTextField
from resource_centre.content.html import plain_text_to_html
from resource_centre.content.kinds import kind_model
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.references import references_once
from resource_centre.content.territories import Territory, TerritoryAlias
from resource_centre.content.vocabularies import Concept
from resource_centre.content.vocabulary_loading import load_vocabularies
from resource_centre.interop.plain_body import body_blocks
from resource_centre.workflow.setup import ensure_workflow

ORIGIN = "demo"
CENTRE_SLUG = "centre"
CENTRE_TITLE = "Centre de ressources"
INTRODUCTION = (
    "<p>Ce que des associations, des entreprises, des institutions et des chercheurs ont tenté, étudié et appris "
    "quand le numérique a rencontré l’action collective, de 2006 à 2020 et après.</p>"
)
HOME = {
    "title": "Accueil",
    "promise_fr": "Ce que le numérique change à l’action collective, faits et sources à l’appui",
    "promise_en": "What the digital changes in collective action, with facts and sources",
    "lead_fr": "Pratiques, outils, études et acteurs observés depuis 2006, rangés par thème et par territoire.",
    "lead_en": "Practices, tools, studies and actors observed since 2006, filed by theme and by territory.",
}
#: The same for all: these accounts exist on one's own machine only.
PASSWORD = "demo-du-centre"  # noqa: S105 - printed by `make demo`; load_demo refuses a production database

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to try the demo as."""

    username: str
    role: str
    group: str = ""
    is_superuser: bool = False


@dataclass(frozen=True)
class DemoReport:
    """What a load did."""

    unchanged: bool
    created: int
    kept: int


def accounts() -> Sequence[DemoAccount]:
    """The demo's accounts. Partners have no right at all in Wagtail's admin."""
    return (
        DemoAccount("visiteur", "visitor"),
        DemoAccount("partenaire-a", "partner A"),
        DemoAccount("partenaire-b", "partner B"),
        DemoAccount("partenaire-c", "partner A, asks to join B"),
        DemoAccount("redaction", "editor", conf.editors_group()),
        DemoAccount("relecture", "reviewer", conf.reviewers_group()),
        DemoAccount("admin", "administrator", is_superuser=True),
    )


def load_demo(
    content: DemoContent, *, force: bool = False, progress: Progress = lambda _done, _total: None
) -> DemoReport:
    """Load what is missing, all or nothing; pages that exist are left to their editors. Raises DemoContentError."""
    if not force and DemoRelease.objects.filter(digest=content.digest).exists():
        with transaction.atomic():
            _ensure_accounts()
            ensure_teams()
            ensure_proposals()
        return DemoReport(True, 0, len(content.resources))
    with transaction.atomic(), references_once():
        load_vocabularies()
        centre = _ensure_site(content.charter)
        ensure_groups()
        ensure_workflow(centre)
        _ensure_accounts()
        created, kept = _load_resources(centre, content, progress)
        ensure_teams()
        ensure_proposals()
        DemoRelease.objects.all().delete()
        DemoRelease.objects.create(digest=content.digest)
    return DemoReport(False, created, kept)


def _ensure_site(charter: str) -> ResourceCentrePage:
    """A front page in place of Wagtail's welcome, and the centre under it."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        raise DemoContentError("No site is the default one: choose it in Settings > Sites")
    home = HomePage.objects.first()
    if home is None:
        home = _added(Page.get_first_root_node(), HomePage(slug="accueil", **HOME))
        home.save_revision().publish()
        welcome, site.root_page, site.site_name = site.root_page, home, "Numérique & innovation sociétale"
        site.save()
        if welcome.depth > 1 and welcome.specific_class is Page and not welcome.get_children().exists():
            Page.objects.get(pk=welcome.pk).delete()
    try:
        centre = ensure_centre(HomePage.objects.get(pk=home.pk), CENTRE_TITLE, CENTRE_SLUG)
    except ValidationError as error:
        raise DemoContentError(f"The centre: {'; '.join(error.messages)}") from error
    if not centre.introduction:
        centre.introduction, centre.charter = INTRODUCTION, charter
        centre.save_revision().publish()
    return centre


def _added(parent: Page, page: Any) -> Any:
    """The page, below its parent. Raises DemoContentError: its address is taken."""
    try:
        return parent.add_child(instance=page)
    except ValidationError as error:
        raise DemoContentError(f"{page.title}: {'; '.join(error.messages)}") from error


def _ensure_accounts() -> None:
    users = get_user_model()
    for account in accounts():
        user, created = users.objects.get_or_create(
            username=account.username,
            defaults={"is_superuser": account.is_superuser, "is_staff": account.is_superuser},
        )
        if created:
            user.set_password(PASSWORD)
            user.save()
            user.groups.set(Group.objects.filter(name=account.group))
        if not account.group and not account.is_superuser:
            confirm_address(account.username)


def _load_resources(centre: ResourceCentrePage, content: DemoContent, progress: Progress) -> tuple[int, int]:
    """First every page, so that relations find their other end; then their rows, and publication."""
    stored = {page.origin_id: page.specific for page in Resource.objects.filter(origin=ORIGIN)}
    indexes = {index.kind_code: index for index in KindIndexPage.objects.child_of(centre)}
    new = [resource for resource in content.resources if resource.key not in stored]
    pages: dict[str, Resource] = dict(stored)
    territories = _territories(new)
    for resource in new:
        # Read again: each child changes what its parent knows of its children.
        index = KindIndexPage.objects.get(pk=indexes[resource.kind].pk)
        pages[resource.key] = _added(index, _page(resource, territories))
    lookups = Lookups(
        pages=pages,
        concepts={concept.key: concept for concept in Concept.objects.select_related("vocabulary")},
        territories=territories,
        aliases=TerritoryAlias.objects.by_keys(_keys(new)),
        references=content.references,
        files=content.files,
    )
    for done, resource in enumerate(new, start=1):
        page = pages[resource.key]
        for relation, rows in RowBuilder(resource, lookups).children().items():
            setattr(page, relation, rows)
        page.save_revision().publish()
        progress(done, len(new))
    return len(new), len(stored)


def _keys(resources: Sequence[DemoResource]) -> list[str]:
    keys = [row["key"] for resource in resources for row in resource.rows.get("territories", [])]
    return [*keys, *(str(resource.fields["seat"]) for resource in resources if "seat" in resource.fields)]


def _territories(resources: Sequence[DemoResource]) -> dict[str, Territory]:
    keys = _keys(resources)
    if keys and not Territory.objects.exists():
        raise DemoContentError("There is no territory: run `manage.py load_territories` first")
    return Territory.objects.by_keys(keys)


def _page(resource: DemoResource, territories: dict[str, Territory]) -> Resource:
    """The page of a file, without its rows. Raises DemoContentError."""
    try:
        return _unsaved(resource, territories)
    except KeyError as error:
        raise DemoContentError(f"{resource.key}: unknown or missing {error}") from error
    except ValidationError as error:
        raise DemoContentError(f"{resource.key}: {'; '.join(error.messages)}") from error


def _unsaved(resource: DemoResource, territories: dict[str, Territory]) -> Resource:
    values = resource.values
    page = kind_model(resource.kind)(
        title=values["title"],
        slug=resource.slug,
        live=False,
        summary=values.get("summary", ""),
        status=values.get("status", ""),
        language=values.get("language", "fr"),
        website=values.get("website", ""),
        to_confirm=values.get("to_confirm", ""),
        date_from=date_of(values.get("date_from")),
        date_to=date_of(values.get("date_to")),
        reviewed_on=values.get("reviewed_on"),
        review_by=values.get("review_by"),
        origin=ORIGIN,
        origin_id=resource.key,
        extra={"item": values.get("item", "")},
        **_kind_fields(resource, territories),
    )
    page.body = body_blocks(values.get("body", ""))
    # Its place in the tree is given when it is added; relations are checked with their rows.
    page.clean_fields(exclude=["path", "depth", "url_path", "content_type", "body"])
    return page


def _kind_fields(resource: DemoResource, territories: dict[str, Territory]) -> dict[str, Any]:
    model = kind_model(resource.kind)
    known = {field.name: field for field in model._meta.get_fields() if not field.auto_created}
    found: dict[str, Any] = {}
    for name, value in resource.fields.items():
        if name not in known:
            raise DemoContentError(f"{resource.key}: a {resource.kind} has no field “{name}”")
        if name == "seat":
            found[name] = territories[value]
        elif isinstance(known[name], CleanRichTextField):
            found[name] = plain_text_to_html(value)
        else:
            found[name] = value
    return found
