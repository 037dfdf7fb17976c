"""The files of the embedded index, damaged, missing or of another form: answers stay right, or an error says why."""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from resource_centre.search.engines.embedded.engine import EmbeddedEngine
from resource_centre.search.errors import IndexDamaged, IndexUnusable
from tests.support.faults import samples
from tests.support.faults.child import Child
from tests.support.faults.samples import Answers, outcome

pytestmark = pytest.mark.faults
#: Files damaged in each way; places and bytes are drawn from fixed seeds.
TIMES = 25
#: Documents of an index of some megabytes.
MANY = 800
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


def test_a_damaged_file_is_put_aside_and_the_next_rebuild_answers(
    folder: Path, engine: EmbeddedEngine, right: Answers
) -> None:
    path = the_file(folder)
    content = bytearray(path.read_bytes())
    content[PAGE : 40 * PAGE] = bytes(39 * PAGE)
    path.write_bytes(content)
    state = engine.state()
    assert (state.is_ready, state.documents) == (False, 0)
    assert "must be rebuilt" in state.reason
    with pytest.raises(IndexUnusable, match="resource_index rebuild"):
        Answers.of(engine)
    samples.fill(engine)
    assert Answers.of(engine).entries == right.entries
    assert [found.name for found in folder.glob("*.sqlite3")] == [engine.state().name]


@pytest.mark.parametrize("kind", ["a page of noise", "a page of zeros"])
def test_a_file_damaged_while_it_is_read_is_never_answered_from_wrongly(kind: str, tmp_path: Path) -> None:
    """A file too large to be remembered by the process that reads it, harmed more and more until that shows."""
    documents = samples.documents(MANY)
    path = samples.make_index(tmp_path / "index", documents)
    engine, draw, found = EmbeddedEngine(tmp_path / "index"), random.Random(3), list[str]()  # noqa: S311 - places
    right = Answers.of(engine, documents)
    content = bytearray(path.read_bytes())
    while not found or (found[-1] == "right" and len(found) < TIMES):
        for _page in range(20):
            DAMAGES[kind](content, draw)
        with path.open("r+b") as file:
            file.write(content)
        try:
            found.append("right" if Answers.of(engine, documents) == right else "wrong")
        except IndexUnusable as error:
            found.append(type(error).__name__)
    engine.close()
    assert found[-1] == "IndexDamaged", found


@pytest.mark.parametrize("writes_first", [False, True])
def test_a_file_cut_short_while_it_is_read_ends_no_process(writes_first: bool, folder: Path) -> None:
    """Reading a mapped file beyond its end is what the system ends a process for: a copy put over it was enough."""
    path = the_file(folder)
    role = "tests.support.faults.engine_roles:ask_when_told"
    with Child(role, folder=str(folder), writes_first=writes_first) as reader:
        assert reader.hear() == "right"
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size // 3)
        reader.tell("again")
        assert reader.hear() in {"right", "IndexDamaged", "IndexUnusable"}
        assert reader.leave() == "done"


@pytest.mark.parametrize(
    "pointer",
    [b"", b"\n", b"\xff\xfe\x00", b"nonsense", b"x" * 100_000, b"../../../etc/passwd", b"/etc/passwd", b"."],
    ids=["empty", "a line", "bytes", "a word", "long", "outside", "elsewhere", "a folder"],
)
def test_a_pointer_to_no_index_of_ours_says_what_to_do(pointer: bytes, folder: Path, engine: EmbeddedEngine) -> None:
    (folder / "current").write_bytes(pointer)
    with pytest.raises(IndexUnusable, match="resource_index rebuild"):
        Answers.of(engine)
    assert "resource_index rebuild" in engine.state().reason
    samples.fill(engine)
    assert engine.state().documents == len(samples.documents())


@pytest.mark.parametrize("name", ["{schema}-../../outside.sqlite3", "{schema}-99.sqlite3", "{file}\n{schema}"])
def test_a_pointer_never_leads_out_of_its_folder(name: str, folder: Path, engine: EmbeddedEngine) -> None:
    shutil.copy(the_file(folder), folder.parent / "outside.sqlite3")
    (folder / "current").write_text(name.format(schema=engine.folder.schema, file=the_file(folder).name))
    with pytest.raises(IndexUnusable, match="resource_index rebuild"):
        Answers.of(engine)


def test_a_pointer_that_is_a_folder_is_no_index(folder: Path, engine: EmbeddedEngine) -> None:
    (folder / "current").unlink()
    (folder / "current").mkdir()
    with pytest.raises(IndexUnusable, match="resource_index rebuild"):
        Answers.of(engine)


def test_an_index_of_another_form_is_not_read_and_a_rebuild_replaces_it(folder: Path, right: Answers) -> None:
    """Another version of the chain of analysis, of the tables, or other languages: one name for the form of a file."""
    other = EmbeddedEngine(folder, ("fr", "en", "es"))
    with pytest.raises(IndexUnusable, match="another version"):
        list(other.entries())
    assert outcome(folder, right) == "right"
    samples.fill(other)
    assert tuple(other.entries()) == right.entries
    other.close()
    assert outcome(folder, right) == "IndexUnusable"
    assert len(list(folder.glob("*.sqlite3"))) == 1


def test_a_file_that_only_bears_the_right_name_is_not_read(folder: Path, engine: EmbeddedEngine) -> None:
    other = EmbeddedEngine(folder.parent / "other", ("fr",))
    samples.fill(other)
    other.close()
    the_file(folder).write_bytes(other.folder.current().read_bytes())
    with pytest.raises(IndexDamaged, match="what made it"):
        list(engine.entries())
    assert not engine.state().is_ready


def test_a_folder_that_is_not_there_is_made_by_a_rebuild(tmp_path: Path, right: Answers) -> None:
    engine = EmbeddedEngine(tmp_path / "one" / "two")
    with pytest.raises(IndexUnusable, match="resource_index rebuild"):
        list(engine.entries())
    samples.fill(engine)
    assert tuple(engine.entries()) == right.entries
    engine.close()


def test_a_folder_removed_while_it_is_read_is_said_and_made_again(
    folder: Path, engine: EmbeddedEngine, right: Answers
) -> None:
    assert Answers.of(engine) == right
    shutil.rmtree(folder)
    with pytest.raises(IndexUnusable, match="resource_index rebuild"):
        Answers.of(engine)
    assert not engine.state().is_ready
    samples.fill(engine)
    assert tuple(engine.entries()) == right.entries


def test_a_file_removed_under_its_pointer_is_said(folder: Path, engine: EmbeddedEngine) -> None:
    the_file(folder).unlink()
    with pytest.raises(IndexUnusable, match="gone"):
        list(engine.entries())
    assert "gone" in engine.state().reason
