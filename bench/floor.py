"""What a send cannot cost less than: one Argon2id, one seal a reader, recovery and pupil, and one durable commit."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.deployment import Deployment
from sharp.model.database import SQLITE_PRAGMAS
from sharp.reports.draft import About, Draft
from sharp.reports.readers import readers_for
from sharp.vault.encoding import new_id
from sharp.vault.grants import PLAIN_SIZE
from sharp.vault.person import seal_to
from sharp.vault.receipts import PupilKeys
from sharp.vault.words import draw_words, stretch

Commit = Callable[[], None]
NONCE = 12
MAKE_TABLE = "CREATE TABLE floor (id BYTEA PRIMARY KEY)"


@dataclass(frozen=True)
class Cost:
    """Seconds."""

    derivation: float
    seals: float
    commit: float

    @property
    def whole(self) -> float:
        return self.derivation + self.seals + self.commit


@dataclass(frozen=True, repr=False)
class Floor:
    salt: bytes
    publics: tuple[bytes, ...]
    """Readers and recovery; the pupil's own pair is made as well."""
    commit: Commit

    def once(self) -> Cost:
        start = time.perf_counter()
        stretch(draw_words(), self.salt)
        derived = time.perf_counter()
        for public in self.publics:
            seal_to(public, bytes(PLAIN_SIZE), b"floor")
        seal_to(PupilKeys.generate().public, bytes(PLAIN_SIZE), b"floor")
        sealed = time.perf_counter()
        self.commit()
        return Cost(derived - start, sealed - derived, time.perf_counter() - sealed)


@contextmanager
def floor_of(deployment: Deployment, beside: str) -> Iterator[Floor]:
    """The floor of an ordinary report at this deployment; `beside` is an empty database on the same disk."""
    roster = deployment.roster(deployment.oak)
    readers = readers_for(roster, Draft(report_id=new_id().hex(), about=About.ME, story="-"))
    assert roster.school.recovery_public is not None
    publics = (*(reader.public for reader in readers.listed), roster.school.recovery_public)
    with durable_commit(beside) as commit:
        yield Floor(roster.school.words_salt, publics, commit)


@contextmanager
def durable_commit(url: str) -> Iterator[Commit]:
    """One small row, by the driver alone, as durable as the service's own."""
    with _sqlite(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else _postgres(url) as commit:
        yield commit


@contextmanager
def _sqlite(path: str) -> Iterator[Commit]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in SQLITE_PRAGMAS:
            connection.execute(pragma)
        connection.execute(MAKE_TABLE.replace("BYTEA", "BLOB"))

        def commit() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO floor VALUES (?)", (new_id(),))
            connection.execute("COMMIT")

        yield commit


@contextmanager
def _postgres(url: str) -> Iterator[Commit]:
    with psycopg.connect(url) as connection:
        connection.execute(MAKE_TABLE)
        connection.commit()

        def commit() -> None:
            connection.execute("INSERT INTO floor VALUES (%s)", (new_id(),))
            connection.commit()

        yield commit


def bare_derivations(at_once: int, each: int) -> float:
    """Argon2id derivations a second, so many at once and with nothing around them."""
    salt = os.urandom(16)
    work = [threading.Thread(target=lambda: [stretch(draw_words(), salt) for _ in range(each)]) for _ in range(at_once)]
    begun = time.perf_counter()
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    return at_once * each / (time.perf_counter() - begun)


def bare_opens(*sizes: int, times: int) -> float:
    """Seconds for opening blobs of these sizes, so often and one by one, each with its own key: AES-GCM alone."""
    blobs = [(AESGCM(os.urandom(32)), os.urandom(NONCE), size) for _turn in range(times) for size in sizes]
    sealed = [(cipher, nonce, cipher.encrypt(nonce, bytes(size), b"")) for cipher, nonce, size in blobs]
    start = time.perf_counter()
    for cipher, nonce, blob in sealed:
        cipher.decrypt(nonce, blob, b"")
    return time.perf_counter() - start
