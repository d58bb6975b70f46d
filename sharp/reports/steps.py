"""The questions in their order: which page follows which, which are asked at all, and what later pages need."""

from collections.abc import Callable
from dataclasses import dataclass

from sharp.reports.draft import About, Draft
from sharp.reports.forms_people import NameForm, PeopleForm
from sharp.reports.forms_start import AboutForm, BeforeForm, DangerForm, StoryForm, TypingForm
from sharp.reports.forms_step import StepForm
from sharp.reports.forms_what import KindForm, PlaceForm, WantsForm, WhenForm

Ask = Callable[[Draft], bool]


def _always(_draft: Draft) -> bool:
    return True


@dataclass(frozen=True)
class Step:
    path: str
    """Under /<school>/report/; the first page's is empty. It names no topic."""
    form: type[StepForm] | None = None
    """None: the page has a view of its own."""
    applies: Ask = _always
    settled: Ask = _always
    """What every later page needs of this one."""
    may_skip: bool = True

    @property
    def template(self) -> str:
        return f"reports/{self.path or 'danger'}.html"


STEPS = (
    Step("", DangerForm, may_skip=False),
    Step("before", BeforeForm, may_skip=False),
    Step("typing", TypingForm, applies=lambda draft: draft.typed_by is not None),
    Step("about", AboutForm),
    Step("story", StoryForm, settled=lambda draft: bool(draft.story), may_skip=False),
    Step("kind", KindForm),
    Step("place", PlaceForm),
    Step("when", WhenForm, applies=lambda draft: draft.about not in (About.ASK, About.GOOD)),
    Step("show", applies=lambda draft: draft.offers_files),
    Step("wants", WantsForm),
    Step("name", NameForm),
    Step(
        "people",
        PeopleForm,
        applies=lambda draft: draft.is_about_adult,
        settled=lambda draft: draft.named is not None,
        may_skip=False,
    ),
    Step("who", settled=lambda draft: bool(draft.shown)),
    Step("check"),
)
_BY_PATH = {step.path: step for step in STEPS}
FIRST = STEPS[0]


def find(path: str) -> Step | None:
    return _BY_PATH.get(path)


def following(path: str, draft: Draft) -> str:
    return next(step.path for step in _after(path) if step.applies(draft))


def preceding(path: str, draft: Draft) -> str | None:
    """None: it is the first page."""
    return next((step.path for step in reversed(_before(path)) if step.applies(draft)), None)


def first_missing(path: str, draft: Draft) -> str | None:
    """The first page before this one that must be answered still."""
    return next((step.path for step in _before(path) if step.applies(draft) and not step.settled(draft)), None)


def _before(path: str) -> tuple[Step, ...]:
    return STEPS[: STEPS.index(_BY_PATH[path])]


def _after(path: str) -> tuple[Step, ...]:
    return STEPS[STEPS.index(_BY_PATH[path]) + 1 :]
