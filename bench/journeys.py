"""What people do with the pages: a pupil tells, sends and comes back, a member of staff signs in."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.browser import Answer, Browser, expect
from bench.deployment import PASSPHRASE, Person
from bench.page import Form, Page
from sharp.accounts.one_time_codes import code_at, this_step

STORY = (
    "It started on the bus last week. Two people from the year above take my bag and throw it round, "
    "and yesterday they said what they would do if I told. I have begun to walk home the long way. "
)
LONGEST_JOURNEY = 20
ANSWERS: dict[str, dict[str, str | list[str]]] = {
    "about": {"about": "me"},
    "story": {"story": STORY},
    "when": {"when": "week", "still": "yes"},
    "wants": {"wants": ["listen", "stop"]},
}
OFFERED = {"kind": ("kinds", 2), "place": ("place", 1)}
"""Pages whose answers are the school's or the field's own: the field, and how many of its first values to take."""


@dataclass
class Visit:
    """A pupil's visit that has everything told and only the last button left to press."""

    browser: Browser
    form: Form
    story: str

    def send(self) -> Answer:
        return self.browser.post(self.form.action, self.form.fields)

    def words(self, answer: Answer) -> str:
        """The six words of a send that was accepted."""
        expect(answer, self.form.action, 303)
        page = self.browser.open(urlsplit(answer.header("Location")).path)
        return " ".join(page.words.split())


def tell_everything(browser: Browser, slug: str, story: str = STORY) -> Visit:
    """From the school's page through every question to the last page, as a pupil goes."""
    expect(browser.get(f"/{slug}/"), f"/{slug}/", 200)
    page = browser.open(f"/{slug}/report/")
    for _step in range(LONGEST_JOURNEY):
        if page.path.endswith("/check"):
            return Visit(browser, page.form(), story)
        page = browser.submit(page, page.form(), **_answers(page, story))
    raise LookupError(f"the journey did not end: {page.path}")


def tell_the_story(browser: Browser, slug: str, story: str = STORY) -> Visit:
    """Straight to the last page, skipping each question that may be skipped."""
    token = dict(browser.open(f"/{slug}/report/").form().fields)["csrf_token"]
    path = f"/{slug}/report/story"
    expect(browser.post(path, [("csrf_token", token), ("story", story)]), path, 303)
    who = browser.open(f"/{slug}/report/who")
    return Visit(browser, browser.submit(who, who.form()).form(f"/{slug}/report/check"), story)


def _answers(page: Page, story: str) -> dict[str, str | list[str]]:
    name = page.path.rpartition("/")[2]
    if name in OFFERED:
        field, count = OFFERED[name]
        return {field: page.form().offered[field][:count]}
    return {"story": story} if name == "story" else ANSWERS.get(name, {})


def come_back(browser: Browser, slug: str, words: str) -> Page:
    """The page that six words open."""
    page = browser.open(f"/{slug}/back")
    return browser.submit(page, page.form(), words=words)


def sign_in(browser: Browser, person: Person) -> None:
    page = browser.open("/staff/sign-in")
    page = browser.submit(page, page.form(), email=person.email, passphrase=PASSPHRASE)
    browser.submit(page, page.form(), code=code_at(person.totp_secret, this_step()))
