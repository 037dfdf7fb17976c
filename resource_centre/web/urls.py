"""Addresses that are not pages."""

from django.urls import path

from resource_centre.contribution import addresses
from resource_centre.web import search_views
from resource_centre.web.centre_files import centre_file
from resource_centre.web.contributing import beginning, drafting, file_views, previewing, proposing, reporting, tracking
from resource_centre.web.contributing.centres import under_centre
from resource_centre.web.contributors import views as contributors
from resource_centre.web.discussion import talk
from resource_centre.web.health import health
from resource_centre.web.history import changes
from resource_centre.web.history import views as history
from resource_centre.web.history.places import read_under_centre
from resource_centre.web.opinions import views as opinions
from resource_centre.web.opinions.views import by_link
from resource_centre.web.sitemap import SECTION, sitemap_index, sitemap_section
from resource_centre.web.watching import beginning as beginning_to_watch
from resource_centre.web.watching import watches
from resource_centre.workflow.opinion_links import OPINION, PREVIEW

#: What a centre answers besides its pages: Wagtail's own addresses all end with a slash.
FILES = {
    "recherche.json": ("resource_centre_search_json", search_views.search_json),
    "recherche.csv": ("resource_centre_search_csv", search_views.search_csv),
    "suggestions.json": ("resource_centre_suggestions", search_views.suggestions),
}

#: Contributions, below the address of a centre: they send text, and give it back when a form has expired.
CONTRIBUTIONS = {
    f"{addresses.PROPOSE}/": ("choose_kind", beginning.choose_kind),
    f"{addresses.PROPOSE}/{addresses.BEGIN}/<slug:kind>/": ("begin", beginning.begin),
    f"{addresses.PROPOSE}/<uuid:uid>/": ("propose", proposing.propose),
    f"{addresses.REPORT}/<uuid:uid>/": ("report", reporting.report),
    f"{addresses.PROPOSALS}/{addresses.CONFIRM}/<str:token>/": ("confirm", tracking.confirm),
    f"{addresses.PROPOSALS}/{addresses.FILES}/<uuid:uid>/": ("proposed_file", file_views.proposed_file),
    f"{addresses.PROPOSALS}/<uuid:uid>/": ("track", tracking.track),
    f"{addresses.PROPOSALS}/<uuid:uid>/{addresses.REVISE}/": ("revise", proposing.revise),
    f"{addresses.PROPOSALS}/<uuid:uid>/{addresses.DRAFT}/": ("draft", drafting.draft),
    f"{addresses.PROPOSALS}/<uuid:uid>/{addresses.DRAFT_PREVIEW}/": ("draft_preview", previewing.preview),
    f"{addresses.PROPOSALS}/<uuid:uid>/{addresses.WITHDRAW}/": ("withdraw", tracking.withdraw),
    f"{addresses.TALK}/<uuid:uid>/": ("talk", talk.talk),
    f"{addresses.TALK}/<uuid:uid>/<int:number>/": ("thread", talk.thread),
    f"{addresses.PROPOSALS}/<uuid:uid>/{addresses.PROPOSAL_TALK}/": ("proposal_talk", talk.proposal_talk),
    f"{addresses.WATCH}/": ("watch", beginning_to_watch.begin),
    f"{addresses.WATCH}/{addresses.CONFIRM}/<str:secret>/": ("confirm_watch", beginning_to_watch.confirm),
    f"{addresses.WATCHES}/": ("watches", watches.own),
}

#: What the mails of a watch lead to: their secret is the right to stop them, in a centre for members too.
SECRETS = {
    f"{addresses.WATCHES}/<str:secret>/": ("watches_of", watches.by_secret),
    f"{addresses.WATCHES}/<str:secret>/{addresses.STOP}/": ("stop_watching", watches.stop),
}

#: Private links, below the address of a centre: who holds one reads one text.
OPINIONS = {
    f"{OPINION}/<str:token>/": ("opinion", opinions.opinion),
    f"{OPINION}/<str:token>/{PREVIEW}/": ("opinion_preview", opinions.preview),
    f"{OPINION}/<str:token>/{addresses.FILES}/<uuid:uid>/": ("opinion_file", opinions.attached),
}

#: History and who made it, below the address of a centre: only read.
HISTORY = {
    f"{addresses.HISTORY}/<uuid:uid>/": ("history", history.history),
    f"{addresses.HISTORY}/<uuid:uid>/{addresses.VERSIONS}/<int:number>/": ("version", history.version),
    f"{addresses.HISTORY}/<uuid:uid>/{addresses.COMPARE}/": ("comparison", history.compare),
    f"{addresses.LINKS}/<uuid:uid>/": ("links", history.links),
    f"{addresses.CHANGES}/": ("changes", changes.changes),
    addresses.FEED: ("feed", changes.feed),
    f"{addresses.CONTRIBUTORS}/<uuid:uid>/": ("contributor", contributors.contributor),
}

urlpatterns = [
    *(path(f"<path:place>/{file}", centre_file, {"answer": view}, name=name) for file, (name, view) in FILES.items()),
    # A centre may be the root of its site.
    *(path(file, centre_file, {"place": "", "answer": view}, name=name) for file, (name, view) in FILES.items()),
    *(
        path(f"{place}{where}", under_centre, {**words, "answer": view}, name=f"resource_centre_{name}")
        for where, (name, view) in CONTRIBUTIONS.items()
        for place, words in (("<path:place>/", {}), ("", {"place": ""}))
    ),
    *(
        path(
            f"{place}{where}",
            under_centre,
            {**words, "answer": view, "has_secret": True},
            name=f"resource_centre_{name}",
        )
        for where, (name, view) in SECRETS.items()
        for place, words in (("<path:place>/", {}), ("", {"place": ""}))
    ),
    *(
        path(f"{place}{where}", read_under_centre, {**words, "answer": view}, name=f"resource_centre_{name}")
        for where, (name, view) in HISTORY.items()
        for place, words in (("<path:place>/", {}), ("", {"place": ""}))
    ),
    *(
        path(f"{place}{where}", by_link, {**words, "answer": view}, name=f"resource_centre_{name}")
        for where, (name, view) in OPINIONS.items()
        for place, words in (("<path:place>/", {}), ("", {"place": ""}))
    ),
    path("sante/", health, name="resource_centre_health"),
    path("sitemap.xml", sitemap_index, name="resource_centre_sitemap"),
    path("sitemap-<section>.xml", sitemap_section, name=SECTION),
]
