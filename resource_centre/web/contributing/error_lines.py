"""What stands in the summary above a form: which field, and what is wrong with it."""

from typing import Any

#: The id that the line leads to, what the field is called, what is wrong: ("id_email", "E-mail", "Enter an address.").
ErrorLine = tuple[str, str, str]


def error_lines(form: Any) -> tuple[ErrorLine, ...]:
    """Each error of each field, in their order; () for a form that holds nothing yet."""
    return tuple((bound.id_for_label, str(bound.label), str(error)) for bound in form for error in bound.errors)
