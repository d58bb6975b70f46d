"""Kinds of action among people: meetings, parents or carers, restorative conferences."""

from flask_babel import lazy_gettext as _l

from sharp.triage.action_fields import Ask, Field, Kind, Reach

PEOPLE = (
    Kind(
        "meeting", _l("Meet somebody"), _l("Meeting"),
        (
            Field("day", _l("Which day"), Ask.DAY, required=True, reach=Reach.MEETING),
            Field("time", _l("At what time"), Ask.TIME, hint=_l("Such as 14:30.")),
            Field("where", _l("Where"), Ask.LINE, required=True, hint=_l("Somewhere the pupil is not seen going to.")),
            Field(
                "who", _l("Who comes"), Ask.LINE, required=True,
                hint=_l("Ask the pupil whom they want beside them."),
            ),
            Field("about", _l("What it is for")),
        ),
    ),
    Kind(
        "meeting-held", _l("What came of the meeting"), _l("Meeting: what came of it"),
        (
            Field(
                "came", _l("Did it happen?"), Ask.CHOICE, required=True,
                options={"held": _l("Yes"), "moved": _l("No: moved"), "off": _l("No: it will not happen")},
            ),
            Field("what", _l("What was said and agreed"), required=True),
        ),
        continues="meeting",
    ),
    Kind(
        "parents", _l("Parents or carers told, or not"), _l("Parents or carers"),
        (
            Field(
                "told", _l("Are they told?"), Ask.CHOICE, required=True,
                options={
                    "told": _l("Yes, told"), "later": _l("Not yet"),
                    "not": _l("No: telling them could put a child at risk, or the pupil has good reason"),
                },
            ),
            Field(
                "who", _l("Who was told"), Ask.LINE, hint=_l("If they are."),
                needed_if=("told", frozenset({"told"})),
            ),
            Field("day", _l("Which day"), Ask.DAY, hint=_l("If they are."), needed_if=("told", frozenset({"told"}))),
            Field(
                "why", _l("What was said, or why they are not told"), required=True,
                hint=_l("What the pupil wanted, and whether anybody at home could be the risk."),
            ),
        ),
        hint=_l("Never say at home who reported."),
    ),
    Kind(
        "conference", _l("Restorative conference"), _l("Restorative conference"),
        (
            Field(
                "agreed", _l("Who agreed to it, and who asked them"), required=True,
                hint=_l("Everybody is free to say no, at any time. Nobody who was harmed is ever pressed."),
            ),
            Field("day", _l("Which day"), Ask.DAY, required=True, reach=Reach.MEETING),
            Field("led", _l("Who leads it"), Ask.LINE, required=True),
            Field("rules", _l("Ground rules"), required=True),
        ),
        hint=_l(
            "Not for sexual harm, exploitation, or where one child has power over the other, without "
            "specialist advice."
        ),
    ),
    Kind(
        "conference-agreement", _l("What was agreed at the conference"), _l("Restorative conference: agreement"),
        (
            Field("agreement", _l("What was agreed, in the words of those who agreed it"), required=True),
            Field("review", _l("When it is looked at again"), Ask.DAY, required=True, reach=Reach.COMING),
        ),
        continues="conference",
    ),
    Kind(
        "conference-review", _l("Whether the agreement is kept"), _l("Restorative conference: review"),
        (
            Field(
                "kept", _l("Is it kept?"), Ask.CHOICE, required=True,
                options={"all": _l("Yes"), "part": _l("In part"), "no": _l("No")},
            ),
            Field("what", _l("What those who took part say now"), required=True),
        ),
        continues="conference",
    ),
)  # fmt: skip
