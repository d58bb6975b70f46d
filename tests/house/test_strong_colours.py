"""Strong colours: every pair that a pupil's page draws with keeps 7:1, by day and by night."""

import re
from pathlib import Path

import pytest

STYLE = (Path(__file__).parents[2] / "static" / "strong.css").read_text(encoding="utf-8")
USUAL = (Path(__file__).parents[2] / "static" / "sharp.css").read_text(encoding="utf-8")
LEAST = 7.0
TEXT_ON = (
    ("ink", "ground"), ("ink", "card"), ("ink-soft", "ground"), ("ink-soft", "card"), ("ink", "sun-wash"),
    ("ink", "teal-wash"), ("ink", "brick-wash"), ("ink", "leaf-wash"), ("teal", "ground"), ("teal", "card"),
    ("teal-deep", "ground"), ("teal-deep", "card"), ("teal-deep", "teal-wash"), ("brick", "card"),
    ("brick", "brick-wash"), ("brick", "ground"), ("leaf", "leaf-wash"), ("on-exit", "exit"), ("on-fill", "teal"),
    ("on-fill", "teal-deep"), ("on-fill", "brick"), ("on-fill", "warn-hover"), ("ink", "quiet-fill"),
    ("govuk-focus-text-colour", "govuk-focus-colour"), ("line", "ground"), ("line", "card"),
    ("govuk-input-border-colour", "card"),
)  # fmt: skip


def colours(style: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", style))


def split(style: str) -> tuple[dict[str, str], dict[str, str]]:
    day, _, night = style.partition("@media (prefers-color-scheme: dark)")
    return colours(day), colours(night)


def palette(is_night: bool) -> dict[str, str]:
    """As the cascade gives it: the usual colours, then the strong ones over them, by night those of the night last."""
    usual, strong = split(USUAL), split(STYLE)
    return {**usual[0], **(usual[1] if is_night else {}), **strong[0], **(strong[1] if is_night else {})}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_is_the_published_one() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("is_night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize(("words", "ground"), TEXT_ON)
def test_seven_to_one(words: str, ground: str, is_night: bool) -> None:
    found = palette(is_night)
    assert contrast(found[words], found[ground]) >= LEAST


def test_the_night_changes_every_colour_that_the_day_changes_but_the_focus() -> None:
    """Else black of the day would stand on the black of the night."""
    day, night = split(STYLE)
    assert set(day) - set(night) == {"govuk-focus-colour", "govuk-focus-text-colour"}
