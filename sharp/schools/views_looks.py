"""Making the pages easier to use: large words, strong colours, easy reading; a public page, and no session."""

import re

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from sharp.schools.front import front_of
from sharp.web.gate import public
from sharp.web.looks import Look, keep_look, look
from sharp.web.services import settings

bp = Blueprint("looks", __name__)

_OWN_PAGE = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*/?")
_NO_PAGE = re.compile(r"/(message|real|more)$")
"""Addresses that only take a post: the page above them is the one that shows it."""


@bp.get("/<slug:slug>/easier")
@public
def show(slug: str) -> ResponseReturnValue:
    """The form has no token: there is no session to hold one, and none is begun for the sake of a letter's size.

    The gate refuses posts from other sites, and takes one without a token for an old one: nothing can be written.
    What is left to a forger, with a browser too old to say where a post comes from, is how large the words are.
    """
    front = front_of(slug)
    came_from = _came_from(slug, request.args.get("to", ""))
    return render_template("schools/easier.html", school=front.school, back=came_from, came_from=came_from)


@bp.post("/<slug:slug>/easier")
@public
def choose(slug: str) -> ResponseReturnValue:
    front = front_of(slug)
    ticked = request.form.getlist("looks")
    answer = redirect(_came_from(front.school.slug, request.form.get("to", "")), 303)
    chosen = Look(look().language, "large" in ticked, "strong" in ticked, "easy" in ticked)
    keep_look(answer, chosen, is_secure=not settings().is_local)
    return answer


def _came_from(slug: str, to: str) -> str:
    """Back to where somebody was, if that is a page of this school and not its way out."""
    home = f"/{slug}/"
    page = to[len(home) :] if to.startswith(home) else ""
    if not _OWN_PAGE.fullmatch(page) or page.startswith("leave"):
        return home
    return home + _NO_PAGE.sub("", page)
