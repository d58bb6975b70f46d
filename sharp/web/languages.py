"""Which language a page is in: what its reader chose, else what their browser asks for; staff read English."""

from dataclasses import dataclass, replace
from typing import Any

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale

from sharp.model.words import Audience
from sharp.web.catalogs import Tongue, read_languages
from sharp.web.looks import keep_look, look
from sharp.web.services import settings
from sharp.web.session_cookies import audience_of

ENGLISH = "en-GB"
FIELD = "language"
"""In a form of a visit: the button that changes the language and does nothing else."""


@dataclass(frozen=True)
class Offer:
    tag: str
    own_name: str
    direction: str
    is_current: bool


class Catalogs(Domain):  # type: ignore[misc]
    """Flask-Babel's source of sentences, held in memory."""

    def __init__(self, tongues: tuple[Tongue, ...]) -> None:
        super().__init__()
        self.tongues = {tongue.tag: tongue for tongue in tongues}

    def get_translations(self) -> Any:
        found = self.tongues.get(_tag_of(get_locale()))
        return found.translations if found else NullTranslations()


def set_up_languages(app: Flask) -> None:
    """Raises TranslationRefused."""
    tongues = read_languages(app.extensions["sharp"].settings.translations)
    babel = Babel(app, default_locale=ENGLISH.replace("-", "_"), locale_selector=_choose)
    babel.domain_instance = Catalogs(tongues)
    app.after_request(_keep_what_was_asked)
    app.context_processor(_on_every_page)


def offered() -> tuple[tuple[str, str], ...]:
    """Tag and own name of each; English first, and alone where nothing is translated."""
    return ((ENGLISH, "English"), *((each.tag, each.own_name) for each in _tongues().values() if each.tag != ENGLISH))


def is_offered(tag: str | None) -> bool:
    return tag == ENGLISH or tag in _tongues()


def is_asked() -> bool:
    """Does this post change the language of a page of a visit? Then it does nothing else: what was typed comes back."""
    asked = request.form.get(FIELD)
    if audience_of(request.path) is not Audience.PUPIL or not is_offered(asked):
        return False
    g.language_asked = asked
    return True


def keep_language(response: Response, tag: str) -> Response:
    """From the next page on; large words and the rest stay as they are."""
    keep_look(response, replace(look(), language=tag), not settings().is_local)
    return response


def best_of(wanted: list[str]) -> str | None:
    """Of tags in the order of liking, the first that is offered; pt-BR is content with pt or pt-PT."""
    tags = [tag for tag, _name in offered()]
    for each in wanted:
        same = [tag for tag in tags if tag.lower() == each.lower()]
        like = [tag for tag in tags if _stem(tag) == _stem(each)]
        if same or like:
            return (same or like)[0]
    return None


def _choose() -> str | None:
    """None: English."""
    if not has_request_context() or request.path.startswith("/staff/"):
        return None
    asked = g.get("language_asked") or look().language
    tag = asked if is_offered(asked) else best_of(list(request.accept_languages.values()))
    return None if tag is None else tag.replace("-", "_")


def _keep_what_was_asked(response: Response) -> Response:
    asked = g.get("language_asked")
    return keep_language(response, asked) if asked else response


def _on_every_page() -> dict[str, Any]:
    locale = get_locale()
    tag = _tag_of(locale)
    return {
        "lang": tag,
        "text_direction": locale.text_direction if locale else "ltr",
        "languages": [
            Offer(each, name, Locale.parse(each, sep="-").text_direction, each == tag) for each, name in offered()
        ],
    }


def _tongues() -> dict[str, Tongue]:
    held: Catalogs = current_app.extensions["babel"].instance.domain_instance
    return held.tongues


def _tag_of(locale: Locale | None) -> str:
    return str(locale).replace("_", "-") if locale else ENGLISH


def _stem(tag: str) -> str:
    return tag.partition("-")[0].lower()
