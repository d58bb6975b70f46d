"""Kinds of action of police and discipline: crime records, what bears a report out, searches and sanctions."""

from flask_babel import lazy_gettext as _l

from sharp.triage.action_fields import Ask, Field, Kind
from sharp.triage.action_options import YES_NO
from sharp.triage.policy import Action

POLICE_AND_DISCIPLINE = (
    Kind(
        "crime", _l("Crime record number"), _l("Crime record"),
        (
            Field("number", _l("Number"), Ask.LINE, required=True),
            Field("force", _l("Force"), Ask.LINE, required=True),
            Field("day", _l("Recorded on"), Ask.DAY, required=True),
            Field("offence", _l("What it is recorded as"), Ask.LINE, required=True),
            Field(
                "why", _l("Why it is recorded"), required=True,
                hint=_l(
                    "Who asked for it, or what makes it serious enough: the schools protocol leaves the "
                    "rest with the school."
                ),
            ),
        ),
        action=Action.CRIME,
    ),
    Kind(
        "crime-outcome", _l("Outcome code of the crime record"), _l("Crime record: outcome"),
        (
            Field(
                "code", _l("Outcome code"), Ask.LINE, required=True,
                hint=_l("As the force gives it, such as 21 or 22."),
            ),
            Field("day", _l("Given on"), Ask.DAY, required=True),
            Field("told", _l("Is whoever was harmed told?"), Ask.CHOICE, required=True, options=YES_NO),
            Field("why", _l("The reason given"), required=True),
        ),
        continues="crime", action=Action.CRIME,
    ),
    Kind(
        "corroboration", _l("What bears it out"), _l("What bears it out"),
        (
            Field(
                "source", _l("Where it comes from"), Ask.TICKS, required=True,
                options={
                    "seen": _l("An adult saw it"), "camera": _l("A camera or a record"),
                    "object": _l("A thing that was found"),
                    "told": _l("Somebody else who does not know of this report"), "own": _l("They said so themselves"),
                },
            ),
            Field("what", _l("What it is, and what it does not show"), required=True),
        ),
        hint=_l(
            "A report alone, above all one without a name, is never reason enough to search or punish "
            "anybody. It may be wrong, or meant to hurt."
        ),
    ),
    Kind(
        "sanction", _l("Search or sanction"), _l("Search or sanction"),
        (
            Field(
                "which", _l("What it is"), Ask.CHOICE, required=True,
                options={
                    "search": _l("Search of bag, pockets or locker"), "confiscation": _l("Something taken away"),
                    "detention": _l("Detention or another sanction in school"),
                    "suspension": _l("Suspension or exclusion"),
                },
            ),
            Field("day", _l("Which day"), Ask.DAY, required=True),
            Field("decided", _l("Who decided"), Ask.LINE, required=True),
            Field(
                "present", _l("Who was there, and the adult the pupil chose"), Ask.LINE, hint=_l("For a search."),
                needed_if=("which", frozenset({"search"})),
            ),
            Field("parents", _l("Are parents or carers told?"), Ask.CHOICE, required=True, options=YES_NO),
            Field("why", _l("Why, why this pupil, and what else was thought of"), required=True),
            Field(
                "result", _l("What came of it"), hint=_l("For a search."),
                needed_if=("which", frozenset({"search"})),
            ),
        ),
        hint=_l(
            "Staff never remove more than outer clothing, and never search alone. Nobody asks police to do "
            "more without the head, an appropriate adult and the parents."
        ),
        after="corroboration", action=Action.SANCTION, unread_first=True,
    ),
)  # fmt: skip
