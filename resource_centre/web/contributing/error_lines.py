"""What stands in the summary above a form: which field, and what is wrong with it."""

from typing import Any

from django.forms import BoundField

#: The id that the line leads to, what the field is called, what is wrong: ("id_email", "E-mail", "Enter an address.").
ErrorLine = tuple[str, str, str]


def error_lines(form: Any) -> tuple[ErrorLine, ...]:
    """Each error of each field, in their order; () for a form that holds nothing yet."""
    return tuple((_place(bound), str(bound.label), str(error)) for bound in form for error in bound.errors)


def _place(bound: BoundField) -> str:
    """Where a field is filled in: a group of choices has no id of its own to Django, its first choice has one."""
    return bound.id_for_label or (f"{bound.auto_id}_0" if bound.auto_id else "")
