"""What may be proposed beyond texts: choices, numbers, a point, terms of every vocabulary."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import translation

from resource_centre.content.pages.actor import ActorName
from resource_centre.content.vocabularies import Vocabulary
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.submit import About, Author, Draft, SubmitProposal
from resource_centre.contribution.surface import content_of, fields_of, with_content
from resource_centre.contribution.wording import word_changes
from tests.factories import concept, fresh, publish, tag
from tests.ninth_kind.models import Charter
from tests.support.contributing import ABOUT, address_of, filled, hand_in
from tests.support.html import parsed
from tests.support.proposed_fields import accept, access, changes_in, checked, faults, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


def test_choices_yes_and_no_days_and_numbers_are_proposed_and_published(centre: Any, editor: Any) -> None:
    tool = publish(centre, "tool", "Un outil", access="paid")
    typed = {"f-access": "free", "f-is_open_source": "no", "f-status": "ongoing", "f-link_checked_on": "12/02/2015"}
    answer = checked(centre, tool, **typed)
    assert changes_in(answer) == {
        "Accès": "payantouvert à tous",
        "Code ouvert": "non",
        "État de ce qui est décrit": "en cours",
        "Adresse vérifiée le": "12 février 2015",
    }
    accept(hand_in(Client(), centre, tool, **typed), editor)
    now = fresh(tool)
    assert (now.access, now.is_open_source, now.status, str(now.link_checked_on)) == (
        "free",
        False,
        "ongoing",
        "2015-02-12",
    )


def test_no_is_not_the_same_as_not_known(centre: Any, editor: Any) -> None:
    tool = publish(centre, "tool", "Un outil", is_open_source=False)
    assert filled(Client().get(address_of(centre, tool)))["f-is_open_source"] == "no"
    proposal = hand_in(Client(), centre, tool, **{"f-is_open_source": ""})
    accept(proposal, editor)
    assert fresh(tool).is_open_source is None


def test_pages_are_counted_in_words_in_both_languages(centre: Any) -> None:
    study = publish(centre, "study", "Une étude", pages=1)
    assert changes_in(checked(centre, study, **{"f-pages": "1 200"}))["Nombre de pages"] == "1 page1 200 pages"
    base = content_of(study)
    draft = Draft(base, {**base, "pages": 12}, study.live_revision_id)
    user = get_user_model().objects.create_user("ada")
    proposal = SubmitProposal(study, centre, draft, Author(user), About(), access()).execute()
    with translation.override("en"):
        (said,) = word_changes(type(study), proposal.changes, access())
    assert (said.label, said.before, said.after) == ("Number of pages", "1 page", "12 pages")


def test_an_actor_has_a_seat_and_a_point_said_in_words(centre: Any, editor: Any) -> None:
    rennes = place("35238", "Rennes")
    actor = publish(centre, "actor", "La Mednum")
    typed = {"f-seat": "rennes", "f-lat": "48,1173", "f-lon": "\u22121,6778"}
    said = changes_in(checked(centre, actor, **typed))
    assert said["Siège"] == "Rennes"
    assert said["Point sur la carte"] == "latitude 48,1173, longitude -1,6778, près de Rennes"
    accept(hand_in(Client(), centre, actor, **typed), editor)
    now = fresh(actor)
    assert (now.seat, now.lat, now.lon) == (rennes, 48.1173, -1.6778)
    shown = Client().get(address_of(centre, actor))
    assert "près de Rennes" in shown.content.decode()
    assert filled(shown)["f-lat"] == "48,1173"
    assert "latitude 10, longitude 10" in str(changes_in(checked(centre, now, **{"f-lat": "10", "f-lon": "10"}))), (
        "nothing is near: only the numbers are said"
    )


def test_a_point_is_kept_or_refused_whole(centre: Any) -> None:
    actor = publish(centre, "actor", "La Mednum", lat=48.1, lon=-1.6)
    proposal = hand_in(Client(), centre, actor, **{"f-lat": "48.2"})
    assert [change.key for change in proposal.changes] == ["map_point"]
    assert proposal.content["map_point"] == "48.2,-1.6"


NONSENSE: dict[str, tuple[str, dict[str, str], str]] = {
    "half a point": ("actor", {"f-lat": "48.1"}, "#id_f-lon"),
    "the other half": ("actor", {"f-lon": "1"}, "#id_f-lat"),
    "a latitude off the earth": ("actor", {"f-lat": "91", "f-lon": "1"}, "#id_f-lat"),
    "words for a number": ("actor", {"f-lat": "là", "f-lon": "1"}, "#id_f-lat"),
    "not a number": ("actor", {"f-lat": "nan", "f-lon": "1"}, "#id_f-lat"),
    "eight digits": ("actor", {"f-siren": "12345678"}, "#id_f-siren"),
    "an end before its beginning": ("actor", {"f-founded": "2012", "f-ended": "2010"}, "#id_f-ended"),
    "no such place": ("actor", {"f-seat": "Nulle-Part-sur-Mer"}, "#id_f-seat"),
    "itself": ("actor", {"actor_links-0-other": "Une page", "actor_links-0-kind": "funds"}, "#id_actor_links-0-other"),
    "a link of no kind": ("actor", {"actor_links-0-other": "Autre"}, "#id_actor_links-0-kind"),
    "nobody of that name": ("practice", {"resource_links-0-target": "Inconnue"}, "#id_resource_links-0-target"),
    "a note on nothing": ("practice", {"evidence-0-note": "Une phrase."}, "#id_evidence-0-lesson"),
    "a figure without its value": ("practice", {"figures-0-label": "seniors"}, "#id_figures-0-value"),
    "a role that ends before": (
        "practice",
        {"involvements-0-actor": "Autre", "involvements-0-role": "ROLE", "involvements-0-date_from": "2012",
         "involvements-0-date_to": "2010"},
        "#id_involvements-0-date_to",
    ),
    "a source of a source": ("practice", {"sources-0-title": "A", "sources-0-accessed_on": "2012"},
                             "#id_sources-0-accessed_on"),
    "a month for a day": ("tool", {"f-link_checked_on": "03/2016"}, "#id_f-link_checked_on"),
    "fewer than no page": ("study", {"f-pages": "-1"}, "#id_f-pages"),
    "more pages than any": ("study", {"f-pages": "9" * 30}, "#id_f-pages"),
    "fieldwork that ends before": ("study", {"f-fieldwork_from": "2012", "f-fieldwork_to": "2010"},
                                   "#id_f-fieldwork_to"),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted({kind for kind, _typed, _where in NONSENSE.values()}))
def test_nonsense_is_said_at_its_field_and_nothing_is_lost(kind: str, centre: Any) -> None:
    publish(centre, "actor", "Autre")
    role, page = str(concept("role", "porteur").pk), publish(centre, kind, "Une page")
    client, address = Client(), address_of(centre, page)
    form = filled(client.get(address), step="check", **{"f-summary": "À ne pas perdre."})
    for name, (of_kind, nonsense, where) in NONSENSE.items():
        if of_kind != kind:
            continue
        typed = {field: role if value == "ROLE" else value for field, value in nonsense.items()}
        answer = client.post(address, {**form, **typed})
        assert where in faults(answer), name
        held = filled(answer)
        assert {field: held[field] for field in typed} == typed, name
        assert held["f-summary"] == "À ne pas perdre."


def test_faults_of_the_page_and_of_its_lines_are_said_at_once(centre: Any) -> None:
    actor = publish(centre, "actor", "Une association")
    wrong = {"f-siren": "123", "figures-0-label": "donateurs", "names-0-kind": "short"}
    found = {"#id_f-siren", "#id_figures-0-value", "#id_names-0-name"}
    assert set(faults(checked(centre, actor, **wrong))) == found


def test_a_choice_that_is_none_is_refused(centre: Any) -> None:
    tool = publish(centre, "tool", "Un outil", access="free")
    forged = {"f-access": "gratuit", "f-is_open_source": "peut-être"}
    assert set(faults(checked(centre, tool, **forged))) == {"#id_f-access", "#id_f-is_open_source"}


def test_a_fault_that_was_there_before_is_nobodys_proposal(centre: Any) -> None:
    actor = publish(centre, "actor", "Une association")
    type(actor).objects.filter(pk=actor.pk).update(siren="12")
    assert checked(centre, actor, **{"f-summary": "Un résumé."}).status_code == 200


def test_an_actor_is_asked_for_one_end_only(centre: Any) -> None:
    actor = publish(centre, "actor", "La Mednum", date_from="2014")
    names = {one.name for one in fields_of(type(actor))}
    assert {"founded", "ended"} <= names
    assert not {"date_from", "date_to"} & names
    assert str(with_content(actor, content_of(actor)).date_from) == "2014"


@pytest.fixture
def needs() -> tuple[Any, Any]:
    Vocabulary.objects.create(code="need", label_fr="Besoins", label_en="Needs")
    return concept("need", "equiper", "S’équiper"), concept("need", "former", "Se former")


def test_terms_of_every_vocabulary_of_the_kind_are_proposed(centre: Any, editor: Any, needs: Any) -> None:
    equip, train = needs
    theme = concept("theme", "inclusion", "Inclusion")
    Vocabulary.objects.create(code="elsewhere", label_fr="Ailleurs", kinds=["actor"])
    kept = concept("elsewhere", "x", "Gardé")
    page = publish(centre, "practice", "La page", concept_links=tag(equip, kept))
    shown = parsed(Client().get(address_of(centre, page)))
    assert [one["value"] for one in shown.select("#subjects [name='terms-need'][checked]")] == [str(equip.pk)]
    assert not shown.select("[name='terms-elsewhere'], [name='terms-role']")
    typed = {"terms-need": [str(train.pk)], "themes": [str(theme.pk)]}
    answer = checked(centre, page, **typed)
    assert {label.split()[0] for label in changes_in(answer)} == {"Besoins", "Theme"} or "Besoins" in changes_in(answer)
    accept(hand_in(Client(), centre, page, **typed), editor)
    assert {row.concept.code for row in fresh(page).concept_links.all()} == {"former", "x", "inclusion"}


def test_the_main_term_is_chosen_where_a_vocabulary_has_one(centre: Any, editor: Any) -> None:
    Vocabulary.objects.create(code="universe", label_fr="Univers", has_main=True)
    one, other = concept("universe", "public", "Public"), concept("universe", "prive", "Privé")
    page = publish(centre, "actor", "La page", concept_links=tag(one))
    accept(hand_in(Client(), centre, page, **{"main-universe": str(other.pk)}), editor)
    assert {(row.concept.code, row.is_main) for row in fresh(page).concept_links.all()} == {
        ("public", False),
        ("prive", True),
    }


def test_a_vocabulary_of_one_term_refuses_a_second(centre: Any, needs: Any) -> None:
    Vocabulary.objects.filter(code="need").update(multiple=False)
    page = publish(centre, "practice", "La page")
    answer = checked(centre, page, **{"terms-need": [str(one.pk) for one in needs]})
    assert any("terms-need" in where for where in faults(answer))


def test_a_form_that_was_opened_before_changes_nothing_of_what_it_did_not_ask(centre: Any, needs: Any) -> None:
    rennes = place("35238", "Rennes")
    actor = publish(
        centre, "actor", "La Mednum", status="ongoing", seat=rennes, lat=48.0, lon=-1.0, founded="2014",
        concept_links=tag(needs[0]), names=[ActorName(name="Mednum", kind="short")],
    )  # fmt: skip
    client, address = Client(), address_of(centre, actor)
    form = filled(client.get(address), step="check", **{"f-summary": "Un résumé."})
    new = ("f-status", "f-seat", "f-lat", "f-lon", "f-founded", "terms-", "vocabularies", "names-", "figures-")
    old = {name: value for name, value in form.items() if not name.startswith(new)}
    answer = client.post(address, old)
    assert set(changes_in(answer)) == {"Résumé"}
    assert client.post(address, filled(answer, step="send", **ABOUT)).status_code == 303
    assert [change.key for change in Proposal.objects.latest("pk").changes] == ["summary"]


def test_a_draft_that_was_begun_before_is_taken_up_again(centre: Any) -> None:
    user = get_user_model().objects.create_user("ada", email="ada@example.org")
    client = Client()
    client.force_login(user)
    begin = f"{centre.url}contribuer/nouveau/outils/"
    client.post(begin, filled(client.get(begin), title="Un outil", summary="", another="1"))
    proposal = Proposal.objects.latest("pk")
    known = {"title", "summary", "body", "involvements", "territory_links", "concept_links", "sources"}
    Proposal.objects.filter(pk=proposal.pk).update(
        base_content={name: value for name, value in proposal.base_content.items() if name in known},
        content={name: value for name, value in proposal.content.items() if name in known},
        typed="f-title=Un+outil&f-summary=D%C3%A9but",
    )
    address = f"{centre.url}propositions/{proposal.uuid}/brouillon/"
    shown = client.get(address)
    assert filled(shown)["f-summary"] == "Début"
    saved = client.post(address, filled(shown, step="save", **{"f-access": "free", "figures-0-label": "sans valeur"}))
    assert saved.status_code == 303, "a draft keeps anything"
    again = client.get(address)
    assert filled(again)["figures-0-label"] == "sans valeur"
    refused = client.post(address, filled(again, step="check"))
    assert refused.status_code == 422
    assert client.post(address, filled(refused, step="check", **{"figures-0-value": "12"})).status_code == 200
    proposal.refresh_from_db()
    assert (proposal.content["access"], proposal.content["figures"][0]["value"]) == ("free", "12")


def test_a_kind_of_a_host_has_its_own_fields(centre: Any, editor: Any) -> None:
    charter = publish(centre, "charter", "Une charte", signatories=3)
    assert "signatories" in {one.name for one in fields_of(Charter)}
    assert "#id_f-signatories" in faults(checked(centre, charter, **{"f-signatories": "beaucoup"}))
    accept(hand_in(Client(), centre, charter, **{"f-signatories": "0"}), editor)
    assert fresh(charter).signatories == 0
