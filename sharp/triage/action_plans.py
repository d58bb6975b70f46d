"""Kinds of action that look ahead: plans, their reviews, and weighing what can be done without a name."""

from flask_babel import lazy_gettext as _l

from sharp.triage.action_fields import Ask, Field, Kind, Reach
from sharp.triage.action_options import HOW_IT_GOES

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
