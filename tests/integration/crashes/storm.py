"""Pupils who send while web workers are killed under them, as people then do: load the page again, press again."""

import http.client
import os
import random
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Condition, Thread

import sqlalchemy as sa

from sharp.model.passing import Letter
from sharp.model.reports import Report
from sharp.reports.coming_back import open_by_words, stretch
from sharp.reports.pupil_case import look
from sharp.vault.words import parse_words
from tests.fixtures.serving import Server, wait_until
from tests.fixtures.visitor import Page, Visitor
from tests.fixtures.world import World

LOST = (OSError, http.client.HTTPException)
"""What a browser sees of a killed server: no answer, or half of one."""
BETWEEN_KILLS = (5, 40)
"""How many requests are made between two kills, drawn anew each time."""


@dataclass
class Storm:
    """Goes on until so many workers were killed; `shown` has each story whose words were on a screen."""

    server: Server
    clients: int
    kills: int
    chance: random.Random
    shown: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    lost: int = 0
    is_over: bool = False
    moved: Condition = field(default_factory=Condition)
    failures: list[BaseException] = field(default_factory=list)

    def rage(self) -> None:
        threads = [Thread(target=self._guard, args=(self._send_on, number)) for number in range(self.clients)]
        for thread in threads:
            thread.start()
        self._guard(self._kill_on, 0)
        self._end()
        for thread in threads:
            thread.join()
        if self.failures:
            raise self.failures[0]

    def _guard(self, act: Callable[[int], None], number: int) -> None:
        try:
            act(number)
        except BaseException as failure:
            self.failures.append(failure)
            self._end()

    def _end(self) -> None:
        with self.moved:
            self.is_over = True
            self.moved.notify_all()

    def _kill_on(self, _number: int) -> None:
        for _ in range(self.kills):
            with self.moved:
                enough = self.asked + self.chance.randint(*BETWEEN_KILLS)
                self.moved.wait_for(lambda enough=enough: self.asked >= enough or self.is_over)
            wait_until(self.server.web_workers, "a worker to kill")
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(self.server.web_workers()), signal.SIGKILL)

    def _send_on(self, number: int) -> None:
        """One visit after the other, each to its end."""
        sent = 0
        while not self.is_over:
            sent += 1
            story = f"Told by {number} the {sent}. time."
            self.shown[story] = self._visit(story)

    def _visit(self, story: str) -> str:
        visitor = Visitor(self.server.base_url)
        page = self._ask(lambda: visitor.open("/alder/report/"))
        while not page.words:
            page = self._onward(visitor, page, story)
        return page.words

    def _onward(self, visitor: Visitor, page: Page, story: str) -> Page:
        """Press the button. Where no answer comes, or one that is no page, open the page again."""
        fields = {"story": story} if page.path.endswith("/story") else {}
        try:
            answer = self._counted(lambda: visitor.press(page, fields))
            assert answer.status in (303, 503), (page.path, answer.status, answer.text)
        except LOST:
            self.lost += 1
            answer = page
        return self._ask(lambda: visitor.open(answer.location or page.path))

    def _ask(self, get: Callable[[], Page]) -> Page:
        while True:
            with suppress(*LOST):
                page = self._counted(get)
                if page.status == 200:
                    return page
                assert page.status == 503, (page.path, page.status)
            self.lost += 1

    def _counted(self, ask: Callable[[], Page]) -> Page:
        try:
            return ask()
        finally:
            with self.moved:
                self.asked += 1
                self.moved.notify_all()


def check_kept(world: World, shown: dict[str, str]) -> None:
    """Each report whose words were shown opens and says what was told; there is no other, and each has its letters."""
    school = world.roster().school
    nominees = len(world.roster().nominees())
    with world.database.reading() as db:
        for story, words in shown.items():
            opened = open_by_words(db, world.keys, school, stretch(parse_words(words), school))
            assert opened is not None, "words that were shown open nothing"
            [account] = look(db, opened.report_id, opened.ring).said
            assert account.text == story
            letters = sa.select(sa.func.count()).select_from(Letter).where(Letter.report_id == opened.report_id)
            assert db.scalar(letters) == nominees
        assert len(set(shown.values())) == len(shown)
        assert db.scalar(sa.select(sa.func.count()).select_from(Report)) == len(shown), "one was sent twice"
