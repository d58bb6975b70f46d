"""Who tells, whom it is about, who will see it, and the send."""

from collections.abc import Iterable
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import HiddenField
from wtforms.widgets import HiddenInput

from sharp.model.words import Role
from sharp.reports import visit
from sharp.reports.draft import Draft, Named
from sharp.reports.forms_start import STORY_LETTERS
from sharp.reports.forms_step import OneOf, SomeOf, StepForm
from sharp.reports.readers import Listed, ReaderList, offered
from sharp.schools.facts import Member, Roster
from sharp.schools.wording import ROLE_WORDS
from sharp.web.forms import LineField, ProseField, SelectChoice

NO, YES, SOME_HEAD = "no", "yes", "head"
PAST_THEM = "past-them"


class NameForm(StepForm):
    give = OneOf(
        _l("Do you want to tell us your name?"),
        [SelectChoice(NO, _l("No")), SelectChoice(YES, _l("Yes, and how to reach me safely"))],
    )
    name = LineField(_l("Your name"), widget=GovTextInput())
    reach = LineField(_l("How can we reach you safely?"), widget=GovTextInput())

    @classmethod
    def known(cls, draft: Draft) -> dict[str, Any]:
        return {"give": YES if draft.name or draft.reach else None, "name": draft.name, "reach": draft.reach}

    def answered(self, draft: Draft) -> Draft:
        """A No stands, whatever is in the boxes."""
        if self.give.data == NO:
            return draft.but(name="", reach="")
        return draft.but(name=self.name.data, reach=self.reach.data)


class PeopleForm(StepForm):
    """About an adult: whoever is named here does not get it."""

    concerns = SomeOf(_l("Is it one of these people?"), validate_choice=False)

    @classmethod
    def at(cls, roster: Roster, draft: Draft) -> Self:
        named = [draft.named] if draft.named and draft.named is not Named.READERS else []
        form = cls(data={"concerns": [*draft.concerns, *named]})
        people = roster.readers(roster.today())
        form.concerns.offer([*_people(people), *_otherwise(people)])
        return form

    def answered(self, draft: Draft) -> Draft:
        """Ticking nothing is as good as rather not saying; a name outweighs either."""
        ticked = self.concerns.ticked
        concerns = tuple(value for value in ticked if value not in tuple(Named))
        if Named.HEAD in ticked:
            return draft.but(named=Named.HEAD, concerns=concerns)
        if concerns:
            return draft.but(named=Named.READERS, concerns=concerns)
        is_none = ticked == (Named.NONE,)
        return draft.but(named=Named.NONE if is_none else Named.RATHER_NOT, concerns=())


def _people(people: Iterable[Member]) -> list[SelectChoice]:
    return [
        SelectChoice(member.nomination_id.hex(), f"{member.shown_name} ({ROLE_WORDS[member.role]})")
        for member in people
    ]


def _otherwise(people: Iterable[Member]) -> list[SelectChoice]:
    """The head can be meant even where none is on the list."""
    head = [] if any(m.role is Role.HEAD for m in people) else [SelectChoice(Named.HEAD, _l("Head of the school"))]
    return [
        *head,
        SelectChoice(Named.NONE, _l("None of these people")),
        SelectChoice(Named.RATHER_NOT, _l("I'd rather not say")),
    ]


class WhoForm(StepForm):
    """Whom to leave out; carries the list that the page showed."""

    left_out = SomeOf(_l("Do you want to leave somebody out?"), validate_choice=False)
    shown = HiddenField()
    shown_n = HiddenField()

    @classmethod
    def showing(cls, roster: Roster, draft: Draft) -> Self:
        past = [PAST_THEM] if draft.past_them else []
        form = cls(data={"left_out": [*draft.left_out, *past]})
        form.left_out.offer([*map(_leaving_out, offered(roster, draft)), *_past_them(draft)])
        return form

    def answered(self, draft: Draft) -> Draft:
        """Those who were left out and are not on offer now stay left out."""
        before = [gone for gone in draft.left_out if gone not in self.left_out.offered]
        ticked = [value for value in self.left_out.ticked if value != PAST_THEM]
        return draft.but(left_out=(*before, *ticked), past_them=PAST_THEM in self.left_out.ticked)

    def showed(self, readers: ReaderList) -> bool:
        return (self.shown.data, self.shown_n.data) == spelled(readers)


def _leaving_out(reader: Listed) -> SelectChoice:
    return SelectChoice(reader.nomination_id.hex(), str(_l("Leave out %(name)s", name=reader.shown_name)))


def _past_them(draft: Draft) -> list[SelectChoice]:
    if draft.is_about_adult:
        return []
    return [SelectChoice(PAST_THEM, _l("Send it past all of them, to the head"))]


def spelled(readers: ReaderList) -> tuple[str, str]:
    """A list as the page's hidden fields carry it."""
    return ",".join(readers.ids), str(readers.n)


class SendForm(StepForm):
    """The send carries the story as its page shows it, so that no tab sends another tab's text."""

    story = ProseField(most=STORY_LETTERS, widget=HiddenInput())
    seen = HiddenField()

    @classmethod
    def showing(cls, draft: Draft, *faults: str) -> Self:
        form = cls(formdata=None, data={"story": draft.story, "seen": visit.state_of(draft)})
        form.form_errors = list(faults)
        return form

    def answered(self, draft: Draft) -> Draft:
        return draft.but(story=self.story.data) if self.story.data else draft

    def saw(self, draft: Draft) -> bool:
        """Are the other answers still those that the page showed?"""
        return self.seen.data in ("", None, visit.state_of(draft))
