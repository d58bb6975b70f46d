"""Logs take names and identifiers from a list, and of a failure its type and frames: never a message or a value."""

import json
import logging

import pytest

from sharp.web.logs import WordlessFormatter, describe, log, set_up_logs

SECRET = "they took my bag"


@pytest.fixture(autouse=True)
def ours_alone():
    """Logging is of the whole process: what other tests listen with comes back."""
    kept = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers, level = kept
    logging.root.setLevel(level)


def failure() -> Exception:
    try:
        raise ValueError(SECRET) from KeyError(SECRET)
    except ValueError as raised:
        return raised


def test_a_field_that_is_not_on_the_list_is_a_mistake():
    with pytest.raises(TypeError, match="story"):
        log("sent", story=SECRET)


def test_a_line_is_one_event_with_its_identifiers(capsys):
    set_up_logs()
    log("signed-in", staff=bytes(16))
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["staff"]) == ("signed-in", "00" * 16)


def test_of_a_failure_its_type_and_frames_are_kept_and_no_message():
    said = describe(failure())
    assert said["error"] == "ValueError"
    assert said["frames"][-1].endswith(":failure")
    assert SECRET not in json.dumps(said)


def test_a_librarys_words_are_not_repeated(capsys):
    set_up_logs()
    logging.getLogger("some.library").warning("cannot read %s", SECRET, exc_info=failure())
    logging.getLogger("some.library").info(SECRET)
    said = capsys.readouterr().err
    assert SECRET not in said
    [line] = said.splitlines()
    assert (json.loads(line)["kind"], json.loads(line)["error"]) == ("some.library", "ValueError")


def test_neither_are_its_words_without_a_failure():
    record = logging.LogRecord("lib", logging.ERROR, "lib.py", 7, SECRET, (), None)
    assert SECRET not in WordlessFormatter().format(record)
