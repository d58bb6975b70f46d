"""Helplines that a school adds: six places beside the shipped ones, each empty until somebody writes there."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sharp import clock
from sharp.advice.helplines import ASK_AFTER_DAYS, OWN, Cost, Helpline, Kind, Need
from sharp.advice.numbers import number_faults, who_faults
from sharp.advice.opening import LONDON, Known, Opening
from sharp.schools.shipped import ContentKind, Field, Parts, Shipped
from sharp.schools.timetable_sheet import read_date

PLACES = tuple(f"{OWN}{number}" for number in range(1, 7))
ANYTHING = frozenset(Need) - {Need.DANGER}
"""Beside "Call 999" stand only lines that answer day and night."""
_NEEDS = {
    "": _l("Anything that worries a pupil"),
    Need.SELFHARM: _l("Hurting oneself, or feeling that one cannot go on"),
    Need.HOME: _l("Home, care or running away"),
    Need.BODIES: _l("Sexual harm, or pictures"),
    Need.ONLINE: _l("Somebody online"),
    Need.CRIME: _l("Crime"),
    Need.DRUGS: _l("Drugs or drink"),
}
_FREE = ("0800", "0808", "116")
_NEEDED = ("name", "number", "hours", "who", "about", "checked")


def own_line(piece: Shipped, parts: Parts) -> Helpline | None:
    """None: the place is empty."""
    checked = read_date(parts["checked"])
    if not parts["name"] or checked is None:
        return None
    need, is_free = parts["for"], parts["number"].startswith(_FREE)
    return Helpline(
        id=piece.id, source_name=parts["name"], kind=Kind.CALL, number=parts["number"], text="",
        opening=Opening(Known.WEEKLY), source_hours=parts["hours"], page="", source_who=parts["who"],
        source_about=parts["about"], cost=Cost.FREE if is_free else Cost.CHARGED,
        needs=frozenset({Need(need)}) if need in _NEEDS and need else ANYTHING, always=False, checked=checked,
        author="", reviewer="", reviewed=None,
    )  # fmt: skip


def _faults(_piece: Shipped, parts: Parts) -> Iterator[tuple[str, str]]:
    if not any(parts.values()):
        return
    for name in _NEEDED:
        if not parts[name]:
            yield name, _("Write something here. To take the helpline away, empty it all.")
    if parts["number"]:
        yield from (("number", fault) for fault in number_faults(parts["number"]))
    yield from (("who", fault) for fault in who_faults(parts["who"]))
    if parts["checked"]:
        yield from (("checked", fault) for fault in _day_faults(read_date(parts["checked"])))


def _day_faults(day: date | None) -> Iterator[str]:
    today = clock.now().astimezone(LONDON).date()
    if day is None:
        yield _("Write the day on which somebody last rang it, like 2 September 2026.")
    elif day > today:
        yield _("This day is still to come. Ring it first.")
    elif (today - day).days > ASK_AFTER_DAYS:
        yield _("That was more than %(days)d days ago. Ring it again first.", days=ASK_AFTER_DAYS)


_FIELDS = (
    Field("name", _l("Name"), _l("To take a helpline away, empty every box."), is_line=True, may_be_empty=True,
          most=120),
    Field("number", _l("Number"), _l("Such as 0161 496 0000: a press calls it."), is_line=True, may_be_empty=True,
          most=20),
    Field("hours", _l("When it is open, in words"), is_line=True, may_be_empty=True, most=120),
    Field("who", _l("Whom it is for"), is_line=True, may_be_empty=True, most=120),
    Field("about", _l("What it is for"), is_line=True, may_be_empty=True, most=500),
    Field("for", _l("Where pupils find it, besides the list of all"), is_line=True, may_be_empty=True,
          choices=tuple(_NEEDS.items())),
    Field("checked", _l("The day on which somebody last rang it"), _l("Such as 2 September 2026."), is_line=True,
          may_be_empty=True, most=40),
)  # fmt: skip
OWN_LINES = ContentKind(
    "helpline",
    _l("Helplines of your own"),
    tuple(Shipped(place, _l("A helpline of your own"), dict.fromkeys((field.name for field in _FIELDS), ""), "",
                  titled_by="name")
          for place in PLACES),
    _FIELDS,
    template="content/helpline.html",
    made=own_line,
    faults=_faults,
    advice=_l("For a service near you that answers children. Ring it before you accept it. Nothing that is for adults "
              "only stands here."),
)  # fmt: skip
"""Of the same name as the shipped ones, so that a page asks for both at once."""
