"""Shown means kept: a send killed at every boundary of what it writes is one whole report, or none and nothing lost."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from sharp.model.passing import Letter
from sharp.model.reports import Card, Entry, Grant, Receipt, Report
from sharp.model.words import Audience, GrantState
from sharp.reports import visit
from sharp.reports.coming_back import open_by_words, stretch
from sharp.reports.draft import About, Draft
from sharp.reports.pupil_case import look
from sharp.reports.readers import readers_for
from sharp.vault.encoding import new_id
from sharp.vault.words import parse_words
from sharp.web import sealed_session, unit_of_work
from sharp.web.application import Sharp
from sharp.web.services import server_keys
from sharp.web.session_cookies import cookie_name, current_session
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of
from tests.fixtures.world import World
from tests.integration.crashes.conftest import Mortal, faults_in

CHECK = "/alder/report/check"


@dataclass(frozen=True)
class Visit:
    """A pupil on the last page, the button not yet pressed."""

    draft: Draft
    cookie: tuple[str, str]

    def browser(self, app: Sharp) -> CheckedClient:
        """The same cookie after the service was started again."""
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        client.set_cookie(*self.cookie)
        return client


def begin(app: Sharp, world: World, story: str) -> Visit:
    """What walking through the pages leaves in the visit, without the walk."""
    roster = world.roster()
    draft = Draft(report_id=new_id().hex(), about=About.ME, story=story)
    readers = readers_for(roster, draft)
    draft = draft.but(shown=readers.ids, shown_n=readers.n)
    with app.test_request_context(CHECK):
        visit.keep(roster.school.id, draft)
        sealed_session.store(unit_of_work.writing(), server_keys(), current_session())
        unit_of_work.commit()
        return Visit(draft, (cookie_name(Audience.PUPIL), sealed_session.cookie_value(current_session())))


def words_of(client: CheckedClient, visit: Visit) -> str | None:
    """The words this visit shows, or None where it stands before the send, its text as it was."""
    page = client.get(CHECK)
    if page.location is None:
        assert prefilled(form_on(page))["story"] == visit.draft.story
        return None
    found = soup_of(client.get(page.location)).select_one("#code-words")
    assert found is not None
    return " ".join(found.get_text().split())


def rows_of(world: World, report_id: bytes) -> Iterator[int]:
    with world.database.reading() as db:
        yield len(db.scalars(sa.select(Report.id).where(Report.id == report_id)).all())
        for table in (Entry, Grant, Card, Receipt, Letter):
            found = sa.select(sa.func.count()).select_from(table).where(table.report_id == report_id)
            yield db.scalar(found) or 0


def check_whole(world: World, words: str, visit: Visit) -> None:
    """The words open it, it says what was sent, and each of its readers will be told."""
    school, report_id = world.roster().school, bytes.fromhex(visit.draft.report_id)
    stretched = stretch(parse_words(words), school)
    with world.database.reading() as db:
        opened = open_by_words(db, world.keys, school, stretched)
        assert opened is not None
        assert opened.report_id == report_id
        [account] = look(db, report_id, opened.ring).said
        assert account.text == visit.draft.story
    listed = readers_for(world.roster(), visit.draft).listed
    live = [reader for reader in listed if reader.state is GrantState.LIVE]
    assert list(rows_of(world, report_id)) == [1, 3, len(listed) + 1, 1, 1, len(live)]


def test_a_send_killed_at_any_boundary_is_one_whole_report_or_none(app: Sharp, world: World, mortal: Mortal) -> None:
    ended, before, after, always = None, 0, 0, faults_in(world)
    while ended is None or ended.was_killed:
        told = begin(app, world, f"What happened, as told at boundary {before + after + 1}.")
        fields = prefilled(form_on(told.browser(app).get(CHECK)))
        ended = mortal.post(CHECK, fields, told.cookie, die_at=before + after + 1)
        client = told.browser(app)
        words = words_of(client, told)
        if words is None:
            assert set(rows_of(world, bytes.fromhex(told.draft.report_id))) == {0}, "half a report"
            before += 1
        else:
            check_whole(world, words, told)
            after += 1
        assert faults_in(world) == always
        client.submit(CHECK) if words is None else client.post(CHECK, data=fields)
        again = words_of(client, told)
        assert again is not None
        assert words in (None, again)
        check_whole(world, again, told)
    assert (ended.status, ended.location) == (303, "/alder/report/words")
    assert before > 10, "each statement of the unit of work was a boundary"
    assert ended.passed[-2:] == ("COMMIT", "COMMITTED")
    assert after == 2, "killed after the commit, and not killed at all"


@pytest.mark.parametrize("die_at", [1, 5])
def test_a_killed_send_leaves_the_database_free_for_the_next(
    app: Sharp, world: World, mortal: Mortal, die_at: int
) -> None:
    """The lock that the dead process held is gone with it."""
    dead, alive = begin(app, world, "The one who dies."), begin(app, world, "The one who comes next.")
    fields = prefilled(form_on(dead.browser(app).get(CHECK)))
    assert mortal.post(CHECK, fields, dead.cookie, die_at=die_at).was_killed
    client = alive.browser(app)
    client.submit(CHECK)
    assert words_of(client, alive) is not None
