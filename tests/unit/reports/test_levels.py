"""Rules of levels: what they propose and why, and what an operator's own file is refused for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sharp.model.words import ReportState, Turn
from sharp.reports.draft import About, Draft, Still, When
from sharp.reports.levels import OURS, LevelsWrong, parse_levels, propose_level, use_levels
from sharp.schools.deadlines import Step, deadlines_in_use, step_of
from sharp.settings import read_settings
from sharp.vault.encoding import new_id


@pytest.fixture(autouse=True)
def _ours_again() -> Iterator[None]:
    yield
    use_levels(None)


def draft(**answers: Any) -> Draft:
    return Draft(report_id=new_id().hex(), **answers)


@pytest.mark.parametrize(
    ("answers", "level", "why"),
    [
        ({"about": About.ADULT}, 1, "adult"),
        ({"about": About.OFFICER}, 2, "officer"),
        ({"about": About.FRIEND}, 2, "friend"),
        ({"about": About.ASK}, 3, "question"),
        ({"about": About.GOOD}, 4, "good"),
        ({"about": About.ME}, 2, "nobody has judged"),
        ({"about": About.ME, "kinds": ("theft",)}, 3, "Ticked: theft."),
        ({"about": About.ME, "kinds": ("theft", "weapon_carry")}, 1, "Ticked: weapon_carry."),
        ({"about": About.ME, "kinds": ("theft",), "still": Still.YES}, 2, "Ticked: theft. It is still happening."),
        ({"about": About.GOOD, "still": Still.YES}, 4, "good"),
        ({"about": About.PRACTICE, "kinds": ("weapon_carry",)}, 4, "practice"),
        ({"about": About.ME, "kinds": ("never_heard_of",)}, 2, "nobody has judged"),
        ({"about": About.ME, "kinds": ("assault",)}, 2, "Ticked: assault."),
        ({"about": About.ME, "kinds": ("assault",), "when": When.TODAY}, 1, "Ticked: assault."),
        ({"about": About.ME, "kinds": ("assault",), "still": Still.YES}, 1, "Ticked: assault."),
    ],
)
def test_what_is_proposed_and_why(answers: dict[str, Any], level: int, why: str) -> None:
    proposed = propose_level(draft(**answers))
    assert proposed.level == level
    assert why in proposed.reason


def test_an_operators_own_rules_take_the_place_of_ours(tmp_path: Path) -> None:
    own = tmp_path / "levels.toml"
    own.write_text(
        OURS.replace('answered = "1 hour"', 'answered = "3 hours"')
        + '\n[[rule]]\nkind = "theft"\nlevel = 2\nreason = "Phones are taken here each day."\n'
        + '\n[[rule]]\nkind = "vape"\nwhen = "today"\nlevel = 2\nreason = "It is sold here now."\n'
    )
    use_levels(own)
    assert propose_level(draft(about=About.ME, kinds=("theft",))).level == 2
    assert propose_level(draft(about=About.ME, kinds=("theft",))).reason == "Phones are taken here each day."
    assert propose_level(draft(about=About.ME, kinds=("vape",))).level == 3
    assert propose_level(draft(about=About.ME, kinds=("vape",), when=When.TODAY)).level == 2
    assert deadlines_in_use().of(1, Step.ANSWERED).count == 3
    use_levels(None)
    assert propose_level(draft(about=About.ME, kinds=("theft",))).level == 3
    assert deadlines_in_use().of(1, Step.ANSWERED).count == 1


@pytest.mark.parametrize(
    ("ours", "theirs", "says"),
    [
        ("dated = 2026-11-23", "", "needs a date"),
        ("dated = 2026-11-23", "dated = yesterday", "Invalid"),
        ("dated = 2026-11-23", 'dated = 2026-11-23\ncolour = "red"', "'colour' is not known"),
        ('about = "adult"', 'about = "adults"', "number 1: 'adults' is no answer to 'about'"),
        ('about = "adult"', 'kind = "dragons"', "'dragons' is no answer to 'kind'"),
        ('about = "adult"', 'moon = "full"', "'moon' is not known"),
        ('about = "adult"\nlevel = 1', "level = 1", "names nothing that it fits"),
        ('about = "adult"\nlevel = 1', 'about = "adult"\nlevel = 0', "a level is 1, 2, 3 or 4"),
        ('about = "adult"\nlevel = 1', 'about = "adult"\nlevel = true', "a level is 1, 2, 3 or 4"),
        ('about = "adult"\nlevel = 1', 'about = "adult"', "a level is 1, 2, 3 or 4"),
        ('reason = "It is a question."', 'reason = " "', "needs a reason"),
        ("from = 3\nto = 2", "from = 2\nto = 3", "raises nothing"),
        ("[unsorted]\nlevel = 2", "[unsorted]\nlevel = 5", "a level is 1, 2, 3 or 4"),
        ("[[raise]]", "[raise]", "two brackets"),
        ("[times.4]", "[times.5]", "[times.4]"),
        ('answered = "1 hour"', 'answered = "1 school day"', "level 1 counts at any hour"),
        ('read = "at once"', 'read = "2 open hours"', "level 1 counts at any hour"),
        ('read = "2 school days"', 'read = "2 fortnights"', "read in [times.3]: write `at once`"),
        ('read = "2 school days"', 'read = "0 school days"', "read in [times.3]: write `at once`"),
        ('read = "2 school days"', "read = 2", "read in [times.3]: write `at once`"),
        ('read = "2 school days"\n', "", "[times.3] needs read, answered and next"),
        ("[stand_in]", "[stand_out]", "'stand_out' is not known"),
        ('after = "1 hour"', "", "[stand_in]"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(ours: str, theirs: str, says: str) -> None:
    assert ours in OURS
    with pytest.raises(LevelsWrong) as refused:
        parse_levels(OURS.replace(ours, theirs, 1))
    assert says in str(refused.value)


def test_a_refusal_names_the_setting_and_leaves_the_rules_as_they_were(tmp_path: Path) -> None:
    own = tmp_path / "levels.toml"
    own.write_text("dated = 2026-11-23\n")
    for path in (own, tmp_path / "none.toml", tmp_path):
        with pytest.raises(LevelsWrong, match="SHARP_LEVELS"):
            use_levels(read_settings(levels=path).levels)
    assert propose_level(draft(about=About.ADULT)).level == 1


@pytest.mark.parametrize(
    ("state", "turn", "step"),
    [
        (ReportState.SENT, Turn.NOMINEE, Step.READ),
        (ReportState.READ, Turn.NOMINEE, Step.ANSWERED),
        (ReportState.ACTIVE, Turn.NOMINEE, Step.ANSWERED),
        (ReportState.ACTIVE, Turn.PUPIL, Step.NEXT),
        (ReportState.ACTIVE, Turn.HELPER, Step.NEXT),
        (ReportState.ACTIVE, Turn.NOBODY, None),
        (ReportState.CLOSED, Turn.NOBODY, None),
        (ReportState.CLOSED, Turn.NOMINEE, None),
    ],
)
def test_which_of_the_three_is_due_follows_from_state_and_turn(
    state: ReportState, turn: Turn, step: Step | None
) -> None:
    assert step_of(state, turn) is step
