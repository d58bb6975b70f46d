"""Nothing in the clear: after everything that can be typed was typed, no place that a thief can copy holds it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import canaries
from tests.browser.canaries import ADDRESS, BROWSER_HEADERS, HEADERS, STEM, Told
from tests.browser.traces import files_in, traces_in
from tests.fixtures.mail import MailServer, mail_server
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.serving import Server, Settle, serving, wait_until
from tests.fixtures.world import PASSPHRASE

pytestmark = pytest.mark.browser
JOINTS = (" ", "+", "%20", "-", ",", "")
"""How six words might have been written down."""


class Places:
    """Everywhere that the service could have left something."""

    def __init__(self, server: Server, mail: MailServer, folders: tuple[Path, ...]) -> None:
        self.server, self.mail, self.folders = server, mail, folders

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for path in files_in(*self.folders, self.server.world.settings.instance):
            try:
                yield str(path), path.read_bytes()
            except FileNotFoundError:
                continue  # taken away by the running database
        yield "what it said", self.server.said.read_bytes()
        for recipient, letter in self.mail.taken:
            yield f"mail to {recipient}", letter.as_bytes()
        for pid, line in self.server.processes().items():
            yield f"arguments of {pid}", line
            yield f"environment of {pid}", Path(f"/proc/{pid}/environ").read_bytes()

    def check(self, when: str, told: Told) -> None:
        """One stem stands for all that was typed; the rest is what nobody typed but must not be kept either."""
        never = [STEM, ADDRESS, PASSPHRASE, *(joint.join(told.words.split()) for joint in JOINTS if told.words)]
        assert traces_in(self, never) == [], when


@pytest.fixture
def folders(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, ...]:
    """The server's own temporary folder, and where PostgreSQL keeps everything, its write-ahead log too."""
    temp = tmp_path / "temp"
    temp.mkdir()
    if backend == "sqlite":
        return (temp,)
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return temp, server.folder


def test_nothing_that_was_typed_lies_anywhere_in_the_clear(
    settle: Settle, browser: Browser, tmp_path: Path, folders: tuple[Path, ...]
) -> None:
    world, told = settle(tmp_path / "instance"), Told()
    with mail_server() as mail:
        settings = {"SHARP_MAIL_URL": mail.url, "SHARP_TRUSTED_PROXIES": "1", "TMPDIR": str(folders[0])}
        with serving(world, "--with-worker", **settings) as server:
            places = Places(server, mail, folders)
            pupil, reader = (
                browser.new_context(
                    base_url=server.base_url, user_agent=HEADERS["User-Agent"], extra_http_headers=BROWSER_HEADERS
                ).new_page()
                for _ in range(2)
            )
            for moment in canaries.tell_it_all(pupil, told):
                places.check(moment, told)
            wait_until(lambda: mail.taken, "the letter about a weapon, which goes at once")
            canaries.come_back_and_say_it_all(pupil, told)
            told.reference = canaries.work_on_it(reader, world.person("officer"))
            canaries.send_what_no_browser_sends(server)
            canaries.post_into_failures(server)
            places.check("while it still runs, visits still open", told)
            for page in (pupil, reader):
                page.context.close()
        assert '"error"' in server.said.read_text(), "the failures were logged"
        places.check("after it has ended", told)
        assert traces_in([(who, letter.as_bytes()) for who, letter in mail.taken], [told.reference]) == []
