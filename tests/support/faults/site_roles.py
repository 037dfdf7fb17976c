"""What processes of a site do in tests: `World.ask("…site_roles:name")`. Django is set up before this is read."""

from django.core.management import call_command
from django.db import connection

from tests.factories import make_centre, publish
from tests.support.faults.lines import Line
from tests.support.generated import generate

#: Resources of the second centre, to which others move.
ELSEWHERE = 4


def prepare(_line: Line, resources: int) -> str:
    """Make the tables of an empty database, and two centres with that many resources and a few."""
    call_command("migrate", verbosity=0)
    generate(make_centre(), resources)
    other = make_centre("annexe", "Annexe")
    for number in range(ELSEWHERE):
        publish(other, "practice", f"Pratique d'ailleurs {number}")
    connection.close()
    return "ready"
