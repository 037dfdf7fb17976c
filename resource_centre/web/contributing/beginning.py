"""Beginning a new resource: its kind, then its name and summary, and whether it is there already."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from resource_centre.access.memberships import memberships_of
from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content.kinds import KindSpec, all_kinds, kind_by_code, kind_model
from resource_centre.content.pages.actor import Actor
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.twins import Twin, find_twins
from resource_centre.contribution.addresses import PROPOSE, begin_path, draft_path, propose_path
from resource_centre.contribution.drafts import StartDraft
from resource_centre.contribution.new_pages import listed_kinds
from resource_centre.contribution.surface import fields_of
from resource_centre.web.contributing.error_lines import error_lines
from resource_centre.web.contributing.fields import TypedLine, TypedText
from resource_centre.web.contributing.guard import (
    EXPIRED,
    flood_wait,
    flooded_words,
    is_genuine,
    read_stamp,
    stamp,
    too_many,
)
from resource_centre.web.contributing.proposing import see_other
from resource_centre.web.contributing.signing_in import sign_in_first
from resource_centre.web.presenters.common import Link, breadcrumb
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.views import page_response
from resource_centre.web.workspace.frame import to_login

#: The button that says that it is another one.
ANOTHER = "another"


@dataclass(frozen=True)
class KindChoice:
    """A kind that may be begun."""

    label: str
    url: str
    code: str


@dataclass(frozen=True)
class TwinLine:
    """A resource that the new one may be. name: another name of it that resembles, "" for its title."""

    title: str
    url: str
    name: str
    propose_url: str
    is_same: bool


class BeginForm(forms.Form):
    """The first, short step."""

    title = TypedLine(max_length=255, label=gettext_lazy("Name"))
    summary = TypedText(
        label=gettext_lazy("Summary"),
        help_text=gettext_lazy("What it is, for whom and where, in one or two sentences. You can change it later."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
    )
    organisation = forms.ModelChoiceField(
        queryset=Actor.objects.none(),
        label=gettext_lazy("For which organisation"),
        help_text=gettext_lazy("Its members read and write this draft with you."),
        empty_label=gettext_lazy("none: in my own name"),
        required=False,
    )

    def __init__(self, data: Any, user: Any) -> None:
        super().__init__(data)
        joined = Actor.objects.filter(pk__in=memberships_of(user).values("actor")) if user.is_authenticated else None
        if joined is None or not joined.exists():
            del self.fields["organisation"]
            return
        field: Any = self.fields["organisation"]
        field.queryset = joined.order_by("title")
        if data is None:
            field.initial = joined.first()


def can_be_begun(kind: KindSpec) -> bool:
    """Whether everything that a resource of that kind must say can be written in the form."""
    model = kind_model(kind.code)
    offered = {one.name for one in fields_of(model)}
    needed = {
        field.name
        for field in model._meta.local_fields
        if field.editable and not field.blank and not field.has_default() and not field.primary_key
    }
    return needed - {"resource_ptr"} <= offered


def kinds_to_begin(centre: ResourceCentrePage, access: Access) -> list[KindSpec]:
    """What may be written there, in the order of the kinds: only what the centre has a list to publish it in."""
    listed = listed_kinds(centre, access)
    return [kind for kind in all_kinds() if kind.code in listed and can_be_begun(kind)]


def choose_kind(request: HttpRequest, centre: ResourceCentrePage) -> HttpResponse:
    """What is added: one link a kind. Whoever is not signed in is asked to."""
    if not request.user.is_authenticated:
        return to_login(request)
    base = centre_url(centre, request)
    offered = kinds_to_begin(centre, access_of_request(request))
    kinds = [KindChoice(str(kind.label), f"{base}{begin_path(kind.slug)}", kind.code) for kind in offered]
    crumbs = breadcrumb(centre, Link(_("Add a resource"), ""), request=request)
    charter_url = f"{base}charte/" if centre.charter_version else ""
    return page_response(request, "contribution/kinds", centre, kinds=kinds, breadcrumb=crumbs, charter_url=charter_url)


def begin(request: HttpRequest, centre: ResourceCentrePage, kind: str) -> HttpResponse:
    """Name and summary; what is there already under such a name is shown before anything is kept."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    spec = next((one for one in kinds_to_begin(centre, access_of_request(request)) if one.slug == kind), None)
    if spec is None:
        raise Http404
    return Beginning(request, centre, spec).answer()


class Beginning:
    """One request of this step."""

    def __init__(self, request: HttpRequest, centre: ResourceCentrePage, spec: KindSpec) -> None:
        self.request, self.centre, self.spec = request, centre, spec
        self.form = BeginForm(request.POST if request.method == "POST" else None, request.user)
        note = read_stamp(request.POST.get("shown", "")) or {}
        self.shown = request.POST.get("shown", "") if note.get("begin") else stamp(begin=True, uid=str(uuid4()))
        self.uid = UUID(note["uid"]) if note.get("begin") else uuid4()

    def answer(self) -> HttpResponse:
        """The form, the form with those of much the same name, or on to the draft."""
        if self.request.method != "POST":
            return self.page()
        if not is_genuine(self.request):
            return self.page(403, notice=str(EXPIRED))
        if not self.form.is_valid():
            return self.page(422)
        access = access_of_request(self.request)
        twins = () if self.request.POST.get(ANOTHER) else self.twins(access)
        if twins:
            return self.page(200, twins)
        if wait := flood_wait(self.request):
            return too_many(self.page(notice=flooded_words(wait)), wait)
        typed = self.form.cleaned_data
        proposal = StartDraft(
            self.centre, self.spec.code, self.request.user, typed["title"], typed["summary"],
            organisation=typed.get("organisation"), language=get_language() or "fr", uid=self.uid,
        ).execute()  # fmt: skip
        return see_other(f"{centre_url(self.centre, self.request)}{draft_path(proposal)}")

    def twins(self, access: Access) -> tuple[TwinLine, ...]:
        """What the reader may see of much the same name: of this kind, and actors."""
        base = centre_url(self.centre, self.request)
        models: dict[str, Any] = {code: kind_model(code) for code in (self.spec.code, "actor") if kind_by_code(code)}
        found: list[Twin] = []
        for model in models.values():
            seen = access.filter(model.objects.descendant_of(self.centre).filter(alias_of=None))
            found += find_twins(self.form.cleaned_data["title"], seen)
        pages = {page.pk: page for page in Resource.objects.filter(pk__in=[twin.pk for twin in found])}
        return tuple(
            TwinLine(
                twin.title,
                pages[twin.pk].get_url(self.request) or "",
                twin.name if twin.name != twin.title else "",
                f"{base}{propose_path(pages[twin.pk].uuid)}",
                twin.is_same,
            )
            for twin in found
            if twin.pk in pages
        )

    def page(self, status: int = 200, twins: tuple[TwinLine, ...] = (), notice: str = "") -> HttpResponse:
        """This step, with all that was typed."""
        kinds = Link(_("Add a resource"), f"{centre_url(self.centre, self.request)}{PROPOSE}/")
        crumbs = breadcrumb(self.centre, kinds, Link(str(self.spec.label), ""), request=self.request)
        response = page_response(
            self.request, "contribution/begin", self.centre, breadcrumb=crumbs, form=self.form, kind=self.spec,
            twins=twins, notice=notice, shown=self.shown, errors=error_lines(self.form),
        )  # fmt: skip
        response.status_code = status
        return response
