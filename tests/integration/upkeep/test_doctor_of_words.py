"""What the doctor says of words: a school's own numbers that nobody rang for long, and languages by how much."""

from datetime import timedelta
from pathlib import Path

import pytest

from sharp import clock
from sharp.upkeep.content_needs import languages
from sharp.web.catalogs import TranslationRefused, languages_found
from tests.fixtures.application import SignIn
from tests.fixtures.world import World
from tests.integration.triage.test_content import LINE_AT, live
from tests.integration.triage.test_own_lines import OURS, OWN_AT
from tests.integration.upkeep.commands import Command, command_for

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n{more}\n'
REVIEWED = '"X-Reviewed-By: Ewa Kowalska, 2026-11-20\\n"\n'
SENTENCES = (
    'msgid "Yes"\nmsgstr "Tak"\n\n'
    'msgid "No"\nmsgstr ""\n\n'
    '#, fuzzy\nmsgid "Start"\nmsgstr "Zacznij"\n\n'
    'msgid "%(num)d day"\nmsgid_plural "%(num)d days"\nmsgstr[0] "%(num)d dzień"\nmsgstr[1] ""\n'
)


def put(folder: Path, tag: str, sentences: str = SENTENCES, more: str = REVIEWED) -> None:
    (folder / f"{tag}.po").write_text(HEAD.format(more=more) + sentences, encoding="utf-8")


def test_numbers_of_a_school_that_nobody_rang_for_long(as_: SignIn, world: World) -> None:
    live(as_, OWN_AT, **OURS)
    live(as_, LINE_AT, number="85 259", hours="On school days")
    alder = f"to see to: content of school {world.cast.schools['alder'].hex()}: nobody has checked its own helpline"
    assert alder not in command_for(world)("doctor")
    with clock.at(clock.now() + timedelta(days=91)):
        said = command_for(world)("doctor")
    assert f"{alder} own-1 for 91 days; is it 0161 496 0000?" in said
    assert f"{alder} shout for 91 days; is it 85 259?" in said
    assert said.count("checked its own") == 2, "the shipped ones are asked about once, and for all schools"


def test_each_language_with_how_much_of_it_is_translated(world: World, tmp_path: Path) -> None:
    put(tmp_path, "pl")
    put(tmp_path, "cy", more="")
    put(tmp_path, "fr", 'msgid "Yes"\nmsgstr "Oui"\n')
    put(tmp_path, "so", "")
    settings = world.settings
    command = Command(
        {"SHARP_INSTANCE": str(settings.instance), "SHARP_DATABASE_URL": settings.database_url,
         "SHARP_TRANSLATIONS": str(tmp_path)}
    )  # fmt: skip
    said = command("doctor").splitlines()
    assert [line for line in said if line.startswith("language ")] == [
        "language cy (Cymraeg): 1 of 4 sentences, 25 %; nobody has reviewed it, so it is shown to nobody",
        "language fr (français): 1 of 1 sentences, 100 %",
        "language pl (polski): 1 of 4 sentences, 25 %; the others stand in English",
        "language so (Soomaali): 0 of 0 sentences, 0 %",
    ]
    assert said[-1] == "All is well."


def test_a_file_that_is_refused_is_refused_here_too(world: World, tmp_path: Path) -> None:
    put(tmp_path, "pl", 'msgid "Yes"\nmsgstr "Tak %(x)s"\n')
    with pytest.raises(TranslationRefused):
        languages_found(tmp_path)
    with pytest.raises(TranslationRefused):
        list(languages(world.settings.model_copy(update={"translations": tmp_path})))
