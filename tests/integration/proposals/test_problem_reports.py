"""Problems that readers report of a page: kept, closed and answered, once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resource_centre.contribution.models import ProblemReport
from tests.support.contributing import filled, letters
from tests.support.html import parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


def test_a_problem_is_reported_closed_and_answered(centre: Any, page: Any, desk: Client) -> None:
    reader, address = Client(), f"{centre.url}signaler/{page.uuid}/"
    form = filled(reader.get(address), reason="dead_link", text="Le second lien.", email="ada@example.org")
    assert reader.post(address, form, follow=True).status_code == 200
    report = ProblemReport.objects.get()
    assert "Le second lien." in str(letters()[-1].body)
    listed = desk.get(reverse("resource_centre_reports"))
    assert "Le second lien." in listed.content.decode()
    desk.post(reverse("resource_centre_reports"), {"report": report.pk, "answer": "Lien changé."})
    assert letters()[-1].to == ["ada@example.org"]
    assert "Lien changé." in str(letters()[-1].body)
    report.refresh_from_db()
    assert report.email == ""


def test_the_summary_of_errors_names_each_field_and_leads_into_it(centre: Any, page: Any) -> None:
    address = f"{centre.url}signaler/{page.uuid}/"
    wrong = parsed(Client().post(address, filled(Client().get(address), email="nulle part")))
    links = wrong.select("#errors li a")
    assert [link.get_text() for link in links] == [
        "Quel est le problème\u202f?",
        "Votre adresse électronique, si vous voulez une réponse",
    ]
    for link in links:
        place = wrong.find(id=str(link["href"]).removeprefix("#"))
        assert place is not None
        assert place.name in {"input", "textarea"}


def test_a_problem_reported_twice_by_one_press_is_one_report_and_one_letter(centre: Any, page: Any) -> None:
    reader, address = Client(), f"{centre.url}signaler/{page.uuid}/"
    form = filled(reader.get(address), reason="dead_link", text="Le second lien.", email="ada@example.org")
    for _press in range(2):
        assert reader.post(address, form).status_code == 303
    assert ProblemReport.objects.count() == 1
    told = len(letters())
    reader.post(address, {**form, "email": "bea@example.org"})
    assert ProblemReport.objects.count() == 2
    ProblemReport.objects.update(created_at=timezone.now() - timedelta(hours=1))
    reader.post(address, form)
    assert ProblemReport.objects.count() == 3
    assert len(letters()) == 3 * told
