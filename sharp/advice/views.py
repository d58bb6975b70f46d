"""Help and advice, for everyone: no session, no cookie, and one page for all topics, so that no address names one."""

from collections.abc import Mapping, Sequence

from babel.lists import format_list
from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from sharp.advice.at_school import clips_at, lines_at, topics_at
from sharp.advice.helplines import Helpline, Need, helplines_for
from sharp.advice.own_clips import OwnClip, by_topic, own_clips_at
from sharp.advice.topics import TOPICS
from sharp.schools.front import Front, front_of
from sharp.schools.own_words import words_at
from sharp.web.gate import public
from sharp.web.unit_of_work import db

bp = Blueprint("advice", __name__)


@bp.get("/<slug:slug>/help-now")
@public
def help_now(slug: str) -> ResponseReturnValue:
    front = front_of(slug)
    lines = lines_at(db(), front.school.id)
    return render_template(
        "advice/help_now.html",
        school=front.school,
        back=url_for("schools.start", slug=slug),
        can_tell=front.can_tell,
        **_each_once(lines),
    )


@bp.get("/<slug:slug>/advice")
@public
def read(slug: str) -> ResponseReturnValue:
    front = front_of(slug)
    return render_template(
        "advice/advice.html",
        school=front.school,
        back=url_for("schools.start", slug=slug),
        can_tell=front.can_tell,
        names=_names_of_readers(front),
        topics=topics_at(db(), front.roster.school.id) if front.roster else TOPICS,
        clips=clips_at(db(), front.roster.school.id) if front.roster else {},
        own_clips=_own_clips(front),
        lines=lines_at(db(), front.school.id),
        words=words_at(db(), front.school_id),
    )


def _each_once(lines: tuple[Helpline, ...]) -> dict[str, tuple[Helpline, ...]]:
    """For talking at once, for those who cannot go on, and for those who are not safe at home: no line twice."""
    talk, low = helplines_for(Need.DANGER, among=lines), helplines_for(Need.SELFHARM, among=lines)
    home = helplines_for(Need.HOME, among=lines)
    return {
        "talk": talk,
        "low": tuple(line for line in low if line not in talk),
        "home": tuple(line for line in home if line not in (*talk, *low)),
    }


def _own_clips(front: Front) -> Mapping[str, Sequence[OwnClip]]:
    """The school's own, by topic."""
    if front.roster is None:
        return {}

    def where(name: str, ending: str) -> str:
        return url_for("clips.show", slug=front.school.slug, name=name, ending=ending)

    return by_topic(own_clips_at(db(), front.roster.school.id), where)


def _names_of_readers(front: Front) -> str:
    """Those whom a report usually reaches, as one says them: Ms Green and PC Brown."""
    names = [member.shown_name for member in front.roster.nominees()] if front.roster else []
    return format_list(names, locale=get_locale())
