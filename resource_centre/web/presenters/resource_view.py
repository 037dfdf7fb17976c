"""The values that the templates of a resource print: frozen, already worded, already filtered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.safestring import SafeString

from resource_centre.web.presenters.common import Link
from resource_centre.web.presenters.resource_similar import SimilarLine


@dataclass(frozen=True)
class Banner:
    """A state that must be read before the rest. variant: "" (to confirm), "info" or "done"."""

    word: str
    text: str = ""
    link: Link | None = None
    variant: str = "info"
    lang: str = ""


@dataclass(frozen=True)
class FactValue:
    """One value of the record, a link when it leads somewhere. `more` follows it: an author's organisation."""

    text: str
    url: str = ""
    note: str = ""
    more: Link | None = None
    lang: str = ""
    is_external: bool = False
    is_to_confirm: bool = False


@dataclass(frozen=True)
class Fact:
    """A line of the record: Fact("Themes", (FactValue("Bien vieillir", "/centre/themes/bien-vieillir/"),))."""

    label: str
    values: tuple[FactValue, ...]


@dataclass(frozen=True)
class Reference:
    """A source of the page's list, and the number by which facts call it."""

    number: int
    title: str
    url: str = ""
    details: str = ""
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the page, in the table of contents. `template` prints `content`."""

    id: str
    heading: str
    template: str
    content: object
    lang: str = ""
    propose_url: str = ""


@dataclass(frozen=True)
class Prose:
    """Authors' text."""

    html: SafeString
    lang: str = ""


@dataclass(frozen=True)
class FigureValue:
    """A number as its source prints it."""

    value: str
    unit: str
    label: str
    context: str
    reference: Reference | None


@dataclass(frozen=True)
class FigureGroup:
    """What several sources count: they disagree when they give different values."""

    label: str
    values: tuple[FigureValue, ...]
    disagreement: str = ""


@dataclass(frozen=True)
class FigureBoard:
    """Figures of a resource. `intro` is the authors' text above them; `absence` is said when there are none."""

    agreed: tuple[FigureGroup, ...]
    disputed: tuple[FigureGroup, ...]
    intro: Prose | None = None
    absence: str = ""


@dataclass(frozen=True)
class RelationItem:
    """One end of a row. `tag` is "to confirm"; `more` follows in the details: a speaker's organisation."""

    link: Link
    more: Link | None = None
    tag: str = ""
    is_alert: bool = False
    details: str = ""
    note: str = ""
    note_lang: str = ""
    reference: Reference | None = None


@dataclass(frozen=True)
class RelationGroup:
    """Rows of one role or one kind of link; without a label, each row says its own."""

    label: str
    items: tuple[RelationItem, ...]


@dataclass(frozen=True)
class Relations:
    """Groups, with a remark above them."""

    groups: tuple[RelationGroup, ...]
    remark: str = ""


@dataclass(frozen=True)
class KindOfRoles:
    """An actor's roles in resources of one kind. `count` is resources, `rows` roles, whether or not shown."""

    kind_code: str
    kind_label: str
    count: int
    rows: int
    groups: tuple[RelationGroup, ...]


@dataclass(frozen=True)
class Roles:
    """An actor's roles, the most recent first; `more` leads to all of them when only some are shown."""

    kinds: tuple[KindOfRoles, ...]
    more: Link | None = None


@dataclass(frozen=True)
class ActorLinkLine:
    """A line of the table of links between actors."""

    wording: str
    actor: Link
    period: str
    state: str
    note: str
    note_lang: str
    reference: Reference | None


@dataclass(frozen=True)
class ActorLinkTable:
    """Links between actors, whichever of the two states them; `more` leads to all when only some are shown."""

    caption: str
    lines: tuple[ActorLinkLine, ...]
    more: Link | None = None


@dataclass(frozen=True)
class StanceColumn:
    """What takes one side. `absence` is said when nothing does."""

    code: str
    label: str
    items: tuple[RelationItem, ...]
    absence: str


@dataclass(frozen=True)
class RsoLine:
    """One criterion. step: 1 (very unfavourable) to 5 (very favourable), 0 when not evaluated."""

    criterion: str
    effect: str
    step: int
    evidence: str
    evidence_lang: str
    reference: Reference | None


@dataclass(frozen=True)
class FileLink:
    """A file, described in the words of its link: format, weight, language, accessibility.

    alternative: what it says, for those who cannot read it; or alternative_url, where they find it.
    """

    title: str
    url: str
    description: str
    lang: str = ""
    alternative: str = ""
    alternative_url: str = ""


@dataclass(frozen=True)
class HistoryLine:
    """A state that a lesson had."""

    date: str
    machine_date: str
    state: str
    note: str


@dataclass(frozen=True)
class Question:
    """A question in its author's words, and what followed."""

    text: str
    lang: str


@dataclass(frozen=True)
class BodyBlock:
    """A block of the body with the template that prints it under the name `value`."""

    template: str
    value: object


@dataclass(frozen=True)
class Body:
    """Consecutive blocks of the body."""

    blocks: tuple[BodyBlock, ...]
    lang: str


@dataclass(frozen=True)
class Picture:
    """An image ready to print: a rendition's address and size."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Action:
    """A button of the title block: an address outside, with the host it leads to."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Review:
    """Who read the page again and when, apart from when it was changed."""

    reviewed_on: date | None
    reviewed_by: str
    next_review: date | None
    is_late: bool
    modified_at: datetime | None
    published_at: datetime | None


@dataclass(frozen=True)
class Cite:
    """How to cite the page."""

    text: str
    permanent_url: str
    bibtex_url: str
    ris_url: str


@dataclass(frozen=True)
class KindParts:
    """What a kind adds to the page: lines of the record, its sections in order, states, buttons.

    mark: what stands in the margin instead of the kind's sign (a lesson's number, a milestone's year).
    prints_figures: its own sections hold the figures. expects_rso: the RSO card is shown even when empty.
    own_links: links that its own sections print, as (type of row, kind of link). territory_labels: its words for
    the roles of places.
    """

    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    banners: tuple[Banner, ...] = ()
    actions: tuple[Action, ...] = ()
    mark: str = ""
    logo: Picture | None = None
    prints_figures: bool = False
    expects_rso: bool = False
    own_links: frozenset[tuple[str, str]] = frozenset()
    territory_labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Contribution:
    """How a reader may change the page, how it changed, and who did: names of those who wished to be named,
    with the page of whoever wished for one."""

    propose_url: str
    report_url: str
    history_url: str
    links_url: str
    watch_url: str
    talk_url: str
    contributors: tuple[Link, ...]


@dataclass(frozen=True)
class ShownVersion:
    """An old version that stands in place of the page: ShownVersion("Version of 3 March 2024, 14:05", …).

    restore_url: where whoever may publish the page puts it back; "" for others.
    """

    words: str
    note: str
    current: Link
    history: Link
    url: str
    restore_url: str = ""


@dataclass(frozen=True)
class ResourceView:
    """A resource, ready to print. `contribution` is None where nothing can be proposed: in a preview, on an alias, on
    an old version. is_noindex: nothing for search engines.
    """

    breadcrumb: tuple[Link, ...]
    kind_code: str
    kind_label: str
    title: str
    lang: str
    summary: str
    mark: str
    logo: Picture | None
    banners: tuple[Banner, ...]
    actions: tuple[Action, ...]
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    similar: tuple[SimilarLine, ...]
    cite: Cite
    review: Review
    structured_data: SafeString
    is_noindex: bool
    contribution: Contribution | None = None
