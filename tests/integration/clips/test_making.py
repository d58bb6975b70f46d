"""The worker's part: made once whoever is killed, refused with a reason, and nothing left behind."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from sharp import clock
from sharp.advice import clip_work
from sharp.advice.clip_work import LEASE_SECONDS, MOST_TRIES, NotOurs
from sharp.files.films import Film, FilmRefused
from sharp.files.folder import FolderStore
from sharp.files.refusals import StoreAway
from sharp.model.clips import ClipWork, SchoolClip
from sharp.model.schools import Piece
from sharp.model.words import ClipFault, ClipState, PieceState
from sharp.triage.forms_clips import FAULTS
from sharp.upkeep import clip_making
from sharp.upkeep.clip_making import Stopped, make_next
from sharp.upkeep.tidying import remove_left_over
from tests.fixtures.application import SignIn
from tests.fixtures.evidence import store_of
from tests.fixtures.pages import CheckedClient, text_of
from tests.fixtures.world import World
from tests.integration.clips.bringing import MADE, OWN, bring, clips, deployment, lying, work
from tests.integration.promises.ground import examined
from tests.integration.schools.thief import tamper

pytestmark = pytest.mark.usefixtures("made")
Say = Callable[[Film | Exception], None]


class Killed(BaseException):
    """The process is gone: nothing that would run on an error runs."""


@pytest.fixture
def waiting(as_: SignIn, world: World) -> SchoolClip:
    assert bring(as_("officer")).status_code == 303
    [row] = clips(world)
    return row


def published(world: World) -> int:
    with world.database.reading() as db:
        wanted = (Piece.kind == "own-clip", Piece.state == PieceState.PUBLISHED)
        return db.scalar(sa.select(sa.func.count()).select_from(Piece).where(*wanted)) or 0


def is_worked_on(world: World) -> bool:
    with world.database.reading() as db:
        return db.scalar(sa.select(ClipWork.id)) is not None


def later(seconds: int = LEASE_SECONDS + 1) -> Iterator[None]:
    return clock.at(clock.now() + timedelta(seconds=seconds))  # type: ignore[return-value]


@pytest.mark.parametrize("fault", [each for each in ClipFault if each is not ClipFault.NONE], ids=str)
def test_a_film_that_cannot_be_made_says_why(
    as_: SignIn, world: World, waiting: SchoolClip, made: Say, fault: ClipFault
) -> None:
    made(FilmRefused(fault))
    assert work(world) == 1
    [row] = clips(world)
    assert (row.state, row.fault) == (ClipState.REFUSED, fault)
    assert str(FAULTS[fault]) in text_of(as_("officer").get(OWN))
    assert (lying(world), published(world), is_worked_on(world)) == (set(), 0, False)


def test_captions_that_outlast_the_film_are_refused(world: World, waiting: SchoolClip, made: Say) -> None:
    made(Film(7.0, True, b"a", b"b", b"c"))
    work(world)
    assert clips(world)[0].fault is ClipFault.LATE_CAPTIONS
    assert lying(world) == set()


def test_a_film_that_was_exchanged_is_not_made(world: World, waiting: SchoolClip) -> None:
    store = store_of(world)
    store.remove(waiting.id.hex())
    store.put(waiting.id.hex(), [b"\0\0\0\x18ftypmp42 another"])
    work(world)
    assert clips(world)[0].fault is ClipFault.LOST


def test_a_film_that_is_gone_is_told(world: World, waiting: SchoolClip) -> None:
    store_of(world).remove(waiting.id.hex())
    work(world)
    assert clips(world)[0].fault is ClipFault.LOST


def test_its_page_says_how_far_it_is(as_: SignIn, world: World, waiting: SchoolClip) -> None:
    with world.database.writing() as db:
        claim = clip_work.claim_next(db)
        assert claim is not None
        clip_work.go_on(db, claim, 43)
    assert "It is being made: 43 of 100." in text_of(as_("spoc").get(OWN))
    with later():
        assert "It waits to be made." in text_of(as_("spoc").get(OWN))


def test_two_workers_take_up_one_clip_once(world: World, waiting: SchoolClip) -> None:
    with world.database.writing() as db:
        assert clip_work.claim_next(db) is not None
    with world.database.writing() as db:
        assert clip_work.claim_next(db) is None


def test_a_worker_whose_turn_is_over_writes_nothing(world: World, waiting: SchoolClip, made: Say) -> None:
    """While it works, another finishes; what the first has made goes again."""

    def slow(_source: object, going: Callable[[int], None]) -> Film:
        going(10)
        made(MADE)
        with later():
            assert make_next(deployment(world))
        return Film(12.0, True, b"late", b"late", b"late")

    clip_making.make = slow  # type: ignore[assignment]  # put back by `made`
    assert make_next(deployment(world))
    assert published(world) == 1
    assert len(lying(world)) == 3
    assert clips(world)[0].state is ClipState.READY
    assert examined(world) == []


def test_one_that_is_removed_while_it_is_made_is_not_made(as_: SignIn, world: World, waiting: SchoolClip) -> None:
    def removed(_source: object, going: Callable[[int], None]) -> Film:
        assert as_("spoc").submit(f"{OWN}/{waiting.id.hex()}/removal", action="/removal").status_code == 303
        going(50)
        raise AssertionError("it went on")

    clip_making.make = removed  # type: ignore[assignment]
    assert make_next(deployment(world))
    assert (clips(world), lying(world), is_worked_on(world)) == ((), set(), False)


def test_a_worker_told_to_stop_lets_it_go_at_once(world: World, waiting: SchoolClip) -> None:
    assert make_next(deployment(world), lambda: True)
    assert clips(world)[0].state is ClipState.WAITING
    for _again in range(MOST_TRIES + 2):
        make_next(deployment(world), lambda: True)
    assert work(world) == 1
    assert clips(world)[0].state is ClipState.READY, "stopping is no failing"


def test_a_store_that_is_away_is_waited_for(world: World, waiting: SchoolClip, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object) -> None:
        raise StoreAway

    with monkeypatch.context() as broken:
        broken.setattr(FolderStore, "read", away)
        for n in range(MOST_TRIES + 2):
            with later(n * 200):
                assert make_next(deployment(world))
    with later(2_000):
        assert work(world) == 1
    assert clips(world)[0].state is ClipState.READY


POINTS = {
    "claimed": (clip_making, "_film_of"),
    "made": (clip_making, "_keep"),
    "first file put": (FolderStore, "put"),
    "before the row": (clip_work, "settle"),
    "row written": (FolderStore, "remove"),
}


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_another_worker_goes_on(
    world: World, waiting: SchoolClip, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    owner, name = POINTS[point]

    def dies(*_args: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as deadly:
        deadly.setattr(owner, name, dies)
        with pytest.raises(Killed):
            make_next(deployment(world))
    with later():
        work(world)
    assert published(world) == 1
    assert clips(world)[0].state is ClipState.READY
    assert not is_worked_on(world)
    with later(4 * 24 * 3600):
        remove_left_over(deployment(world))
    assert len(lying(world)) == 3, "the three that its row names, and nothing besides"
    assert examined(world) == []


def test_a_film_that_kills_its_workers_is_given_up(world: World, waiting: SchoolClip, made: Say) -> None:
    def dies(*_args: object) -> Film:
        raise Killed

    for n in range(MOST_TRIES):
        clip_making.make = dies  # type: ignore[assignment]
        with later(n * 200), pytest.raises(Killed):
            make_next(deployment(world))
    made(MADE)
    with later(2_000):
        work(world)
    assert clips(world)[0].fault is ClipFault.GIVEN_UP
    assert lying(world) == set()


def test_files_that_clips_need_are_never_tidied_away(world: World, as_: SignIn, waiting: SchoolClip) -> None:
    with later(4 * 24 * 3600):
        remove_left_over(deployment(world))
        assert lying(world) == {waiting.id.hex()}
        assert work(world) == 1
        before = lying(world)
    tamper(world.database, "UPDATE school_clips SET title = 'changed'")
    with later(9 * 24 * 3600):
        remove_left_over(deployment(world))
    assert lying(world) == before, "also where the row does not hold: it may be put right"


def test_stopping_is_no_failure_of_the_claim(world: World, waiting: SchoolClip) -> None:
    with world.database.writing() as db:
        first = clip_work.claim_next(db)
        assert first is not None
        clip_work.let_go(db, first)
    with world.database.writing() as db:
        second = clip_work.claim_next(db)
        assert second is not None
        with pytest.raises(NotOurs):
            clip_work.go_on(db, first, 10)
    assert issubclass(Stopped, Exception)


def test_nobody_is_given_what_is_not_ready(client: CheckedClient, waiting: SchoolClip) -> None:
    assert client.get(f"/alder/clips/{waiting.id.hex()}.mp4").status_code == 404
