"""Any browser: every page of a pupil read in w3m, and the whole way gone there, key by key."""

import os
import pty
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sharp.vault.wordlist import EN1
from tests.browser.pages import PUBLIC
from tests.fixtures.evidence import allow_files
from tests.fixtures.reports import file_report
from tests.fixtures.serving import Server, wait_until
from tests.fixtures.visitor import Page, Visitor, come_back

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
STORY = "They take my bag every lunchtime."
SHOWN = 16
"""A text box is narrow in w3m: of the story it shows its beginning."""


@pytest.fixture
def w3m(tmp_path: Path) -> str:
    found = shutil.which("w3m")
    assert found is not None, "w3m is not there: sudo apt-get install w3m"
    return found


def read_in(w3m: str, home: Path, visitor: Visitor, path: str) -> str:
    """The page as w3m lays it out, with this visitor's cookies; one line, so that no break hides a sentence."""
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    command = [w3m, "-dump", "-cols", "120", "-header", f"Cookie: {cookies}", visitor.base_url + path]
    read = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "HOME": str(home)})
    return " ".join(read.stdout.split())


def is_all_there(page: Page, read: str) -> None:
    """The heading, each button and each link of the page's main part."""
    main = page.soup.find("main")
    assert main is not None
    for said in main.select("h1, button:not([hidden]), legend, label, main p a"):
        text = " ".join(said.get_text(" ").split())
        assert text in read, (page.path, text)


def test_every_public_page_can_be_read(w3m: str, tmp_path: Path, visitor: Visitor) -> None:
    for path in (path for path in PUBLIC if not path.startswith("/no") and not path.endswith("/nothing")):
        is_all_there(visitor.get(path), read_in(w3m, tmp_path, visitor, path))


def test_what_is_in_words_only_can_be_read(w3m: str, tmp_path: Path, visitor: Visitor) -> None:
    read = read_in(w3m, tmp_path, visitor, "/alder/plain")
    assert " ".join(visitor.get("/alder/plain").body.decode().split()) in read


def test_every_page_of_the_journey_and_of_coming_back_can_be_read(w3m: str, tmp_path: Path, visitor: Visitor) -> None:
    page = visitor.open("/alder/report/")
    while not page.words:
        is_all_there(page, read_in(w3m, tmp_path, visitor, page.path))
        page = visitor.onward(page, {"story": STORY} if page.path.endswith("/story") else {})
    words = page.words
    assert words in read_in(w3m, tmp_path, visitor, page.path)
    page = visitor.onward(page, action="/report/words")
    is_all_there(page, read_in(w3m, tmp_path, visitor, page.path))
    report = come_back(visitor, words)
    for path in (report.path, *(f"/alder/back/report/{act}" for act in ("now", "name", "helped", "withdraw"))):
        is_all_there(visitor.get(path), read_in(w3m, tmp_path, visitor, path))


def test_what_asks_for_files_can_be_read(w3m: str, tmp_path: Path, visitor: Visitor, served: Server) -> None:
    allow_files(served.world, "birch")
    page = visitor.open("/birch/report/")
    while not page.path.endswith("/show"):
        page = visitor.onward(page, {"story": STORY} if page.path.endswith("/story") else {})
    come_back(back := Visitor(served.base_url), file_report(served.world, "birch").words.display, "birch")
    for who, path in ((visitor, page.path), (back, "/birch/back/report/show")):
        read = read_in(w3m, tmp_path, who, path)
        is_all_there(who.get(path), read)
        assert "Choose pictures or other files" in read


class Terminal:
    """w3m on a terminal of its own. Keys wait there until it has loaded the page before; what it shows it can save."""

    def __init__(self, w3m: str, home: Path, url: str) -> None:
        self.home, self.seen = home, b""
        editor = home / "editor"
        editor.write_text(f"#!/bin/sh\nprintf '%s\\n' '{STORY}' > \"$1\"\n")
        editor.chmod(0o700)
        self.pid, self.screen = pty.fork()
        if not self.pid:
            os.environ.update(HOME=str(home), TERM="xterm", EDITOR=str(editor))
            os.execv(w3m, [w3m, "-cookie", "-o", f"editor={editor}", url])

    def keys(self, *typed: str) -> None:
        os.write(self.screen, "".join(typed).encode())

    def saved(self, name: str) -> str:
        """The page as it stands after all keys so far."""
        path = self.home / name
        self.keys(f"S{path}\n")
        wait_until(lambda: self._drawn() and path.exists() and path.stat().st_size, f"w3m at {name}")
        return path.read_text()

    def write_story(self) -> None:
        """On to the next field, a text box, which opens in an editor; that takes the terminal until it has ended."""
        self.keys("\t\n")
        wait_until(lambda: STORY[:SHOWN].encode() in self._drawn(), "the story back in w3m")

    def _drawn(self) -> bytes:
        """Take what it draws away, so that it can go on drawing."""
        while select.select([self.screen], [], [], 0)[0]:
            self.seen += os.read(self.screen, 65536)
        return self.seen

    def close(self) -> None:
        """As closing its window does."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.screen)


@pytest.fixture
def terminal(w3m: str, served: Server, tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(w3m, tmp_path, f"{served.base_url}/alder/")
    yield made
    made.close()


def button(label: str) -> str:
    """From the end of the page back to the words on it, and Enter; the other Enter ends what is looked for."""
    return f"G?{label}\n\n"


def test_the_whole_way_key_by_key(terminal: Terminal, served: Server) -> None:
    terminal.keys("g/Tell us about something\n\n", *[button("Go on")] * 3)
    assert "What happened?" in terminal.saved("story")
    terminal.keys("g/What happened\n")
    terminal.write_story()
    terminal.keys(button("Go on"))
    assert "What kind of thing is it?" in terminal.saved("kind")
    terminal.keys(*[button("Go on")] * 6)
    assert STORY in terminal.saved("check")
    terminal.keys(button("Send"))
    page = terminal.saved("words")
    assert "Keep your six words" in page
    terminal.keys(button("I have kept"))
    assert "Keep your six words" not in terminal.saved("kept")
    known = set(EN1.words)
    [words] = [line for line in page.splitlines() if len(line.split()) == 6 and set(line.split()) <= known]
    assert STORY in come_back(Visitor(served.base_url), words).text
    terminal.keys(button("Come back with your words"), "g/Your six words\n", f"\t\n{words}\n", button("Open"))
    assert STORY in terminal.saved("back")
