"""The pupil's thread as it grows: pupil and officer write in turn, and the pupil looks."""

from collections.abc import Iterator

from bench.browser import Browser, Http, InProcess, expect, fetched, worked
from bench.deployment import Deployment, School
from bench.floor import bare_derivations, bare_opens
from bench.journeys import STORY, come_back, sign_in, tell_the_story
from bench.plan import Plan
from bench.samples import median, percentile
from bench.table import Row, at_most, kb, ms
from sharp.model.reports import Report
from sharp.reports import coming_back
from sharp.vault.padding import ENTRY_STEPS
from sharp.vault.words import parse_words

MOST_THREAD_MS = 60
TRIES_OF_WORDS = 7
COPIES = 7
REPLY = (
    "Thank you for writing. We have spoken to the bus company and will be at the stop on Monday. Tell us how it goes."
)


def threads(deployment: Deployment, plan: Plan) -> Iterator[Row]:
    """One report, its words derived once at entry; the messages go through both people's own forms."""
    slug = deployment.oak.slug
    pupil, officer = Browser(Http(deployment.port)), Browser(Http(deployment.port))
    within = Browser(InProcess(deployment.app, deployment.settings.base_url))
    sender = tell_the_story(Browser(Http(deployment.port)), slug)
    words = sender.words(sender.send())
    yield _coming_back(deployment, pupil, words)
    come_back(within, slug, words)
    sign_in(officer, deployment.oak.officer)
    talk, length = _Talk(pupil, officer, deployment.oak, _reference(deployment, words)), 0
    for wanted in plan.thread:
        for number in range(length, wanted):
            talk.say(number)
        length = wanted
        yield _thread_row(pupil, within, f"/{slug}/back/report", plan.views, wanted)
    yield from _case_rows(officer, talk.case, plan.views // 2, length)


def _coming_back(deployment: Deployment, pupil: Browser, words: str) -> Row:
    took = []
    for _turn in range(TRIES_OF_WORDS):
        begun = pupil.spent
        come_back(pupil, deployment.oak.slug, words)
        took.append(pupil.spent - begun)
    derivation = 1 / bare_derivations(1, TRIES_OF_WORDS)
    said = f"p50 {ms(median(took))}, 3 requests, of them one Argon2id {ms(derivation)}"
    return Row("coming back with six words, over HTTP", said, figures={"p50": median(took), "derivation": derivation})


def _thread_row(pupil: Browser, within: Browser, path: str, views: int, length: int) -> Row:
    took, size = fetched(pupil, path, views), len(pupil.get(path).body)
    inside = median(worked(within, path, views // 2))
    measured = f"p50 {ms(median(took))}, p95 {ms(percentile(took, 95))} ({ms(inside)} CPU in process), {kb(size)} raw"
    figures = {"p50": median(took), "p95": percentile(took, 95), "inside": inside, "raw": size, "messages": length}
    messages = "1 message" if length == 1 else f"{length} messages"
    return at_most(f"thread, {messages}, over HTTP", measured, median(took) * 1000, MOST_THREAD_MS, "ms", **figures)


def _case_rows(officer: Browser, case: str, views: int, length: int) -> Iterator[Row]:
    """The same case as its officer reads it, and as a copy on paper."""
    took = fetched(officer, case, views)
    shown, least = median(took), bare_opens(ENTRY_STEPS[0], times=length)
    measured = f"p50 {ms(shown)}, p95 {ms(percentile(took, 95))}: {shown / least:.0f} x opening its entries"
    figures = {"p50": shown, "floors": shown / least}
    yield Row(f"case of {length} messages, opened, over HTTP", measured, figures=figures)
    form, path = officer.open(f"{case}/copy").form(f"{case}/copy"), f"{case}/copy"
    copies = [
        expect(officer.post(path, form.filled(purpose="record", format="pdf")), path, 200) for _turn in range(COPIES)
    ]
    p50, size = median([copy.seconds for copy in copies]), len(copies[0].body)
    measured = f"p50 {ms(p50)}, {kb(size)}: {p50 / least:.0f} x opening its entries"
    figures = {"p50": p50, "floors": p50 / least}
    yield Row(f"PDF of a case of {length} messages, over HTTP", measured, figures=figures)


def _reference(deployment: Deployment, words: str) -> str:
    """By what name staff know the report that these words open."""
    school = deployment.roster(deployment.oak).school
    stretched = coming_back.stretch(parse_words(words), school)
    with deployment.opened.database.reading() as db:
        found = coming_back.open_by_words(db, deployment.opened.keys, school, stretched)
        assert found is not None
        report = db.get(Report, found.report_id)
        assert report is not None
        return report.reference


class _Talk:
    """Each writes with the form of a page opened once."""

    def __init__(self, pupil: Browser, officer: Browser, school: School, reference: str) -> None:
        self.pupil, self.officer = pupil, officer
        self.from_pupil = pupil.open(f"/{school.slug}/back/report").form(f"/{school.slug}/back/report/message")
        self.case = f"/staff/cases/{reference}"
        self.from_officer = officer.open(self.case).form(f"{self.case}/messages")

    def say(self, number: int) -> None:
        if number % 2 == 0:
            fields = self.from_officer.filled(message=f"{REPLY} ({number})", seen="")
            expect(self.officer.post(self.from_officer.action, fields), self.from_officer.action, 303)
        else:
            fields = self.from_pupil.filled(message=f"{STORY} ({number})", once=f"{number}")
            expect(self.pupil.post(self.from_pupil.action, fields), self.from_pupil.action, 303)
