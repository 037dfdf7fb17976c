"""Forms of the admin: one field a vocabulary, a question about possible duplicates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.permissions import page_permission_policy

from resource_centre import conf
from resource_centre.content.newer_versions import refuse_newer_version
from resource_centre.content.people import shown_name
from resource_centre.content.relations import ResourceConcept
from resource_centre.content.vocabularies import Concept, ConceptTree, Vocabulary, vocabularies_for
from resource_centre.text.folding import fold

CONCEPT_PREFIX = "concepts_"
MAIN_PREFIX = "main_"

#: Above this many terms a list of boxes is longer than a screen: it is shown as a scrolling tree.
LONG_VOCABULARY = 12
#: Rows that name another page, and the field that does.
ENDS = {"involvements": "actor", "resource_links": "target", "evidence": "lesson", "actor_links": "other"}


def is_concept_field(name: str) -> bool:
    """Whether a field of the form holds terms: "concepts_theme", "main_universe"."""
    return name.startswith((CONCEPT_PREFIX, MAIN_PREFIX))


class ConceptChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Terms of one vocabulary, indented as a tree."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, vocabulary: Vocabulary, chosen: set[int]) -> None:
        concepts = Concept.objects.filter(vocabulary=vocabulary)
        super().__init__(queryset=concepts, required=False, label=vocabulary.label, help_text=vocabulary.definition)
        self.single = not vocabulary.multiple
        tree = ConceptTree(concepts.select_related("vocabulary"))
        nodes = [node for root in tree.roots() for node in root.walk()]
        self.offered = [
            (node.concept.pk, f"{'— ' * node.depth}{node.concept.label}")
            for node in nodes
            if node.concept.pk in chosen or (node.concept.is_active and node.concept.replaced_by_id is None)
        ]
        self.choices = self.offered
        self.widget.attrs["class"] = "rc-long" if len(self.offered) > LONG_VOCABULARY else ""

    def clean(self, value: Any) -> Any:
        """Refuse a second term where only one is allowed."""
        chosen = super().clean(value)
        if self.single and len(chosen) > 1:
            raise ValidationError(_("Choose only one."), code="single")
        return chosen


class MainConceptChoice(ConceptChoices):
    """The main one of several terms. Several boxes ticked is a message, not a silent choice."""

    def __init__(self, vocabulary: Vocabulary, chosen: set[int]) -> None:
        super().__init__(vocabulary, chosen)
        self.label = _("%(vocabulary)s: the main one") % {"vocabulary": vocabulary.label}
        self.help_text = _("Tick one.")
        self.single = True


class ResourceForm(WagtailAdminPageForm):  # type: ignore[misc]  # Wagtail's classes carry no types
    """The form of every kind: its concept fields follow the vocabularies that the site has today."""

    confirm_duplicate = forms.BooleanField(
        required=False, label=gettext_lazy("It is another one: keep both"), widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "significance" in self.fields and not self.instance.has_unpublished_changes:
            # The next change says itself what it means: a typo mended after a change of meaning would pass for another.
            self.initial["significance"] = self.instance._meta.get_field("significance").get_default()
        self.vocabularies = vocabularies_for(self.instance.kind.code)
        chosen = {link.concept_id: link.is_main for link in self.instance.concept_links.all()}
        for vocabulary in self.vocabularies:
            self._add_concept_fields(vocabulary, chosen)
        if "language" in self.fields:
            self.fields["language"] = forms.ChoiceField(
                choices=[(code, get_language_info(code)["name_translated"]) for code in conf.content_languages()],
                label=self.fields["language"].label,
                initial=conf.content_languages()[0],
            )
        if "keeper" in self.fields:
            self._offer_keepers()

    def _offer_keepers(self) -> None:
        """Only accounts that publish here, and the one in charge until now."""
        place = self.instance if self.instance.pk else self.parent_page
        field = self.fields["keeper"]
        able = page_permission_policy.users_with_permission_for_instance("publish", place).filter(is_active=True)
        field.queryset = field.queryset.filter(Q(pk__in=able.values("pk")) | Q(pk=self.instance.keeper_id))
        field.label_from_instance = shown_name

    def _add_concept_fields(self, vocabulary: Vocabulary, chosen: dict[int, bool]) -> None:
        field = ConceptChoices(vocabulary, set(chosen))
        offered = {pk for pk, _label in field.offered}
        name = f"{CONCEPT_PREFIX}{vocabulary.code}"
        self.fields[name] = field
        self.initial[name] = [pk for pk in chosen if pk in offered]
        if vocabulary.has_main:
            main_name = f"{MAIN_PREFIX}{vocabulary.code}"
            self.fields[main_name] = MainConceptChoice(vocabulary, set(chosen))
            self.initial[main_name] = [pk for pk, is_main in chosen.items() if is_main and pk in offered]

    def clean(self) -> dict[str, Any]:
        """Check the pages at both ends of each row, then ask about a twin, and about a newer version."""
        cleaned: dict[str, Any] = super().clean()
        self._refuse_links_to_itself()
        self._refuse_merged_actors()
        self._ask_about_duplicates(cleaned)
        if self.instance.pk is not None:
            refuse_newer_version(self.instance, self.data)
        return cleaned

    def _refuse_links_to_itself(self) -> None:
        if self.instance.pk is None:
            return
        for relation, field in ENDS.items():
            for form, other in self._named_in(relation, field):
                if other.pk == self.instance.pk:
                    form.add_error(field, _("A page cannot be linked to itself."))

    def _refuse_merged_actors(self) -> None:
        """A form that was open while two actors were merged would name the one that is no more."""
        for relation, field in {**ENDS, "authors": "actor", "speakers": "actor"}.items():
            for form, other in self._named_in(relation, field):
                kept = getattr(other, "merged_into", None)
                if kept is not None:
                    message = _("“%(title)s” was merged with “%(kept)s”: choose that one.")
                    form.add_error(field, message % {"title": other.title, "kept": kept.title})

    def _named_in(self, relation: str, field: str) -> list[tuple[Any, Any]]:
        """Forms of the rows of that name, each with the page that it names."""
        formset = self.formsets.get(relation)
        if formset is None or not formset.is_valid():  # asking validates the rows, which come after the page's own
            return []
        pairs = [(form, form.cleaned_data.get(field)) for form in formset.forms]
        return [(form, other) for form, other in pairs if other is not None and not form.cleaned_data.get("DELETE")]

    def _ask_about_duplicates(self, cleaned: dict[str, Any]) -> None:
        title = cleaned.get("title")
        if not title or cleaned.get("confirm_duplicate") or fold(title) == self.instance.title_key:
            return
        twin = type(self.instance).objects.filter(title_key=fold(title)).exclude(pk=self.instance.pk).first()
        if twin is not None:
            self.fields["confirm_duplicate"].widget = forms.CheckboxInput()
            message = _("“%(title)s” exists already. Tick “keep both” below if yours is another one.")
            self.add_error("title", ValidationError(message, code="duplicate", params={"title": twin.title}))

    def save(self, commit: bool = True) -> Any:
        """Put the chosen terms on the page; they are stored, or kept in the draft, with it."""
        self.instance.concept_links = self._concept_links()
        return super().save(commit=commit)

    def _concept_links(self) -> list[ResourceConcept]:
        kept = {link.concept_id: link for link in self.instance.concept_links.all()}
        offered_here = {vocabulary.pk for vocabulary in self.vocabularies}
        # Terms of vocabularies that this form does not show (a kind removed from theirs) are not lost.
        links = [link for link in kept.values() if link.concept.vocabulary_id not in offered_here]
        for vocabulary in self.vocabularies:
            chosen = list(self.cleaned_data.get(f"{CONCEPT_PREFIX}{vocabulary.code}") or [])
            main = set(self.cleaned_data.get(f"{MAIN_PREFIX}{vocabulary.code}") or [])
            for concept in [*chosen, *(concept for concept in main if concept not in chosen)]:
                link = kept.get(concept.pk) or ResourceConcept(concept=concept)
                link.is_main = concept in main
                link.sort_order = len(links)
                links.append(link)
        return links
