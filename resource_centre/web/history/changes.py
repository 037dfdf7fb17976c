"""Recent changes of a centre, as a page and as an Atom feed. The feed is the same for all: what anybody may read."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access, access_of_request, load_restrictions
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.restrictions import restrictions_of_request
from resource_centre.contribution.addresses import CHANGES
from resource_centre.discovery.queries import Finder
from resource_centre.search.errors import PageOutOfRange
from resource_centre.text.readable import in_one_line, seen
from resource_centre.web.history.views import page_number
from resource_centre.web.presenters.history.recent import (
    EACH_PAGE,
    ChangeLine,
    change_lines,
    changes_of,
    first_changes,
    present_changes,
    read_filters,
)
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.views import NotHere, page_response


class ChangesFeed(Atom1Feed):
    """Atom whose date is that of its latest entry, of the centre while there is none: reading changes nothing."""

    def latest_post_date(self) -> datetime:
        """The date of the feed."""
        return max((item["updateddate"] for item in self.items), default=self.feed["opened_at"])


def changes(request: HttpRequest, centre: ResourceCentrePage) -> HttpResponse:
    """What changed, for this reader."""
    finder = Finder.of(centre, access_of_request(request))
    try:
        view = present_changes(request, finder, page_number(request))
    except PageOutOfRange as error:
        first = first_changes(request, finder)
        raise NotHere(_("This list has fewer pages."), (_("The first page"), first)) from error
    return page_response(request, "history/changes", centre, view=view)


def feed(request: HttpRequest, centre: ResourceCentrePage) -> HttpResponse:
    """The latest changes that anybody may read, with the filters of the page, as Atom 1.0 (RFC 4287)."""
    access = Access(ANONYMOUS, load_restrictions(restrictions_of_request(request)))
    if not access.allows(centre):
        raise Http404
    finder = Finder.of(centre, access)
    asked = read_filters(request, finder)
    lines = change_lines(finder, changes_of(finder, asked, 0, EACH_PAGE), request)
    written = ChangesFeed(
        title=_("Recent changes: %(centre)s") % {"centre": in_one_line(centre.title)},
        link=request.build_absolute_uri(f"{centre_url(centre, request)}{CHANGES}/"),
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(),
        author_name=in_one_line(centre.title),
        opened_at=centre.first_published_at or datetime.fromtimestamp(0, tz=UTC),
    )
    for line in lines:
        _add(written, line, request)
    response = HttpResponse(written.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"  # the same for everybody
    return response


def _add(written: ChangesFeed, line: ChangeLine, request: HttpRequest) -> None:
    """An entry. Its identifier holds no address that a move would change (RFC 4151); its words, which a program of an
    office may have given controls, none that XML cannot hold."""
    host = urlsplit(request.build_absolute_uri()).hostname or "localhost"
    said = ". ".join(filter(None, (line.significance.capitalize(), line.message.rstrip(".")))) or line.kind
    written.add_item(
        title=in_one_line(line.page.text),
        link=request.build_absolute_uri(line.compare_url or line.page.url),
        description=seen(said),
        author_name=in_one_line(line.who),
        pubdate=line.at,
        updateddate=line.at,
        unique_id=f"tag:{host},{line.at:%Y-%m-%d}:change-{line.entry}",
        categories=[one for one in (line.kind, line.significance) if one],
    )
