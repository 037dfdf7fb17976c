"""What processes do to an index in tests, Django being nowhere near: `Child("…engine_roles:name", folder=…)`."""

import os
import resource
import signal
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from resource_centre.search.engines.embedded.engine import EmbeddedEngine
from resource_centre.search.errors import SearchError
from tests.support.faults import samples
from tests.support.faults.child import Line
from tests.support.faults.points import die_at
from tests.support.faults.samples import Answers

#: The account of nobody, on every Linux.
NOBODY = 65_534


def ask_when_told(line: Line, folder: str, *, writes_first: bool = False) -> str:
    """Say "right" once all is answered, then at each word whether the same engine still answers so."""
    engine = EmbeddedEngine(Path(folder))
    if writes_first:
        engine.write([samples.documents()[0]])
    right = Answers.of(engine)
    line.say("right")
    while line.hear() is not None:
        line.say(_named(lambda: "right" if Answers.of(engine) == right else "wrong"))
    return "done"


def _named(ask: Any) -> Any:
    """What it gives, or the name of its error."""
    try:
        return ask()
    except SearchError as error:
        return type(error).__name__


def watch_states(line: Line, folder: str, *, as_nobody: bool = False) -> dict[str, Any]:
    """Ask which state answers until told to stop: {"seen": {"alpha": 80}, "errors": {}, "mixed": 0}."""
    if as_nobody:
        become_nobody()
    engine, seen, errors, mixed = EmbeddedEngine(Path(folder)), Counter[str](), Counter[str](), 0
    line.say("ready")
    while not line.is_told():
        try:
            seen[samples.state_seen(engine)] += 1
        except SearchError as error:
            errors[type(error).__name__] += 1
        except AssertionError:
            mixed += 1
    return {"seen": seen, "errors": errors, "mixed": mixed}


def become_nobody() -> None:
    """Lose every right of root, all that Python may have to import being read before."""
    with TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder))
        samples.fill(engine, samples.state("warm"))
        samples.state_seen(engine)
        engine.close()
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def try_as_nobody(line: Line, folder: str) -> dict[str, Any]:
    """What an account that may read alone is told: of questions, of writing, of rebuilding, of the state."""
    become_nobody()
    engine = EmbeddedEngine(Path(folder))
    state = engine.state()
    return {
        "asked": _named(lambda: samples.state_seen(engine)),
        "written": _named(lambda: engine.write(samples.state("gamma", 9)) and "written"),
        "rebuilt": _named(lambda: samples.fill(engine, samples.state("gamma", 9)) or "rebuilt"),
        "asked again": _named(lambda: samples.state_seen(engine)),
        "is_ready": state.is_ready,
        "reason": state.reason,
    }


def write_on_a_full_disk(line: Line, folder: str, limit: int) -> dict[str, Any]:
    """Write and rebuild while no file may grow beyond `limit` bytes, then without that limit."""
    engine = EmbeddedEngine(Path(folder))
    before = samples.state_seen(engine)
    files = sorted(os.listdir(folder))
    found: dict[str, Any] = {"before": before}
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    found["written"] = [
        _named(lambda version=version: engine.write(samples.state("beta", version)) and "written")
        for version in range(2, 12)
    ]
    found["after writing"] = samples.state_seen(engine)
    found["rebuilt"] = _named(lambda: samples.fill(engine, samples.state("gamma", 20)) or "rebuilt")
    found["after rebuilding"] = samples.state_seen(engine)
    found["new files"] = sorted(set(os.listdir(folder)) - {*files})
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    engine.write(samples.state("delta", 30))
    found["with room"] = samples.state_seen(engine)
    samples.fill(engine, samples.state("epsilon", 40))
    found["rebuilt with room"] = samples.state_seen(engine)
    engine.close()
    return found


def rebuild_when_told(line: Line, folder: str, name: str, version: int, point: str = "") -> str:
    """Begin a rebuild, say so, and put it in place at the next word; die at a point, when one is named."""
    if point:
        die_at(point)
    engine = EmbeddedEngine(Path(folder))
    try:
        with engine.rebuild() as new:
            new.write(samples.state(name, version))
            line.say("begun")
            line.hear()
            new.swap()
    except SearchError as error:
        return type(error).__name__
    return "swapped"


def rebuild_until_told(line: Line, folder: str) -> dict[str, int]:
    """Put one state after the other in place; what each attempt gave."""
    engine, given = EmbeddedEngine(Path(folder)), Counter[str]()
    line.say("ready")
    for version in range(2, 100_000):
        if line.is_told():
            break
        name = "beta" if version % 2 else "gamma"
        given[
            _named(lambda name=name, version=version: samples.fill(engine, samples.state(name, version)) or "swapped")
        ] += 1
    return given


def write_until_told(line: Line, folder: str, step: int, start: int) -> dict[str, int]:
    """Write one state after the other, whole; what each attempt gave, by the name of its error."""
    engine, given = EmbeddedEngine(Path(folder)), Counter[str]()
    line.say("ready")
    for version in range(start, 1_000_000, step):
        if line.is_told():
            break
        whole = samples.state("beta" if version // step % 2 else "gamma", version)
        given[_named(lambda whole=whole: engine.write(whole) and "written")] += 1
    return given


def fork_after_use(line: Line, folder: str, *, parent: str) -> dict[str, Any]:
    """Use an engine, fork, and use it in both: what the child saw and wrote. parent: "stays", "closes" or "is killed"
    while the child works, the child's account being the one that is given."""
    engine = EmbeddedEngine(Path(folder))
    seen = samples.state_seen(engine)
    pid = os.fork()
    if pid == 0:
        return {"child": _use_in_child(line, engine)}
    if parent == "is killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if parent == "closes":
        engine.close()
    os.waitpid(pid, 0)
    return {"parent": [seen, samples.state_seen(engine)]}


def _use_in_child(line: Line, engine: EmbeddedEngine) -> list[str]:
    seen = [samples.state_seen(engine)]
    line.say("forked")
    line.hear()
    engine.write(samples.state("beta", 50))
    seen.append(samples.state_seen(engine))
    line.say("written")
    line.hear()
    engine.write(samples.state("gamma", 60))
    return [*seen, samples.state_seen(engine)]
