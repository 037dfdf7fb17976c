"""The demo as a newcomer gets it: made from nothing by the commands of `make demo`, and served on this machine."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError

ROOT = Path(__file__).parents[2]
#: Of every account of the demo.
PASSWORD = "demo-du-centre"  # noqa: S105 - printed by `load_demo`
#: Seconds that the server may take to answer first.
PATIENCE = 30


def environment(database: Path) -> dict[str, str]:
    """Variables that point the project at this SQLite file, and at the index beside it."""
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "SEARCH_DIR": str(database.parent / "search"),
        "PRIVATE_FILES": str(database.parent / "private"),
        "MEDIA_FILES": str(database.parent / "media"),
        "DJANGO_SETTINGS_MODULE": "home.settings.dev",
        "PYTHONWARNINGS": "",
    }


def make_demo(database: Path) -> None:
    """Fill an absent SQLite file with the demo; the commands of `make demo-data`, in their order."""
    for command in (["migrate", "--verbosity", "0"], ["load_territories"], ["load_demo"]):
        subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment(database), check=True, timeout=300
        )


@contextmanager
def managed(database: Path, *command: str, **more: str) -> Iterator["subprocess.Popen[str]"]:
    """A command of that site, which is ended with the block; more: variables of the environment."""
    running = subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", *command], cwd=ROOT, env={**environment(database), **more}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def copied(database: Path, folder: Path) -> Path:
    """A copy of the SQLite file, whether it is being served or not, and of the files offered beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / database.name
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    if (media := database.parent / "media").is_dir():
        shutil.copytree(media, folder / "media", dirs_exist_ok=True)
    return copy


def copied_demo(untouched: Path, folder: Path) -> Path:
    """A copy of the SQLite file of a demo, with an index of its own beside it: an index knows its database by name."""
    copy = copied(untouched, folder)
    with managed(copy, "resource_index", "rebuild") as running:
        told, _nothing = running.communicate(timeout=120)
    if running.returncode:
        raise RuntimeError(f"no index for the copy of the demo:\n{told}")
    return copy


@contextmanager
def served(database: Path, search_dir: Path | None = None, **more: str) -> Iterator[str]:
    """Serve that database, with the index beside it or in `search_dir`; the value is the site's address, without a
    slash at its end. more: variables of the environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    # Without DEBUG, as a public site answers: Django would show its own page instead of our 404.
    variables = {**environment(database), "DEBUG": "false", **more}
    if search_dir is not None:
        variables["SEARCH_DIR"] = str(search_dir)
    command = [sys.executable, "manage.py", "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"]
    with (database.parent / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=log, stderr=log)  # noqa: S603
        try:
            _wait_for(f"{address}/sante/", server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - 127.0.0.1
                return
        except (URLError, OSError):
            if server.poll() is not None:
                break
            time.sleep(0.2)
    raise RuntimeError(f"the demo did not answer on {url}")


def last_mail(database: Path, holding: str = "") -> str:
    """The last mail that the served demo wrote to its console, of those that hold these words; waits for one."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        text = (database.parent / "server.log").read_text(encoding="utf-8", errors="replace")
        letters = [part for part in text.split("Content-Type: multipart/alternative")[1:] if holding in part]
        if letters and (holding or "-" * 79 in letters[-1]):
            return letters[-1]
        time.sleep(0.2)
    raise RuntimeError("the demo sent no mail")


def last_mailed(database: Path, holding: str) -> str:
    """The last address of a mail that holds these words, from the root of the site: its server is on any port."""
    found = re.findall(rf"https?://[^/\s]+(/\S*{re.escape(holding)}[^\s<\"]*)", last_mail(database, holding))
    return str(found[0])


def agree(page: Any) -> None:
    """That the text be published, and to the charter where it is asked: whoever accepted it before is not asked."""
    page.get_by_label("J’accepte que mon texte soit publié").check()
    if (charter := page.get_by_label("J’ai lu la charte de ce centre")).count():
        charter.check()


def sign_in(page: Any, site: str, account: str) -> None:
    """Enter Wagtail's admin with an account of the demo."""
    page.goto(f"{site}/admin/login/")
    page.locator("[name=username]").fill(account)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(f"{site}/admin/")
