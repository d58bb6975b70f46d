"""Translations as files: one `.po` a language, read and checked when the program starts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import Translations

from sharp.web.assets import asset_folder

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_REVIEWER = re.compile(r'^"X-Reviewed-By: *([^ \\"].*?) *\\n"$', re.MULTILINE)
_MARK = re.compile(r"%(?:\([a-z_]+\))?.|[<>]")
"""What a page fills in, and what would be HTML: a translated sentence is put onto the page as it is."""


class TranslationRefused(Exception):
    """A file cannot be used; the message says which, where and why."""


@dataclass(frozen=True)
class Tongue:
    """A language somebody may choose. `locale` is how its dates and lists are written."""

    tag: str
    locale: Locale
    own_name: str
    translations: Translations


@dataclass(frozen=True)
class Found:
    """A translation that lies there, shown or not, and how many of the sentences in its file are translated."""

    tag: str
    own_name: str
    translated: int
    sentences: int
    is_reviewed: bool
    """Only then it is shown."""


def read_languages(own: Path | None = None) -> tuple[Tongue, ...]:
    """All that may be shown, shipped and the operator's own, which count before ours. Raises TranslationRefused."""
    read = (_tongue(path) for path in _files(own))
    return tuple(tongue for tongue in read if tongue is not None)


def languages_found(own: Path | None = None) -> tuple[Found, ...]:
    """All that lie there. Raises TranslationRefused."""
    return tuple(map(_found, _files(own)))


def _files(own: Path | None) -> list[Path]:
    """One a language, in the order of their tags."""
    if own is not None and not own.is_dir():
        raise TranslationRefused(f"SHARP_TRANSLATIONS: {own} is no folder. Check the path and its rights.")
    folders = (asset_folder("translations"), *([own] if own else []))
    found = {path.stem: path for folder in folders for path in folder.glob("*.po")}
    return [found[tag] for tag in sorted(found)]


def _tongue(path: Path) -> Tongue | None:
    """None: nobody who knows the language has read it yet, so that no pupil sees it."""
    locale, catalog, is_reviewed = _read(path)
    if not is_reviewed:
        return None
    made = BytesIO()
    write_mo(made, catalog)
    made.seek(0)
    return Tongue(path.stem, locale, str(locale.get_display_name(locale)), Translations(made))


def _found(path: Path) -> Found:
    locale, catalog, is_reviewed = _read(path)
    sentences = [message for message in catalog if message.id]
    translated = sum(not message.fuzzy and all(_strings(message.string) or [""]) for message in sentences)
    return Found(path.stem, str(locale.get_display_name(locale)), translated, len(sentences), is_reviewed)


def _read(path: Path) -> tuple[Locale, Catalog, bool]:
    """And whether somebody has reviewed it."""
    locale = _locale_of(path)
    try:
        text = path.read_text(encoding="utf-8")
        catalog = read_po(BytesIO(text.encode()), locale=locale, abort_invalid=True)
    except (OSError, UnicodeDecodeError, PoFileError, ValueError) as wrong:
        raise TranslationRefused(f"{path}: this is no .po file in UTF-8 ({wrong})") from None
    for fault in _faults(catalog):
        raise TranslationRefused(f"{path}, {fault}")
    return locale, catalog, _REVIEWER.search(text) is not None


def _locale_of(path: Path) -> Locale:
    try:
        if _TAG.fullmatch(path.stem):
            return Locale.parse(path.stem, sep="-")
    except (UnknownLocaleError, ValueError):
        pass
    raise TranslationRefused(f"{path}: a translation is called by its language, like pl.po or zh-Hant.po")


def _faults(catalog: Catalog) -> Iterator[str]:
    for message in catalog:
        if message.id and not message.fuzzy:
            for said in _strings(message.string):
                if said and not _marks(said) <= _marks(*_strings(message.id)):
                    yield f"line {message.lineno}: {said!r} holds a % or a tag that the English does not"


def _strings(given: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given or ())


def _marks(*texts: str) -> set[str]:
    return {mark for text in texts for mark in _MARK.findall(text)}
