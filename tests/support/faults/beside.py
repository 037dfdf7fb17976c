"""Writers, readers and an indexer beside one another: nobody may be refused, and all must agree at the end."""

import random
import signal
from collections import Counter
from pathlib import Path
from typing import Any

from tests.support.faults.comparing import compare
from tests.support.faults.forks import Fork, ForkFailed, ask
from tests.support.faults.killing import drain, index_forever, read, write
from tests.support.faults.lines import Line

CENTRES = ("centre", "annexe")
READERS = 4


def work_beside(_line: Line, changes: int, seed: int, folder: str, mode: str) -> dict[str, Any]:
    """Two writers, each in its centre, make that many changes beside four readers and an indexer.

    Shape: {"changes": {"publish": 4}, "questions": 312, "errors": [], "differences": {…}}.
    """
    draw = random.Random(seed)  # noqa: S311 - changes
    ask(drain)
    seeds = [draw.randrange(10**9) for _number in range(len(CENTRES) + READERS)]
    journals = [Path(folder) / f"journal-{centre}" for centre in CENTRES]
    writers = [
        Fork(write, seed=seeds.pop(), number=f"w{number}", journal=str(journal), mode=mode, centre=centre, most=changes)
        for number, (centre, journal) in enumerate(zip(CENTRES, journals, strict=True))
    ]
    readers = [Fork(read, seed=seeds.pop()) for _number in range(READERS)]
    indexer = Fork(index_forever)
    for fork in (*writers, *readers, indexer):
        fork.hear()
    made, errors, questions = Counter[str](), list[str](), 0
    for fork in writers:
        try:
            made.update(fork.hear())
        except ForkFailed as error:
            errors.append(str(error))
    for fork in readers:
        fork.tell("stop")
        told = fork.hear()
        questions += told["questions"]
        errors += [*told["unnamed"], *told["named"]]
    indexer.signal(signal.SIGTERM)
    try:
        indexer.rest_of_words()
    except ForkFailed as error:
        errors.append(str(error))
    for fork in (*writers, *readers, indexer):
        fork.wait()
    ask(drain)
    found = ask(compare_journals, journals=[str(journal) for journal in journals])
    return {"changes": made, "questions": questions, "errors": errors, "differences": found}


def compare_journals(_line: Line, journals: list[str]) -> dict[str, Any]:
    """What differs, with what each writer was told is done."""
    found = [compare(Path(journal)) for journal in journals]
    found[0].forgotten += [key for other in found[1:] for key in other.forgotten]
    found[0].acknowledged += sum(other.acknowledged for other in found[1:])
    return found[0].as_dict()
