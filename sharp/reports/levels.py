"""How soon a report wants reading: a proposal from its category and answers, always with its reason."""

from dataclasses import dataclass

from sharp.reports.draft import About, Draft, Still
from sharp.schools.categories import CATEGORIES

UNSORTED = 2
"""Nobody has judged it and no category was ticked: it is read the same school day."""

BY_ABOUT = {
    About.ADULT: (1, "It is about an adult in school."),
    About.OFFICER: (2, "It is about a police officer."),
    About.FRIEND: (2, "A pupil is worried about a friend."),
    About.ASK: (3, "It is a question."),
    About.GOOD: (4, "It is something good or an idea."),
    About.PRACTICE: (4, "It is a practice report."),
}


@dataclass(frozen=True)
class Level:
    """1: now; 2: the same school day; 3: within two school days; 4: when patterns are looked at."""

    level: int
    reason: str


def propose_level(draft: Draft) -> Level:
    """The most urgent of what the categories and the answers propose."""
    proposals = [Level(*BY_ABOUT[draft.about])] if draft.about in BY_ABOUT else []
    if not draft.is_practice:
        known = (CATEGORIES[kind] for kind in draft.kinds if kind in CATEGORIES)
        proposals += [Level(kind.level, f"Ticked: {kind.id}.") for kind in known]
    if not proposals:
        proposals = [Level(UNSORTED, "No kind was ticked, so nobody has judged it yet.")]
    most = min(proposals, key=lambda proposal: proposal.level)
    if draft.still is Still.YES and most.level == 3:
        return Level(2, f"{most.reason} It is still happening.")
    return most
