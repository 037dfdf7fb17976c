"""What the content of one kind holds: which fields are content, which are streams of blocks, which are rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

#: What the site keeps for itself about a page. Never taken from a proposal, never shown as a change.
BOOKKEEPING = frozenset(
    {
        # What the page is, and where.
        *("pk", "id", "uuid", "content_type", "path", "depth", "numchild", "url_path", "owner", "alias_of"),
        "merged_into",
        *("translation_key", "locale", "origin", "origin_id"),
        # Whether and when it is seen, and who may write.
        *("live", "live_revision", "latest_revision", "latest_revision_created_at", "has_unpublished_changes"),
        *("first_published_at", "last_published_at", "go_live_at", "expire_at", "expired"),
        *("locked", "locked_at", "locked_by", "wagtail_admin_comments", "comments"),
        # Made from other fields when the page is saved.
        *("draft_title", "title_key"),
        # Of the change, not of the resource: two changes of one page would always disagree.
        "significance",
        # Of the re-reading: the row of the page alone is right.
        *("clock", "review_by", "review_every", "reviewed_on", "reviewed_by", "keeper"),
    }
)
#: The same of a row, beside the key of its page: identity is the site's, order is that of the list.
ROW_BOOKKEEPING = frozenset({"pk", "id", "sort_order"})


@dataclass(frozen=True)
class RowShape:
    """A list of rows under a page. `parent` is the field that leads to the page.

    `unique`: fields that no two rows of a page share together; () when two equal rows are allowed. `identities`: for
    rows without a key yet, which fields make two of them the same row, the strongest first; a row where all the fields
    of an identity are empty is not recognised by it.
    """

    fields: tuple[str, ...]
    parent: str
    unique: tuple[str, ...] = ()
    identities: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Shape:
    """The content of a kind. What is in neither `fields` nor `rows` is never taken from a proposal."""

    fields: tuple[str, ...]
    streams: frozenset[str] = frozenset()
    rows: Mapping[str, RowShape] = field(default_factory=dict)

    def without(self, *names: str) -> "Shape":
        """The same without these fields and lists: for somebody who may not touch them."""
        return replace(
            self,
            fields=tuple(name for name in self.fields if name not in names),
            rows={name: rows for name, rows in self.rows.items() if name not in names},
        )
