"""When figures disagree: the same thing counted, and two values. The page of a resource and reports ask the same rule.

Two sources that say the same agree; nothing averages those that do not.
"""

from collections.abc import Iterable

from resource_centre.text.folding import fold


def subject_of(label: str) -> str:
    """What a figure counts, as two wordings of it are compared: "Projets soutenus" and "projets soutenus" are one."""
    return fold(label)


def different_values(values: Iterable[tuple[str, str]]) -> int:
    """How many values there are, each with its unit: [("5 000", "projets"), ("4 858", "projets")] gives 2."""
    return len({(fold(value), fold(unit)) for value, unit in values})
