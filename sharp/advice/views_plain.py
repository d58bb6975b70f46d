"""All that a school's public pages say, as plain text: for the oldest phones, and for filters that break pages."""

import re

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from sharp.advice.at_school import lines_at
from sharp.schools.front import front_of, reading_facts
from sharp.web.gate import public
from sharp.web.services import settings
from sharp.web.unit_of_work import db

bp = Blueprint("plain", __name__)


@bp.get("/<slug:slug>/plain")
@public
def read(slug: str) -> ResponseReturnValue:
    front = front_of(slug)
    text = render_template(
        "advice/plain.txt",
        school=front.school,
        can_tell=front.can_tell,
        lines=lines_at(db(), front.school.id),
        home=f"{settings().base_url}/{slug}/",
        **reading_facts(front.roster),
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", {"Content-Type": "text/plain; charset=utf-8"}
