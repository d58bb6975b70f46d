"""The kinds of action on a case: what each asks for, and what may follow it. A new kind is a new entry here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _l

from sharp.triage.action_fields import Ask, Field, Kind, Reach
from sharp.triage.policy import Action

YES_NO: Mapping[str, Any] = {"yes": _l("Yes"), "no": _l("No")}
GOLDEN_RULES: Mapping[str, Any] = {
    "protect": _l("Protecting a child from harm comes before privacy; the law is no barrier to that"),
    "open": _l("The child, and parents or carers where that is safe, are told what is shared, with whom and why"),
    "consent": _l("Consent is not needed to keep a child safe; where there is none, the reason is below"),
    "advice": _l("Advice was taken, or there was no doubt"),
    "identity": _l("Those who could be harmed if they were recognised are kept out of it"),
    "need": _l("Only what is needed, relevant and right, to those who need it, safely and in time"),
    "record": _l("The decision and its reasons are written down here, whatever was decided"),
}
SHEET: Mapping[str, Any] = {
    "words": _l("The pupil’s own words"),
    "name": _l("The name of the pupil who reported, and how to reach them"),
}
HOW_IT_GOES: Mapping[str, Any] = {"better": _l("Better"), "same": _l("The same"), "worse": _l("Worse")}

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
REFERRALS = (
    Kind(
        "referral", _l("Refer to an agency"), _l("Referral"),
        (
            Field("agency", _l("To whom"), Ask.AGENCY, required=True),
            Field("about", _l("Who the referral is about"), Ask.LINE, required=True),
            Field(
                "need", _l("What they need to know, and what is asked of them"), required=True,
                hint=_l(
                    "What was seen, when, and what it may do to the child. Write it so that nobody can tell "
                    "who reported."
                ),
            ),
            Field(
                "consent", _l("Do the child, and parents or carers, agree?"), Ask.CHOICE, required=True,
                options={
                    "yes": _l("Yes"), "no": _l("No, and the risk outweighs it"),
                    "not-asked": _l("Not asked: asking would raise the risk"),
                },
            ),
            Field(
                "why", _l("Why without it"), hint=_l("If they do not, or are not asked."),
                needed_if=("consent", frozenset({"no", "not-asked"})),
            ),
            Field(
                "sheet", _l("What else may stand on the sheet for the agency"), Ask.TICKS, options=SHEET,
                hint=_l(
                    "Nothing, unless the pupil agrees or a child is in danger: words alone can show who "
                    "wrote them."
                ),
            ),
            Field("sent", _l("Sent on"), Ask.DAY, hint=_l("Leave empty if it is not sent yet.")),
        ),
        hint=_l("Afterwards there is a sheet to print, filled from this case."),
    ),
    Kind(
        "referral-sent", _l("The referral is sent"), _l("Referral: sent"),
        (
            Field("day", _l("Which day"), Ask.DAY, required=True),
            Field("how", _l("How, and to whom"), Ask.LINE, required=True),
        ),
        continues="referral",
    ),
    Kind(
        "referral-answer", _l("What the agency answered"), _l("Referral: answer"),
        (
            Field(
                "answer", _l("Is it accepted?"), Ask.CHOICE, required=True,
                options={
                    "yes": _l("Accepted"), "wait": _l("On a waiting list"),
                    "more": _l("They ask for more"), "no": _l("Not accepted"),
                },
            ),
            Field("day", _l("Which day"), Ask.DAY, required=True),
            Field("what", _l("What they said, who, and any reference"), required=True,
                  hint=_l(
                      "If it is not accepted: what is done instead, and whether you disagree and take it "
                      "further."
                  )),
        ),
        continues="referral",
    ),
    Kind(
        "referral-outcome", _l("What came of the referral"), _l("Referral: outcome"),
        (
            Field("day", _l("Which day"), Ask.DAY, required=True),
            Field("what", _l("What was done, and what changed for the child"), required=True),
        ),
        continues="referral",
    ),
    Kind(
        "referral-review", _l("Review at 3 or 6 months"), _l("Referral: review"),
        (
            Field(
                "which", _l("Which review"), Ask.CHOICE, required=True,
                options={"three": _l("At 3 months"), "six": _l("At 6 months"), "other": _l("Another time")},
            ),
            Field("how", _l("How it goes"), Ask.CHOICE, required=True, options=HOW_IT_GOES),
            Field("what", _l("What shows that"), required=True),
        ),
        continues="referral",
    ),
    Kind(
        "sharing-decision", _l("Decide to share, or not"), _l("Decision to share, or not"),
        (
            Field(
                "share", _l("What is decided?"), Ask.CHOICE, required=True,
                options={"yes": _l("To share"), "no": _l("Not to share")},
            ),
            Field("whom", _l("With whom, or with whom not"), Ask.LINE, required=True),
            Field("what", _l("What exactly is shared"), hint=_l("If it is."), needed_if=("share", frozenset({"yes"}))),
            Field("rules", _l("The seven golden rules: tick what was weighed"), Ask.TICKS, options=GOLDEN_RULES),
            Field("why", _l("The reason"), required=True, hint=_l("Also when the answer is no.")),
        ),
        entry="decision", unread_first=True,
    ),
    Kind(
        "duty", _l("A report that the law asks for"), _l("Report that the law asks for"),
        (
            Field(
                "which", _l("Which duty"), Ask.CHOICE, required=True,
                options={
                    "sexual-abuse": _l("Sexual abuse of a child"), "fgm": _l("FGM"),
                    "adult": _l("Allegation about an adult who works with children"), "other": _l("Another"),
                },
            ),
            Field("known-day", _l("The day you knew"), Ask.DAY, required=True),
            Field("known-time", _l("At what time"), Ask.TIME, required=True, hint=_l("Such as 14:30.")),
            Field("told", _l("Who was told"), Ask.LINE, required=True, hint=_l(
                "Police, children’s services or LADO; name and role."
            )),
            Field("told-day", _l("The day you told them"), Ask.DAY, required=True),
            Field("told-time", _l("At what time"), Ask.TIME, required=True, hint=_l("Such as 14:30.")),
            Field("reference", _l("Their reference"), Ask.LINE),
            Field("late", _l("If it was not at once: why"), hint=_l("Only the safety of a child is a reason.")),
        ),
    ),
)  # fmt: skip
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
PLANS = (
    Kind(
        "plan", _l("Make a plan, with its next review"), _l("Plan"),
        (
            Field("steps", _l("What will be done, by whom"), required=True),
            Field("wish", _l("What the pupil wants and does not want")),
            Field("review", _l("Next review"), Ask.DAY, required=True, reach=Reach.COMING),
        ),
    ),
    Kind(
        "plan-review", _l("Review the plan"), _l("Plan: review"),
        (
            Field(
                "how", _l("How it goes"), Ask.CHOICE, required=True,
                options={**HOW_IT_GOES, "over": _l("The plan is done")},
            ),
            Field("what", _l("What shows that, and what changes"), required=True),
            Field(
                "review", _l("Next review"), Ask.DAY, reach=Reach.COMING,
                needed_if=("how", frozenset(HOW_IT_GOES)),
            ),
        ),
        continues="plan",
    ),
    Kind(
        "assessment", _l("Weigh what can be done without a name"), _l("Assessment of a report without a name"),
        (
            Field("can", _l("What can we do without knowing who?"), required=True),
            Field("acting", _l("What could go wrong if we act?"), required=True),
            Field("waiting", _l("What could go wrong if we do not?"), required=True),
            Field("recognised", _l("Who could be recognised by what we do?"), required=True),
            Field("least", _l("What is the smallest safe step?"), required=True, hint=_l(
                "The smallest thing that makes somebody safer and shows nobody who wrote."
            )),
        ),
    ),
)  # fmt: skip

ALL: Mapping[str, Kind] = MappingProxyType(
    {kind.id: kind for kind in (*PEOPLE, *REFERRALS, *POLICE_AND_DISCIPLINE, *PLANS)}
)
FIRST = tuple(kind for kind in ALL.values() if not kind.continues)
"""Those that stand by themselves, in the order in which they are offered."""


def following(what: str) -> tuple[Kind, ...]:
    return tuple(kind for kind in ALL.values() if kind.continues == what)
