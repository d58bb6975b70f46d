"""Choosing the language of pages: one post, which sets the cookie of looks and leads back."""

import re

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue

from sharp.web.gate import public
from sharp.web.languages import FIELD, is_offered, keep_language

bp = Blueprint("language", __name__)


@bp.post("/language", defaults={"slug": ""})
@bp.post("/<slug:slug>/language")
@public
def choose(slug: str) -> ResponseReturnValue:
    """No token, since a public page has no session: the gate asks where the post comes from, nothing is written."""
    answer = make_response(redirect(_back_to(slug), 303))
    chosen = request.form.get(FIELD, "")
    return keep_language(answer, chosen) if is_offered(chosen) else answer


def _back_to(slug: str) -> str:
    """A page of this school, or where its pages begin."""
    first, asked = f"/{slug}/" if slug else "/", request.form.get("to", "")
    is_ours = bool(slug) and asked.startswith(first) and re.fullmatch(r"[a-z0-9/-]+", asked) is not None
    return asked if is_ours and not asked.endswith("/leave") else first
