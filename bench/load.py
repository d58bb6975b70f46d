"""Many clients at once: each presses its last buttons as fast as the answers come, and nothing may be lost."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy import func, select

from bench.browser import Answer, Browser, Http
from bench.deployment import Deployment
from bench.journeys import STORY, Visit, tell_the_story
from sharp.model.reports import Report
from sharp.reports import coming_back, pupil_case
from sharp.vault.words import parse_words

CLIENTS_TO_PREPARE = 4


@dataclass(frozen=True)
class Load:
    """What came of one load."""

    sends: int
    seconds: float
    took: tuple[float, ...]
    errors: int
    """Sends that were not answered with the way to their words."""
    lost: int
    """Sends whose words do not open what was sent, and rows that are missing or too many."""

    @property
    def rate(self) -> float:
        return (self.sends - self.errors) / self.seconds


def press_send(deployment: Deployment, clients: int, sends: int) -> Load:
    """Visits are told beforehand and untimed; timed is the last button of each, words shown and checked afterwards."""
    before = _count(deployment)
    shares = _prepare(deployment, clients, sends)
    answers: list[tuple[Visit, Answer | None]] = []
    gate = threading.Barrier(clients + 1)
    threads = [threading.Thread(target=_press, args=(deployment, share, gate, answers)) for share in shares]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    good = [(visit, answer) for visit, answer in answers if answer is not None and answer.status == 303]
    lost = _not_kept(deployment, good) + abs(_count(deployment) - before - len(good))
    return Load(sends, seconds, tuple(answer.seconds for _visit, answer in good), sends - len(good), lost)


def _prepare(deployment: Deployment, clients: int, sends: int) -> list[list[Visit]]:
    numbers = range(sends)

    def tell(some: range) -> list[Visit]:
        connection = Http(deployment.port)
        return [
            tell_the_story(Browser(connection), deployment.oak.slug, f"{STORY} This is number {number} of {sends}.")
            for number in some
        ]

    with ThreadPoolExecutor(CLIENTS_TO_PREPARE) as pool:
        parts = list(pool.map(tell, (numbers[start::CLIENTS_TO_PREPARE] for start in range(CLIENTS_TO_PREPARE))))
    told = [visit for part in parts for visit in part]
    return [told[start::clients] for start in range(clients)]


def _press(
    deployment: Deployment, visits: list[Visit], gate: threading.Barrier, answers: list[tuple[Visit, Answer | None]]
) -> None:
    connection = Http(deployment.port)
    connection.connect()
    gate.wait()
    for visit in visits:
        visit.browser.transport = connection
        try:
            answers.append((visit, visit.send()))
        except OSError:
            answers.append((visit, None))


def _count(deployment: Deployment) -> int:
    with deployment.opened.database.reading() as db:
        return db.scalar(select(func.count()).select_from(Report)) or 0


def _not_kept(deployment: Deployment, sent: list[tuple[Visit, Answer]]) -> int:
    """How many sends cannot be opened again, word for word, by the six words that were shown."""
    words = [(visit.words(answer), visit.story) for visit, answer in sent]
    school = deployment.roster(deployment.oak).school

    def is_kept(shown: str, story: str) -> bool:
        stretched = coming_back.stretch(parse_words(shown), school)
        with deployment.opened.database.reading() as db:
            found = coming_back.open_by_words(db, deployment.opened.keys, school, stretched)
            return found is not None and pupil_case.look(db, found.report_id, found.ring).said[0].text == story

    with ThreadPoolExecutor(2) as pool:
        kept = list(pool.map(lambda pair: is_kept(*pair), words))
    return kept.count(False) + len(words) - len({shown for shown, _story in words})
