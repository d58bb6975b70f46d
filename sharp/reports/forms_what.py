"""What kind of thing, where, when, and what would help."""

from collections.abc import Iterable
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextInput

from sharp.reports.draft import Draft, Still, Want, When
from sharp.reports.forms_step import OneOf, SomeOf, StepForm
from sharp.schools.categories import GROUPS
from sharp.schools.facts import Roster, SchoolFacts
from sharp.schools.places import Zone
from sharp.web.forms import LineField, SelectChoice

WHEN = {
    When.TODAY: _l("Today"),
    When.WEEK: _l("This week"),
    When.LONGER: _l("Longer ago"),
    When.UNKNOWN: _l("I don't know"),
}
STILL = {Still.YES: _l("Yes"), Still.NO: _l("No"), Still.UNKNOWN: _l("I don't know")}
WANTS = {
    Want.LISTEN: _l("Someone to listen"),
    Want.STOP: _l("Make it stop"),
    Want.POLICE: _l("I want the police to do something"),
    Want.KNOW: _l("Nothing now. I just want you to know"),
    Want.TALK: _l("Talk to someone face to face"),
}
ZONES = {
    Zone.SCHOOL: _l("At school"),
    Zone.WAY: _l("On the way to or from school"),
    Zone.NEAR: _l("Near school"),
    Zone.ONLINE: _l("Online or on a phone"),
}
UNKNOWN_PLACE = "unknown"


def choices(words: Any) -> Iterable[SelectChoice]:
    return [SelectChoice(value, label) for value, label in words.items()]


class KindForm(StepForm):
    kinds = SomeOf(_l("What kind of thing is it?"))

    @classmethod
    def at(cls, roster: Roster, draft: Draft) -> Self:
        form = cls(data={"kinds": draft.kinds})
        form.kinds.offer(
            SelectChoice(kind.id, kind.pupil_words, optgroup=group.pupil_words)
            for group in GROUPS
            for kind in group.categories
        )
        return form

    def answered(self, draft: Draft) -> Draft:
        answered = draft.but(kinds=self.kinds.ticked)
        return answered if answered.may_show else answered.without_files()


class PlaceForm(StepForm):
    place = OneOf(_l("Where was it?"))
    place_more = LineField(_l("Say more about the place, if you like"), widget=GovTextInput())

    @classmethod
    def at(cls, roster: Roster, draft: Draft) -> Self:
        form = cls(data={"place": draft.place or None, "place_more": draft.place_more})
        form.place.choices = places_of(roster.school)
        return form

    def answered(self, draft: Draft) -> Draft:
        chosen = self.place.data if self.place.data != UNKNOWN_PLACE else ""
        return draft.but(place=chosen or "", place_more=self.place_more.data)


def places_of(school: SchoolFacts) -> list[SelectChoice]:
    """The school's own places by zone, and not knowing."""
    own = [SelectChoice(str(place), place.pupil_words, optgroup=str(ZONES[place.zone])) for place in school.places]
    return [*own, SelectChoice(UNKNOWN_PLACE, str(_l("I don't know, or I'd rather not say")))]


class WhenForm(StepForm):
    when = OneOf(_l("When was it?"), choices(WHEN))
    still = OneOf(_l("Is it still happening?"), choices(STILL))

    @classmethod
    def known(cls, draft: Draft) -> dict[str, Any]:
        return {"when": draft.when, "still": draft.still}

    def answered(self, draft: Draft) -> Draft:
        return draft.but(
            when=When(self.when.data) if self.when.data else None,
            still=Still(self.still.data) if self.still.data else None,
        )


class WantsForm(StepForm):
    wants = SomeOf(_l("What would help?"), choices(WANTS))

    @classmethod
    def known(cls, draft: Draft) -> dict[str, Any]:
        return {"wants": draft.wants}

    def answered(self, draft: Draft) -> Draft:
        return draft.but(wants=tuple(want for want in Want if want in self.wants.ticked))
