"""Hints: a name, rare words, a place and a kind weigh together; a place or a kind alone is no reason."""

from sharp.reports.cards import CardFace, fold
from sharp.triage.hints import MOST_HINTS, Reason, hints_for, named_in_several


def face(text: str = "", place: str = "", kinds: tuple[str, ...] = ()) -> CardFace:
    return CardFace("me", kinds, place, "", "", tuple(fold(text)), "")


def others(*faces: CardFace) -> dict[bytes, CardFace]:
    return {bytes([number]) * 16: each for number, each in enumerate(faces)}


MINE = face("Kyle Braddock took my trombone behind the canteen", "school: Canteen", ("theft",))


def test_the_same_name_is_a_reason_by_itself() -> None:
    [hint] = hints_for(MINE, others(face("Braddock again"), face("somebody else entirely")))
    assert hint.reasons == {Reason.NAME: ("braddock",)}


def test_place_and_kind_alone_are_none_and_with_rare_words_they_are() -> None:
    near = face("", "school: Canteen", ("theft",))
    assert hints_for(MINE, others(near)) == ()
    [hint] = hints_for(MINE, others(face("a trombone was broken", "school: Canteen")))
    assert set(hint.reasons) == {Reason.WORDS, Reason.PLACE}


def test_a_word_that_many_use_is_not_rare() -> None:
    crowd = [face(f"trombone number{number}", "school: Canteen") for number in range(200)]
    assert hints_for(MINE, others(*crowd[:4])) == ()


def test_everyday_words_are_no_names() -> None:
    assert hints_for(face("they will hit people every school day"), others(face("will people hit you every day"))) == ()


def test_the_likeliest_come_first_and_not_too_many() -> None:
    many = [face("Braddock") for _ in range(MOST_HINTS + 5)] + [
        face("Braddock trombone", "school: Canteen", ("theft",))
    ]
    found = hints_for(MINE, others(*many))
    assert len(found) == MOST_HINTS
    assert {Reason.NAME, Reason.PLACE, Reason.KIND} <= set(found[0].reasons)


def test_several_reports_about_one_name_are_said() -> None:
    twice = others(face("Braddock did it"), face("It was Braddock"))
    assert named_in_several(MINE, twice) == ("braddock",)
    assert named_in_several(MINE, others(face("Braddock did it"))) == ()
