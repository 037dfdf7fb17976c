"""Vocabularies and their terms in the admin: a tree that is read as a tree, codes that do not change."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.snippets.views.snippets import DeleteView, IndexView, SnippetViewSet

from resource_centre.admin.explorable import without_others_pages
from resource_centre.content.kinds import all_kinds
from resource_centre.content.vocabularies import Concept, ConceptTree, Vocabulary, concept_uses

#: Pages named on the screen that refuses a deletion; the others are counted.
USES_SHOWN = 50


class CodeLockedForm(WagtailAdminModelForm):  # type: ignore[misc]  # Wagtail's classes carry no types
    """A form in which the code can be chosen once, and never changed: addresses and imports hold it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = _("A code never changes: addresses and imports rely on it.")


class VocabularyForm(CodeLockedForm):
    """Chooses kinds by ticking them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"] = forms.MultipleChoiceField(
            choices=[(kind.code, kind.plural) for kind in all_kinds()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            label=self.fields["kinds"].label,
            help_text=self.fields["kinds"].help_text,
        )


class ConceptForm(CodeLockedForm):
    """Offers terms above and after, each named with its vocabulary."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # A term that moved to another vocabulary would change its key, which pages and addresses hold.
            self.fields["vocabulary"].disabled = True
        choices = indented_choices(self.instance)
        for name in ("parent", "replaced_by"):
            self.fields[name].choices = choices


def indented_choices(concept: Concept | None) -> list[tuple[Any, Any]]:
    """Terms grouped by vocabulary (only its own, for a term that exists), indented as trees."""
    vocabularies = Vocabulary.objects.all()
    if concept is not None and concept.pk:
        vocabularies = vocabularies.filter(pk=concept.vocabulary_id)
    concepts = Concept.objects.filter(vocabulary__in=vocabularies).select_related("vocabulary")
    by_vocabulary: dict[str, list[Concept]] = {}
    for item in concepts:
        by_vocabulary.setdefault(item.vocabulary.label, []).append(item)
    groups: list[tuple[Any, Any]] = [("", "—")]
    for label, items in by_vocabulary.items():
        nodes = [node for root in ConceptTree(items).roots() for node in root.walk()]
        groups.append((label, [(node.concept.pk, f"{'— ' * node.depth}{node.concept.label}") for node in nodes]))
    return groups


class ConceptIndexView(IndexView):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Terms in the order of their trees, each with the terms above it."""

    def get_base_queryset(self) -> QuerySet[Concept]:
        """Order by vocabulary, then depth first."""
        concepts = super().get_base_queryset().select_related("vocabulary", "parent__parent__parent")
        by_vocabulary: dict[int, list[Concept]] = {}
        for concept in Concept.objects.select_related("vocabulary"):
            by_vocabulary.setdefault(concept.vocabulary_id, []).append(concept)
        ranks: list[int] = []
        for items in by_vocabulary.values():
            ranks += [node.concept.pk for root in ConceptTree(items).roots() for node in root.walk()]
        if not ranks:
            return concepts
        return concepts.order_by(Case(*(When(pk=pk, then=rank) for rank, pk in enumerate(ranks))))

    def order_queryset(self, queryset: QuerySet[Concept]) -> QuerySet[Concept]:
        """Keep the order of the trees."""
        return queryset


class ConceptDeleteView(DeleteView):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Deletes a term that nothing uses; otherwise says where it is used, and deletes nothing."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what uses the term, for the template to list; pages of others are counted, not named."""
        uses = concept_uses(self.object)
        named = without_others_pages(self.request.user, uses)[:USES_SHOWN]
        return {**super().get_context_data(**kwargs), "uses": named, "use_count": len(uses)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask the rows themselves: the reference index may be late, the rows never are."""
        if concept_uses(self.object):
            return self.render_to_response(self.get_context_data(), status=409)
        return super().post(request, *args, **kwargs)


class PlaceInTreeColumn(Column):  # type: ignore[misc]  # Wagtail's classes carry no types
    """The terms above, from the top: "Inclusion numérique › Médiation"."""

    def get_value(self, instance: Concept) -> str:
        """Words of the column; "" for a top term."""
        line: list[str] = []
        above = instance.parent
        while above is not None and len(line) < 10:
            line.append(above.label)
            above = above.parent
        return " › ".join(reversed(line))


def edit_url(term: Concept) -> str:
    """Where a term is changed."""
    return reverse("wagtailsnippets_resource_centre_concept:edit", args=[term.pk])


class ConceptViewSet(SnippetViewSet):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Terms: add, move, rename, give other labels, retire, replace. One in use cannot be deleted."""

    model = Concept
    icon = "tag"
    menu_label = gettext_lazy("Terms")
    add_to_admin_menu = False
    base_url_path = "resource-centre/terms"
    base_form_class = ConceptForm
    index_view_class = ConceptIndexView
    delete_view_class = ConceptDeleteView
    delete_template_name = "resource_centre/admin/concept_confirm_delete.html"
    list_display: ClassVar = [
        TitleColumn("label", label=gettext_lazy("Term"), get_url=edit_url),
        "code",
        "vocabulary",
        PlaceInTreeColumn("place", label=gettext_lazy("Under")),
        BooleanColumn("is_active", label=gettext_lazy("Active")),
    ]
    list_filter: ClassVar = ["vocabulary", "is_active"]
    search_fields: ClassVar = ["label_fr", "label_en", "code", "aliases__label"]
    search_backend_name = None
    list_per_page = 100
    edit_handler = ObjectList(
        [
            FieldRowPanel(["label_fr", "label_en"], heading=gettext_lazy("Labels")),
            MultiFieldPanel(["vocabulary", "code"], heading=gettext_lazy("Identity")),
            MultiFieldPanel(["parent", "order"], heading=gettext_lazy("Place in the tree")),
            MultiFieldPanel(["definition_fr", "definition_en"], heading=gettext_lazy("Definition")),
            InlinePanel(
                "aliases",
                [FieldRowPanel(["language", "label"])],
                heading=gettext_lazy("Other words for it"),
                label=gettext_lazy("alternative label"),
            ),
            MultiFieldPanel(["is_active", "replaced_by"], heading=gettext_lazy("Retirement")),
        ],
        base_form_class=ConceptForm,
    )


class VocabularyViewSet(SnippetViewSet):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Vocabularies: where they are offered, whether they are search facets."""

    model = Vocabulary
    icon = "list-ul"
    menu_label = gettext_lazy("Vocabularies")
    add_to_admin_menu = False
    base_url_path = "resource-centre/vocabularies"
    list_display: ClassVar = [
        "label",
        "code",
        BooleanColumn("is_facet", label=gettext_lazy("Search facet")),
        BooleanColumn("multiple", label=gettext_lazy("Several values")),
    ]
    search_fields: ClassVar = ["label_fr", "label_en", "code"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldRowPanel(["label_fr", "label_en"], heading=gettext_lazy("Labels")),
            FieldPanel("code"),
            MultiFieldPanel(["definition_fr", "definition_en"], heading=gettext_lazy("Definition")),
            MultiFieldPanel(
                ["kinds", "is_facet", "multiple", "has_main", "for_rows", "order"], heading=gettext_lazy("Use")
            ),
        ],
        base_form_class=VocabularyForm,
    )
