"""How pupils get there: a school's poster and cards to print, the link for its own site, and an assembly to hold."""

from flask import Blueprint, Response, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from sharp.model.words import Role
from sharp.schools.wording import show_readers
from sharp.triage.access import Place, nominee_at, nominees_only
from sharp.triage.navigation import frame
from sharp.triage.poster_files import cards_pdf, poster_pdf
from sharp.triage.posters import address_of, is_only_here, link_of, notice_of
from sharp.web.qr_code import qr_code

bp = Blueprint("posters", __name__, url_prefix="/staff")


@bp.get("/posters")
@nominees_only
def show() -> ResponseReturnValue:
    shown = [(place.school, address_of(place.school)) for place in nominee_at()]
    return render_template("triage/posters.html", shown=shown, **frame("posters.show"))


@bp.get("/posters/<slug:slug>")
@nominees_only
def show_one(slug: str) -> ResponseReturnValue:
    school = _place(slug).school
    return render_template(
        "triage/posters_one.html", school=school, address=address_of(school), picture=qr_code(address_of(school)),
        link=link_of(school), is_only_here=is_only_here(), **frame("posters.show"),
    )  # fmt: skip


@bp.get("/posters/<slug:slug>/poster.pdf")
@nominees_only
def show_poster(slug: str) -> ResponseReturnValue:
    return _as_file(poster_pdf(notice_of(_place(slug).roster)), f"help-and-advice-{slug}-poster.pdf")


@bp.get("/posters/<slug:slug>/cards.pdf")
@nominees_only
def show_cards(slug: str) -> ResponseReturnValue:
    return _as_file(cards_pdf(notice_of(_place(slug).roster)), f"help-and-advice-{slug}-cards.pdf")


@bp.get("/assembly")
@nominees_only
def show_assemblies() -> ResponseReturnValue:
    """Whoever looks after one school has nothing to choose."""
    found = nominee_at()
    if len(found) == 1:
        return _assembly(found[0])
    schools = [place.school for place in found]
    return render_template("triage/assemblies.html", schools=schools, **frame("posters.show_assemblies"))


@bp.get("/assembly/<slug:slug>")
@nominees_only
def show_assembly(slug: str) -> ResponseReturnValue:
    return _assembly(_place(slug))


def _assembly(place: Place) -> str:
    has_officer = any(member.role is Role.SSO for member in place.roster.nominees())
    return render_template(
        "triage/assembly.html", notice=notice_of(place.roster), slug=place.school.slug, has_officer=has_officer,
        readers=show_readers(place.roster), **frame("posters.show_assemblies"),
    )  # fmt: skip


def _place(slug: str) -> Place:
    """404 for a school where the signed-in person is no nominee."""
    return next((place for place in nominee_at() if place.school.slug == slug), None) or abort(404)


def _as_file(made: bytes, name: str) -> Response:
    response = make_response(made)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
