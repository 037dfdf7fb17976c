"""Scenarios of a node that does not answer, or answers what is no answer."""

from resource_centre.search.guarding import FAILURES
from tests.support.faults.cluster_site import HEALTH, SEARCH, ClusterSite, Look, deliver_or_say, percentile, status
from tests.support.faults.forks import ask
from tests.support.faults.killing import drain

JSON = f"{SEARCH.rstrip('/')}.json"
#: Seconds that a page may take while nobody knows yet that the node hangs, and once it is known.
WHILE_HANGING, ONCE_KNOWN = 2.5, 0.3
#: Pages that are asked for once it is known: fewer than are answered before the node is tried again.
PAGES = 30
#: Seconds by which a node is slow, and by which it is too slow.
SLOW, TOO_SLOW = 0.4, 3.0


def refused(site: ClusterSite) -> None:
    """F1. Every connection is refused while the site is changed: no change fails, nothing is lost."""
    _changed_while(site, "reset")


def hung(site: ClusterSite) -> None:
    """F2. The node takes what comes and says nothing: pages say so in time, then at once; no change waits."""
    site.turn("silent")
    _changed_and_looked_at(site)


def slow(site: ClusterSite) -> None:
    """A node that is slow is waited for and right; one that is too slow is as one that hangs."""
    ask(drain)
    (before,) = site.look(1, JSON)
    site.turn("slow", seconds=SLOW)
    (during,) = site.look(1, JSON)
    site.found.expect((during.status, during.total) == (200, before.total), f"a slow node: {before}, then {during}")
    site.turn("slow", seconds=TOO_SLOW)
    _changed_and_looked_at(site)


def in_part(site: ClusterSite) -> None:
    """F3. One shard fails: an error, and never what the others found; nor is it taken for a difference."""
    ask(drain)
    site.turn("answers", answer="in part")
    for address in (SEARCH, JSON):
        looks = site.look(2, address)
        site.found.expect({one.status for one in looks} == {503}, f"{address} of one shard: {looks}")
    told = ask(status)
    drifts = [line for line in told if line.startswith("drift") and line.split()[-1] not in ("0", "None")]
    site.found.expect(not drifts, f"half of the index was compared: {told}")
    _changed_while(site, "answers", answer="in part")


def nonsense(site: ClusterSite) -> None:
    """Another server answers, or an answer is broken off in the middle: named, on pages and in the outbox."""
    for answer in ("page", "broken", "empty", "another product"):
        site.turn("answers", answer=answer)
        looks = [*site.look(1), *site.look(1, JSON)]
        if answer != "another product":  # a client that has been answered once asks no more who answers
            site.found.expect({one.status for one in looks} == {503}, f"{answer}: {looks}")
        (health,) = site.look(1, HEALTH)
        site.found.expect(health.status == 200, f"{answer}: the page of health: {health}")
    for answer in ("page", "broken", "empty"):
        _changed_while(site, "answers", edits=max(5, site.edits // 20), answer=answer)


def cut_answers(site: ClusterSite) -> None:
    """Answers to searches that end at any byte: an error that has a name, or the whole answer."""
    ask(drain)
    (whole,) = site.look(1, JSON)
    for after in (0, 10, 60, 90, 150, 200, 400, 1_500, 6_000):
        site.turn("cut reply", after=after, word="_msearch")
        looks = [*site.look(1), *site.look(1, JSON)]
        right = [one.status == 503 or (one.status, one.total) in ((200, -1), (200, whole.total)) for one in looks]
        site.found.expect(all(right), f"cut after {after}: {looks}")
    site.turn("through")
    site.compare()


def _changed_while(site: ClusterSite, mode: str, edits: int | None = None, **how: object) -> None:
    site.turn(mode, **how)
    with site.changing(edits) as writer:
        writer.done()
        named = ask(deliver_or_say)
        site.found.expect(named in ("", "EngineUnavailable", "RebuildRunning"), f"{mode}: {named}")
        site.turn("through")
        site.wait_until_drained()
    site.compare()


def _changed_and_looked_at(site: ClusterSite) -> None:
    with site.changing() as writer:
        _away(site, site.look(FAILURES + PAGES))
        writer.done()
        site.turn("through")
        site.wait_until_drained()
    site.compare()


def _away(site: ClusterSite, looks: list[Look]) -> None:
    hanging, known = looks[:FAILURES], looks[FAILURES:]
    site.found.note("hanging_page_s", percentile(hanging))
    site.found.note("known_page_s", percentile(known))
    site.found.expect({one.status for one in looks} == {503}, f"pages: {looks}")
    site.found.expect(percentile(hanging) <= WHILE_HANGING, f"while hanging: {hanging}")
    site.found.expect(percentile(known) <= ONCE_KNOWN, f"once known: {known}")
