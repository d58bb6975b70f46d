"""Adding and setting up schools: nonsense is refused with a sentence, and each change signs the roster again."""

from typing import Any

import pytest

from sharp.model.database import Database
from sharp.schools import settings
from sharp.schools.anchor import Anchor
from sharp.schools.ceremony import HOLDERS, sheet_text, write_demo_sheets
from sharp.schools.places import PlacesRefused
from sharp.schools.roster import roster_of
from sharp.schools.routing import RoutingRefused
from sharp.schools.timetable import TimetableRefused
from sharp.vault.errors import BadPublicKey
from sharp.vault.person import RecoveryKeys
from sharp.vault.recovery import combine
from tests.integration.schools.conftest import Cast

REFUSED_SLUGS = (
    "staff",
    "static",
    "health",
    "metrics",
    "assets",
    "",
    "Oak",
    "oak lane",
    "-oak",
    "oak-",
    "öak",
    "o" * 41,
)


@pytest.mark.parametrize("slug", REFUSED_SLUGS)
def test_slugs_that_no_school_may_have(database: Database, anchor: Anchor, slug: str) -> None:
    with pytest.raises(settings.SchoolRefused), database.writing() as db:
        settings.add_school(db, slug=slug, name="Oak School", anchor=anchor)


def test_a_slug_is_had_once(cast: Cast) -> None:
    with pytest.raises(settings.SchoolRefused), cast.database.writing() as db:
        settings.add_school(db, slug="alder", name="Another", anchor=cast.anchor)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 121},
        {"timezone": "Europe/Nowhere"},
        {"timezone": "../etc/passwd"},
        {"exit_url": "http://example.org"},
        {"exit_url": "javascript:alert(1)"},
        {"exit_url": "https://user:pass@example.org"},
    ],
)
def test_nonsense_is_refused(database: Database, anchor: Anchor, wrong: dict[str, Any]) -> None:
    with pytest.raises(settings.SchoolRefused), database.writing() as db:
        settings.add_school(db, **({"slug": "oak", "name": "Oak School"} | wrong), anchor=anchor)


def test_a_new_school_is_whole(database: Database, anchor: Anchor) -> None:
    with database.writing() as db:
        school_id, ceremony = settings.add_school(db, slug="oak", name="  Oak   School ", anchor=anchor)
    with database.reading() as db:
        roster = roster_of(db, "oak", anchor)
    assert roster is not None
    assert (roster.school.id, roster.school.name, roster.n, roster.members) == (school_id, "Oak School", 1, ())
    assert [holder.role for holder in roster.school.recovery_holders] == list(HOLDERS)
    assert RecoveryKeys(combine(ceremony.sheets[:2])).public == roster.school.recovery_public
    assert len(roster.school.places) > 5
    assert roster.school.routing == frozenset()
    assert not any(sheet in repr(ceremony) for sheet in ceremony.sheets)


def test_every_setting_counts_up(cast: Cast) -> None:
    outside = RecoveryKeys.generate().public
    given: tuple[tuple[Any, dict[str, Any]], ...] = (
        (settings.set_timetable, {"text": "hours mon-fri 09:00-15:00"}),
        (settings.set_places, {"text": "school: Bike shed\nway: Bus 42"}),
        (settings.set_routing, {"spoc_first": ["idea", "theft"]}),
        (settings.set_exit, {"url": "https://example.org/weather"}),
        (settings.set_holders, {"holders": {"head": cast.staff["cora"], "force": None}}),
        (settings.set_outside_key, {"public": outside, "name": "Northshire Council"}),
    )
    for setting, values in given:
        before = cast.roster().n
        with cast.database.writing() as db:
            setting(db, school_id=cast.school, **values, anchor=cast.anchor)
        assert cast.roster().n == before + 1
    school = cast.roster().school
    assert [str(place) for place in school.places] == ["school: Bike shed", "way: Bus 42"]
    assert school.routing == {"idea", "theft"}
    assert (school.outside_public, school.outside_name) == (outside, "Northshire Council")
    assert school.recovery_holders[0].staff_id == cast.staff["cora"]


@pytest.mark.parametrize(
    ("setting", "values", "refusal"),
    [
        (settings.set_timetable, {"text": "hours mon-fri late"}, TimetableRefused),
        (settings.set_places, {"text": "moon: Crater"}, PlacesRefused),
        (settings.set_routing, {"spoc_first": ["nonsense"]}, RoutingRefused),
        (settings.set_exit, {"url": "example.org"}, settings.SchoolRefused),
        (settings.set_holders, {"holders": {"mayor": None}}, settings.SchoolRefused),
        (settings.set_outside_key, {"public": b"short", "name": "Council"}, BadPublicKey),
    ],
)
def test_a_bad_setting_changes_nothing(cast: Cast, setting: Any, values: dict[str, Any], refusal: Any) -> None:
    before = cast.roster()
    with pytest.raises(refusal), cast.database.writing() as db:
        setting(db, school_id=cast.school, **values, anchor=cast.anchor)
    assert cast.roster() == before


def test_demo_sheets_say_what_they_are(database: Database, anchor: Anchor) -> None:
    with database.writing() as db:
        _, ceremony = settings.add_school(db, slug="oak", name="Oak School", demo=True, anchor=anchor)
    folder = anchor.path.parent / "instance"
    paths = write_demo_sheets(folder, "oak", "Oak School", ceremony)
    assert [path.stat().st_mode & 0o777 for path in paths] == [0o600] * 3
    assert all("DEMO" in path.read_text() for path in paths)
    real = sheet_text("Oak School", "head", ceremony.sheets[0])
    assert "DEMO" not in real
    assert [word for line in real.splitlines()[4:] for word in line.split()[1:]] == ceremony.sheets[0].split()
