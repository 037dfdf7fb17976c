"""What a kind of resource is called and where it is listed: a value, which knows no model."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class KindSpec:
    """What the rest of the plugin needs to know of a kind.

    code: stable name in addresses and exports ("practice"). slug: last part of its list's address
    ("pratiques"). schema_type: its schema.org type. order: its rank in menus and lists of kinds.
    """

    code: str
    slug: str
    label: str | Promise
    plural: str | Promise
    order: int
    schema_type: str = "Article"
    icon: str = "doc-full-inverse"
