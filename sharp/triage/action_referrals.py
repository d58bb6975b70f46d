"""Kinds of action that pass a case on: referrals to agencies, sharing, and what the law asks to be reported."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from sharp.triage.action_fields import Ask, Field, Kind
from sharp.triage.action_options import HOW_IT_GOES

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
