"""What is asked of a case that begins with a talk."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import (
    GovCharacterCount,
    GovCheckboxesInput,
    GovCheckboxInput,
    GovRadioInput,
    GovSelect,
    GovTextInput,
)
from wtforms.fields import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired

from sharp.reports.draft import About, Draft, Still, When
from sharp.reports.forms_start import STORY_LETTERS
from sharp.schools.facts import SchoolFacts
from sharp.triage.kinds import KINDS
from sharp.triage.talks import Source, Talk
from sharp.triage.wording import SOURCES, STILL, WHEN, place_words
from sharp.vault.encoding import new_id
from sharp.web.forms import BaseForm, LineField, ProseField, SelectChoice

ABOUT: Mapping[About, Any] = {
    About.ME: _l("The pupil who told it"),
    About.FRIEND: _l("Another pupil"),
    About.SAW: _l("Something that was seen or heard"),
    About.ADULT: _l("An adult in school"),
    About.OFFICER: _l("A police officer"),
}
UNKNOWN = SelectChoice("", _l("Not known"))


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in words.items()]


class TalkForm(BaseForm):
    school = RadioField(_l("School"), [InputRequired(_l("Choose the school."))], widget=GovRadioInput())
    source = RadioField(
        _l("What do you write down?"),
        [InputRequired(_l("Choose what you write down."))],
        choices=_choices(SOURCES),
        widget=GovRadioInput(),
    )
    about = RadioField(
        _l("Who is it about?"),
        [InputRequired(_l("Choose who it is about: it decides who reads it."))],
        choices=_choices(ABOUT),
        widget=GovRadioInput(),
    )
    story = ProseField(
        _l("What was said, in the pupil’s own words"),
        [DataRequired(_l("Write down what was said."))],
        most=STORY_LETTERS,
        widget=GovCharacterCount(),
    )
    kinds = SelectMultipleField(_l("What kind of thing is it?"), choices=_choices(KINDS), widget=GovCheckboxesInput())
    place = SelectField(_l("Where was it?"), widget=GovSelect(), validate_choice=False)
    place_more = LineField(_l("More about the place"), widget=GovTextInput())
    when = SelectField(_l("When was it?"), choices=[UNKNOWN, *_choices(WHEN)], widget=GovSelect())
    still = SelectField(_l("Is it still happening?"), choices=[UNKNOWN, *_choices(STILL)], widget=GovSelect())
    name = LineField(_l("The pupil’s name, if they want it known"), widget=GovTextInput())
    reach = LineField(_l("How to reach them safely"), widget=GovTextInput())
    wants_words = BooleanField(
        _l("Show six words for the pupil, so that they can come back and read the answer"), widget=GovCheckboxInput()
    )

    @classmethod
    def at(cls, schools: Iterable[SchoolFacts], talk: Talk | None) -> Self:
        """As kept, or as just typed; the places are those of every school that may be chosen."""
        here = tuple(schools)
        form = cls(data=_known(talk) if talk else {"school": here[0].slug if len(here) == 1 else None})
        form.school.choices = [SelectChoice(school.slug, school.name) for school in here]
        places = {str(place): place_words(str(place)) for school in here for place in school.places}
        form.place.choices = [UNKNOWN, *_choices(places)]
        return form

    def talk(self, school: SchoolFacts, before: Talk | None) -> Talk:
        """What was typed; whom it leaves out is asked on the next page, and kept."""
        draft = before.draft if before and before.school == school.id else Draft(report_id=new_id().hex())
        own = {str(place) for place in school.places}
        told = draft.but(
            about=About(self.about.data),
            story=self.story.data,
            kinds=tuple(self.kinds.data or ()),
            place=self.place.data if self.place.data in own else "",
            place_more=self.place_more.data or "",
            when=When(self.when.data) if self.when.data else None,
            still=Still(self.still.data) if self.still.data else None,
            name=self.name.data or "",
            reach=self.reach.data or "",
        )
        return Talk(school.id, Source(self.source.data), told, self.wants_words.data)


def _known(talk: Talk) -> dict[str, Any]:
    draft = talk.draft
    return {
        "source": talk.source.value, "about": draft.about, "story": draft.story, "kinds": draft.kinds,
        "place": draft.place, "place_more": draft.place_more, "when": draft.when or "", "still": draft.still or "",
        "name": draft.name, "reach": draft.reach, "wants_words": talk.wants_words,
    }  # fmt: skip
