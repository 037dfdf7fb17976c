"""The files of the embedded index, damaged, missing or of another form: answers stay right, or a named error says why.

Source: security.md 3.3; design.md 4 ("Engine away → one named error … Nothing is a 500").
"""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from resource_centre.search.engines.embedded.engine import EmbeddedEngine
from resource_centre.search.errors import IndexDamaged, IndexUnusable
from tests.support.faults import samples
from tests.support.faults.child import Child
from tests.support.faults.samples import Answers, outcome

#: Files damaged in each way; places and bytes are drawn from fixed seeds.
TIMES = 25
PAGE, SECTOR = 4_096, 512

Damage = Callable[[bytearray, random.Random], None]


def one_bit(content: bytearray, draw: random.Random) -> None:
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)


def some_bytes(content: bytearray, draw: random.Random) -> None:
    for _time in range(10):
        content[draw.randrange(len(content))] = draw.randrange(256)


def _overwritten(size: int, filled: Callable[[random.Random, int], bytes]) -> Damage:
    def overwrite(content: bytearray, draw: random.Random) -> None:
        start = size * draw.randrange(len(content) // size)
        content[start : start + size] = filled(draw, size)

    return overwrite


def cut_short(content: bytearray, draw: random.Random) -> None:
    del content[draw.randrange(len(content)) :]


def one_page_short(content: bytearray, draw: random.Random) -> None:
    del content[-PAGE * draw.randint(1, 3) :]


def without_header(content: bytearray, draw: random.Random) -> None:
    content[: draw.choice((16, 100, PAGE))] = bytes(draw.choice((16, 100)))


DAMAGES: dict[str, Damage] = {
    "a bit": one_bit,
    "ten bytes": some_bytes,
    "a sector of noise": _overwritten(SECTOR, lambda draw, size: draw.randbytes(size)),
    "a sector of zeros": _overwritten(SECTOR, lambda _draw, size: bytes(size)),
    "a page of noise": _overwritten(PAGE, lambda draw, size: draw.randbytes(size)),
    "a page of zeros": _overwritten(PAGE, lambda _draw, size: bytes(size)),
    "cut short": cut_short,
    "some pages short": one_page_short,
    "without its header": without_header,
}


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the index of the sample, which nobody touches."""
    folder = tmp_path_factory.mktemp("intact") / "index"
    samples.make_index(folder)
    return folder


@pytest.fixture(scope="module")
def right(intact: Path) -> Answers:
    """What it answers, which the oracle finds right."""
    engine = EmbeddedEngine(intact)
    samples.check_against_oracle(engine)
    found = Answers.of(engine)
    engine.close()
    return found


@pytest.fixture
def folder(intact: Path, tmp_path: Path) -> Path:
    """A copy of the intact index, to be harmed."""
    return shutil.copytree(intact, tmp_path / "index")


@pytest.fixture
def engine(folder: Path) -> Iterator[EmbeddedEngine]:
    """An engine on that copy, which has not looked at it yet."""
    found = EmbeddedEngine(folder)
    yield found
    found.close()


def the_file(folder: Path) -> Path:
    return EmbeddedEngine(folder).folder.current()


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_file_is_never_answered_from_wrongly(kind: str, folder: Path, right: Answers) -> None:
    path, pointer = the_file(folder), (folder / "current").read_bytes()
    whole = path.read_bytes()
    found: Counter[str] = Counter()
    for seed in range(TIMES):
        content = bytearray(whole)
        DAMAGES[kind](content, random.Random(seed))  # noqa: S311 - places to damage
        path.write_bytes(content)
        (folder / "current").write_bytes(pointer)
        found[outcome(folder, right) if content != whole else "as it was"] += 1
    assert set(found) <= {"right", "as it was", "IndexDamaged", "IndexUnusable"}, found
    assert found["IndexDamaged"] + found["IndexUnusable"] > 0, found
