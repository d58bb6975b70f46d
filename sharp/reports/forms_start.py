"""The first pages: danger, what to know before, who it is about, what happened."""

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCharacterCount
from wtforms.validators import DataRequired

from sharp.reports.draft import About, Draft, TypedBy
from sharp.reports.forms_step import OneOf, StepForm
from sharp.schools.facts import Roster
from sharp.web.forms import ProseField, SelectChoice

STORY_LETTERS = 10_000

ABOUT = {
    About.ME: _l("Me"),
    About.FRIEND: _l("A friend"),
    About.SAW: _l("Something I saw or heard"),
    About.ADULT: _l("An adult in school"),
    About.OFFICER: _l("A police officer"),
    About.ASK: _l("I want to ask something"),
    About.GOOD: _l("Something good, or an idea"),
    About.PRACTICE: _l("I just want to try this out"),
}


class DangerForm(StepForm):
    """Nothing but a button."""


class BeforeForm(StepForm):
    """Nothing but a button."""


TYPED_BY = {
    TypedBy.SCHOOL: _l("Someone who works at the school"),
    TypedBy.FAMILY: _l("A parent or carer"),
    TypedBy.ADULT: _l("Another adult"),
}
NOBODY = "nobody"


class TypingForm(StepForm):
    """Asked of nobody who does not press the link on the page before."""

    typed_by = OneOf(
        _l("Who is typing for a pupil?"),
        [
            *(SelectChoice(value, label) for value, label in TYPED_BY.items()),
            SelectChoice(NOBODY, _l("Nobody. I write this myself")),
        ],
    )

    @classmethod
    def known(cls, draft: Draft) -> dict[str, Any]:
        return {"typed_by": draft.typed_by}

    def answered(self, draft: Draft) -> Draft:
        chosen = self.typed_by.data
        return draft.but(typed_by=TypedBy(chosen) if chosen in tuple(TypedBy) else None)


class AboutForm(StepForm):
    about = OneOf(_l("Who or what is it about?"), [SelectChoice(value, label) for value, label in ABOUT.items()])

    @classmethod
    def known(cls, draft: Draft) -> dict[str, Any]:
        return {"about": draft.about}

    def answered(self, draft: Draft) -> Draft:
        changed = draft.but(about=About(self.about.data) if self.about.data else None)
        return changed if changed.is_about_adult else changed.but(named=None, concerns=())


STORY_QUESTIONS = {
    About.FRIEND: _l("What is happening to your friend?"),
    About.ASK: _l("What do you want to ask?"),
    About.GOOD: _l("What do you want to tell us?"),
    About.PRACTICE: _l("What would you like to write?"),
}
"""Of all others: what happened?"""


class StoryForm(StepForm):
    story = ProseField(
        _l("What happened?"),
        [DataRequired(_l("Please write something here. A few words are enough."))],
        most=STORY_LETTERS,
        widget=GovCharacterCount(),
    )

    @classmethod
    def at(cls, roster: Roster, draft: Draft) -> Self:
        form = cls(data={"story": draft.story})
        if draft.about in STORY_QUESTIONS:
            form.story.label.text = STORY_QUESTIONS[draft.about]
        return form

    def answered(self, draft: Draft) -> Draft:
        return draft.but(story=self.story.data)
