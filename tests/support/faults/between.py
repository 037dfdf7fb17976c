"""A proxy in a process of its own, told what to do: whoever forks keeps no thread."""

from typing import Any, Self

from tests.support.faults.child import Child
from tests.support.faults.lines import Line
from tests.support.proxy import proxy_to


class Between:
    """What stands between a site and its node. Leaving the block ends it."""

    def __init__(self, node: str) -> None:
        self._child = Child("tests.support.faults.between:stand", node=node)
        self.url = str(self._child.hear())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._child.__exit__(*error)

    def turn(self, mode: str, **how: Any) -> int:
        """As `Proxy.turn`; how many connections the mode before has cut at their byte."""
        self._child.tell({"mode": mode, **how})
        return int(self._child.hear())


def stand(line: Line, node: str) -> str:
    """Say the address, then do as is told until nobody is there."""
    with proxy_to(node) as proxy:
        line.say(proxy.url)
        while (told := line.hear_for_ever()) is not None:
            before = proxy.cuts
            proxy.turn(**told)
            line.say(before)
            proxy.cuts = 0
    return "closed"
