"""The check of links as a task of django-tasks, for a host that runs workers."""

from django_tasks import task

from resource_centre.workflow.link_checks.checking import check_links


@task()
def check_links_task(limit: int | None = None) -> dict[str, int]:
    """As `manage.py check_links` does; {"checked": 12, "ok": 10, "dead": 0, "unsure": 2}."""
    found = check_links(limit)
    return {"checked": found.checked, "ok": found.ok, "dead": found.dead, "unsure": found.unsure}
