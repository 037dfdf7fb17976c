"""What may go wrong with a choice, each by its name."""

from collections.abc import Sequence


class MergingError(Exception):
    """Anything that this package raises."""


class UnknownKey(MergingError):
    """A choice for a place that is not offered: the page has changed since it was shown."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(f"Nothing is to be chosen at {', '.join(keys)}: show the changes again.")
        self.keys = tuple(keys)


class BadChoice(MergingError):
    """A typed value that its place cannot take: a position, or a text where a block is asked for."""

    def __init__(self, key: str) -> None:
        super().__init__(f"What was typed at {key} cannot stand there: choose a side, or type it as it was shown.")
        self.key = key


class Unresolved(MergingError):
    """The merged content is asked for, and somebody must still choose at `keys`."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(f"Both versions changed {', '.join(keys)}: a person must choose.")
        self.keys = tuple(keys)
