"""A school's poster and its sheet of cards as tagged PDFs, made in memory; nothing on them says what they are for."""

import json
from pathlib import Path
from typing import Any, Final

import typst
from flask_babel import get_locale
from flask_babel import gettext as _

from sharp.triage.posters import Notice
from sharp.web.qr_code import qr_code

HERE = Path(__file__).parent
SHARED, POSTER, CARDS = HERE / "printed.typ", HERE / "poster.typ", HERE / "cards.typ"
STANDARD: Final = "ua-1"
"""For people who read a PDF by ear: the typesetter refuses a page that lacks what that needs."""


def poster_pdf(notice: Notice) -> bytes:
    said = {
        "title": _("Help and advice at %(school)s: a poster", school=notice.school),
        "headline": [_("Something wrong?"), _("Worried about a friend?")],
        "lead": [_("Get help. Ask something. Tell us what happened."), _("We do not ask who you are.")],
        "open": _("Open this on any phone or computer"),
        "scan": _("Or point a phone’s camera here"),
        "readers": [_("Who reads what you write"), *notice.readers],
        "choose": _("You see their names before you send. You can leave people out."),
        "week": [_("When they read it"), *notice.week],
        "next": [_("In school weeks.")] * bool(notice.week) + [_("The page tells you when someone reads next.")],
        "now": _("Need to talk right now?"),
        "childline": _("Childline 0800 1111"),
        "free": _("Free, day and night. Not on the phone bill."),
        "danger": _("In danger?"),
        "emergency": _("Call 999"),
        "emergency_free": _("Free. Say where you are."),
    }
    return _made(POSTER, notice, said)


def cards_pdf(notice: Notice) -> bytes:
    said = {
        "title": _("Help and advice at %(school)s: cards to cut out", school=notice.school),
        "lines": [_("For all pupils. Look things up, ask a question, find someone to talk to.")],
        "numbers": [_("Childline 0800 1111"), _("In danger: call 999")],
        "cut": _("Print on thick paper and cut along the lines."),
    }
    return _made(CARDS, notice, said)


def _made(page: Path, notice: Notice, said: dict[str, Any]) -> bytes:
    """All that is written is data to the typesetter, never its markup."""
    picture, locale = qr_code(notice.address, error="q"), get_locale()
    data = said | {
        "lang": str(locale.language),
        "region": str(locale.territory or ""),
        "dir": locale.text_direction,
        "brand": _("Help and advice"),
        "school": notice.school,
        "address": notice.typed,
        "qr": [picture.size, picture.path],
        "qr_says": _("QR code of the address %(address)s", address=notice.address),
    }
    design, plain = SHARED.read_bytes() + page.read_bytes(), json.dumps(data, default=str, ensure_ascii=False)
    try:
        made = typst.compile(design, sys_inputs={"data": plain}, format="pdf", pdf_standards=STANDARD)
    except typst.TypstError:
        # A name in a script that no font here has: boxes on paper, though the text stays in the PDF.
        made = typst.compile(design, sys_inputs={"data": plain}, format="pdf")
    assert isinstance(made, bytes)
    return made
