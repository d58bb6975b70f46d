"""The categories: a whole list, checked when it is read, in words a child would use."""

import io
from importlib.resources import files

import pytest

from sharp.schools.categories import CATEGORIES, GROUPS, CategoriesWrong, Flag, Who, read_categories
from sharp.schools.extraction import extract_toml

LINE = '[groups]\none = "One"\n[[category]]\nid = "a"\nwords = "A"\ngroup = "one"\nlevel = 2\nwho = "S"\n'


def test_what_must_never_be_uploaded_is_marked() -> None:
    pictures = {name for name in CATEGORIES if name.startswith(("nudes_", "sex", "grooming"))}
    assert pictures
    assert all(Flag.NO_UPLOAD in CATEGORIES[name].flags for name in pictures)


def test_the_gravest_come_at_once_and_to_the_right_people() -> None:
    for name in ("weapon_carry", "sexual_touch", "selfharm", "home_harm", "gang_exploit", "sextortion"):
        assert CATEGORIES[name].level == 1
        assert Who.SAFEGUARDING in CATEGORIES[name].who
    assert Who.SAFEGUARDING not in CATEGORIES["staff_concern"].who
    assert Who.HEAD in CATEGORIES["staff_concern"].who
    assert all(category.level_now <= category.level for category in CATEGORIES.values())


def test_every_group_offers_something_and_nothing_stands_twice() -> None:
    words = [category.words for category in CATEGORIES.values()]
    assert len(set(words)) == len(words) == sum(len(group.categories) for group in GROUPS)
    assert max(len(text) for text in words) < 70


@pytest.mark.parametrize(
    "wrong",
    [
        LINE.replace("level = 2", "level = 5"),
        LINE.replace("level = 2", "level = 2\nlevel_now = 3"),
        LINE.replace('who = "S"', 'who = "X"'),
        LINE.replace('who = "S"', ""),
        LINE.replace('group = "one"', 'group = "two"'),
        LINE + 'colour = "red"\n',
        LINE + 'refer = ["moon"]\n',
        LINE + 'flags = ["odd"]\n',
        LINE + LINE.partition("[[")[1] + LINE.partition("[[")[2],
        LINE.replace('one = "One"', 'one = "One"\ntwo = "Two"'),
    ],
)
def test_a_wrong_file_does_not_start(wrong: str) -> None:
    assert read_categories(LINE)
    with pytest.raises(CategoriesWrong):
        read_categories(wrong)


def test_translators_get_every_word() -> None:
    data = (files("sharp.schools") / "categories.toml").read_bytes()
    found = {text for _line, _function, text, _comments in extract_toml(io.BytesIO(data), (), (), {})}
    assert found == {category.words for category in CATEGORIES.values()} | {group.words for group in GROUPS}
