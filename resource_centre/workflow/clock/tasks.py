"""What a host may schedule with django-tasks, as `manage.py review digest` does."""

from django_tasks import task

from resource_centre.workflow.clock.digest import send_digests


@task()
def send_review_digests() -> int:
    """One digest for each person in charge who was not told today; the number of mails written."""
    return send_digests()
