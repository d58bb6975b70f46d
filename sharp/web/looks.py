"""How somebody likes their pages: language, large words, strong colours, easy reading. Only their browser knows it."""

from dataclasses import dataclass

from flask import Response, g, request

COOKIE = "look"
"""Gone when the browser closes; says nothing but how pages look, so that it needs neither seal nor prefix."""

_MODES = {"l": "is_large", "s": "is_strong", "e": "is_easy"}
_LONGEST = 40


@dataclass(frozen=True)
class Look:
    language: str = ""
    """A tag such as `en-GB`, as it came: whoever uses it checks that it is offered. Empty: not chosen."""
    is_large: bool = False
    is_strong: bool = False
    """High contrast."""
    is_easy: bool = False
    """Easy reading: shorter words, and a drawing beside each choice."""

    @property
    def is_plain(self) -> bool:
        return self == PLAIN


PLAIN = Look()


def look() -> Look:
    """That of this request; anything that is not one counts as none."""
    if "look" not in g:
        g.look = _read(request.cookies.get(COOKIE, ""))
    found: Look = g.look
    return found


def keep_look(response: Response, chosen: Look, is_secure: bool) -> None:
    """From the next page on; a plain look needs no cookie."""
    if chosen.is_plain:
        response.delete_cookie(COOKIE, path="/", secure=is_secure, httponly=True, samesite="Lax")
    else:
        response.set_cookie(COOKIE, _written(chosen), path="/", secure=is_secure, httponly=True, samesite="Lax")


def _read(written: str) -> Look:
    language, _, modes = written[:_LONGEST].partition(".")
    known = {_MODES[mode]: True for mode in modes if mode in _MODES}
    return Look(language if _is_tag(language) else "", **known)


def _is_tag(language: str) -> bool:
    return language.isascii() and language.replace("-", "").isalnum()


def _written(chosen: Look) -> str:
    return chosen.language + "." + "".join(letter for letter, name in _MODES.items() if getattr(chosen, name))
