"""A tool: described so that a reader knows whether they can use it."""

from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resource_centre.content.dates import day_in_words
from resource_centre.content.pages.tool import ToolState
from resource_centre.content.relations import ResourceLinkKind
from resource_centre.web.addresses import host_of, web_address
from resource_centre.web.presenters.common import Link
from resource_centre.web.presenters.resource_body import body_sections
from resource_centre.web.presenters.resource_facts import address_fact, fact
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_relations import successors
from resource_centre.web.presenters.resource_rows import RowType
from resource_centre.web.presenters.resource_view import Action, Banner, Fact, FactValue, KindParts
from resource_centre.workflow.link_checks.known import dead_since

#: Where a page that is gone may have been kept; a reader goes there by a link, nothing is asked of it for them.
ARCHIVE = "https://web.archive.org/web/"

#: Links that say that another resource makes use of the tool, seen from the tool.
_USES = {(RowType.LINK, ResourceLinkKind.EQUIPS), (RowType.INVERSE_LINK, ResourceLinkKind.BASED_ON)}


def tool_parts(material: Material) -> KindParts:
    """State, access, licence, maker and hosting in the record; the address as a button."""
    tool = material.resource
    return KindParts(
        facts=(
            *fact(_("State of the tool"), tool.get_state_display() if tool.state else ""),
            *fact(_("Access"), tool.get_access_display() if tool.access else ""),
            *fact(_("Software"), _software(tool.is_open_source), tool.software_licence),
            *fact(_("Maker"), tool.maker, lang=material.lang),
            *fact(_("Hosting"), tool.hosting, lang=material.lang),
            *address_fact(_("Accessibility statement"), tool.accessibility_statement),
            *_used_in(material),
        ),
        sections=body_sections(material, _("What it is for")),
        banners=(*_stopped(material), *_unreachable(tool)),
        actions=_address(tool),
        expects_rso=True,
    )


def _software(is_open_source: bool | None) -> str:
    return {True: _("open source"), False: _("proprietary"), None: ""}[is_open_source]


def _used_in(material: Material) -> tuple[Fact, ...]:
    rows = material.linked(RowType.LINK, RowType.INVERSE_LINK)
    pages = {page.pk for row, page in rows if (row.type, row.code) in _USES}
    if not pages:
        return ()
    words = ngettext("%(count)d resource", "%(count)d resources", len(pages)) % {"count": len(pages)}
    return (Fact(_("Used in"), (FactValue(words, "#links"),)),)


def _stopped(material: Material) -> tuple[Banner, ...]:
    """Stopped or replaced, as the tool itself says; a successor that has a page is named by the page's own banner."""
    if material.resource.state == ToolState.STOPPED:
        return (Banner(_("Stopped"), _("This tool is no longer offered.")),)
    if material.resource.state == ToolState.REPLACED and not successors(material):
        return (Banner(_("Replaced"), _("This tool has been replaced."), variant="done"),)
    return ()


def _unreachable(tool: object) -> tuple[Banner, ...]:
    """Its address leads nowhere: since when, and what the web's archive kept of it."""
    url = web_address(getattr(tool, "website", ""))
    since = dead_since(url)
    if since is None:
        return ()
    words = _("The address of this tool has led nowhere since %(date)s. If you know another, propose a change.")
    archived = Link(_("See what web.archive.org kept of it"), f"{ARCHIVE}{quote(url, safe=':/?#[]@!$&()*+,;=%')}")
    return (Banner(_("Dead link"), words % {"date": day_in_words(since)}, archived, variant=""),)


def _address(tool: object) -> tuple[Action, ...]:
    url = web_address(getattr(tool, "website", ""))
    checked = getattr(tool, "link_checked_on", None)
    if not url:
        return ()
    words = _("address checked on %(date)s") % {"date": day_in_words(checked)} if checked else ""
    return (Action(_("Open the site"), url, "\u00a0· ".join(filter(None, (host_of(url), words)))),)
