"""Every page there is, for pupils and for staff, one after the other, so that each can be looked at."""

import base64
from collections.abc import Iterator

from playwright.sync_api import Page

from sharp.accounts import people
from sharp.accounts.one_time_codes import code_at, this_step
from sharp.triage.action_kinds import FIRST, following
from sharp.triage.policy import Action
from sharp.vault.encoding import new_id
from tests.browser.walking import TOLD, act, answer, come_back, keep, press, unfold, walk
from tests.fixtures.reports import Filed
from tests.fixtures.world import World

PUBLIC = (
    "/", "/alder/", "/alder/advice", "/alder/help-now", "/alder/who-reads", "/alder/how-it-works",
    "/alder/covering-tracks", "/alder/easier", "/birch/", "/nowhere/", "/alder/nothing",
)  # fmt: skip
LATER = ("now", "name", "helped", "withdraw")
HOMES = ("officer", "spoc", "head", "contact", "pastoral", "coordinator", "operator")
READERS = ("officer", "spoc", "head", "contact")
OWN_PAGES = ("/staff/account", "/staff/account/passphrase", "/staff/account/recovery-codes", "/staff/prove")


def public_pages(page: Page) -> Iterator[str]:
    for path in PUBLIC:
        page.goto(path)
        yield path


def journey_pages(page: Page) -> Iterator[str]:
    """Each step, each that can refuse also as it refuses, and what comes after the send."""
    for path in walk(page):
        yield f"step {path or 'danger'}"
        yield from _refusals(page, path)
    keep(page)
    yield "words kept"


def _refusals(page: Page, path: str) -> Iterator[str]:
    """A page with its own fault on it; afterwards it stands there as before."""
    empty = {"story": "story", "place": "place_more", "name": "name"}.get(path)
    if empty is None:
        return
    if path == "name":
        page.check("input[value=yes]")
    page.fill(f"[name={empty}]", "" if path == "story" else "x" * 501)
    press(page)
    assert page.locator(".govuk-error-summary").count(), f"{path} refuses nothing"
    yield f"step {path}, refused"


def adult_pages(page: Page) -> Iterator[str]:
    """About an adult a page more is asked; leaving everybody out is said; practice is on every page."""
    page.goto("/alder/report/")
    while not page.url.endswith("/check"):
        if page.url.endswith("/people"):
            yield "step people"
        if page.url.endswith("/who"):
            page.locator("input[name=left_out]").first.check()
            press(page)
            yield "step who, somebody left out"
        answer(page, TOLD)
        if page.url.endswith("/about"):
            page.check("input[value=adult]")
        press(page)
    page.goto("/alder/back")
    yield "coming back beside a draft"


def back_pages(page: Page, filed: Filed) -> Iterator[str]:
    words = filed.words.display
    page.goto("/alder/back")
    yield "back"
    act(page, "/back", words="apple not-a-word")
    yield "back, no word of ours"
    act(page, "/back", words=" ".join(reversed(words.split())))
    yield "back, opens nothing"
    come_back(page, words)
    yield "conversation"
    act(page, "/report/message", message="")
    yield "conversation, nothing written"
    for path in LATER:
        page.goto(f"/alder/back/report/{path}")
        yield f"back {path}"
        if path in ("name", "helped"):
            press(page)
            yield f"back {path}, refused"
    page.goto("/alder/back/report/now")
    act(page, "/report/now", message="They are at the door.")
    yield "conversation, not safe"
    page.goto("/alder/back/report/nothing")
    yield "back, no page"


def late_pages(page: Page, filed: Filed) -> Iterator[str]:
    """What a visit that is over shows: the journey, a message, the six words asked for again."""
    come_back(page, filed.words.display)
    page.fill("[name=message]", "Typed before it was over.")
    [cookie] = page.context.cookies()
    page.context.add_cookies([{**cookie, "value": "A" * 43}])
    press(page, 'form[action$="/report/message"]')
    yield "a message that came too late"
    page.goto("/alder/report/story")
    yield "the journey of a visit that is over"


def practice_pages(page: Page, filed: Filed) -> Iterator[str]:
    come_back(page, filed.words.display)
    yield "a practice report"


def arriving_pages(page: Page, world: World) -> Iterator[str]:
    """Signing in, and setting an account up from its invitation."""
    page.goto("/staff/sign-in")
    yield "sign in"
    act(page, "/sign-in", email="nobody@example.org", passphrase="wrong otter lantern")
    yield "sign in, refused"
    person = world.person("deputy")
    act(page, "/sign-in", email=person.email, passphrase=person.passphrase)
    yield "code"
    act(page, "/sign-in/code", code="000000")
    yield "code, refused"
    yield from _set_up_pages(page, world)


def _set_up_pages(page: Page, world: World) -> Iterator[str]:
    with world.database.writing() as db:
        _, token = people.invite(db, email=f"{new_id().hex()}@example.org", name="Nia Evans")
    page.goto(f"/staff/set-up/{token}")
    yield "set-up, passphrase"
    press(page)
    yield "set-up, passphrase refused"
    words = page.inner_text("#offer")
    page.fill("[name=passphrase]", words)
    page.fill("[name=again]", words)
    press(page)
    yield "set-up, phone"
    press(page)
    yield "set-up, phone refused"
    secret = base64.b32decode(page.inner_text("#totp-secret").replace(" ", ""))
    page.fill("[name=code]", code_at(secret, this_step()))
    press(page)
    yield "set-up, recovery codes"
    press(page)
    yield "set-up, ready"
    page.goto("/staff/set-up/no-such-token")
    yield "set-up, no invitation"


def staff_pages(page: Page, who: str) -> Iterator[str]:
    """What everyone has, and what only some may see."""
    for path in (
        "/staff/",
        "/staff/queue",
        "/staff/school",
        "/staff/nominations",
        "/staff/words",
        "/staff/hours",
        "/staff/hours/alder",
        "/staff/posters",
        "/staff/posters/alder",
        "/staff/assembly",
        "/staff/content",
        "/staff/content/alder",
        "/staff/content/alder/topic/bullying",
        "/staff/content/alder/topic/bullying/change",
        "/staff/content/alder/helpline/shout/history",
        "/staff/content/alder/clips",
        "/staff/content/alder/clips/new",
        "/staff/deletions",
        "/staff/endings",
        *OWN_PAGES,
    ):
        page.goto(path)
        yield f"{who} {path}"


def clip_pages(page: Page, clip: str) -> Iterator[str]:
    """A nominee's: a clip of the school's own that waits for the lead, and the forms about it as they refuse."""
    clips = "/staff/content/alder/clips"
    for path in (clips, f"{clips}/{clip}/words", f"{clips}/{clip}/removal", f"{clips}/new?instead={clip}"):
        page.goto(path)
        yield f"own clips, {path.rpartition('/')[2]}"
    page.goto(f"/staff/content/alder/own-clip/{clip}")
    yield "own clips, one before it is accepted"
    page.goto(f"{clips}/{clip}/words")
    page.fill("[name=captions]", "WEBVTT")
    press(page, 'form[action$="/words"]')
    yield "own clips, words refused"
    page.goto(f"{clips}/new")
    if page.locator("[name=film]").count():  # not where ffmpeg is missing
        page.locator("form.bring .govuk-button").click()
        page.wait_for_selector(".govuk-error-summary")
        yield "own clips, a new one refused"


def handing_pages(page: Page, filed: Filed) -> Iterator[str]:
    """A nominee's: the brief to be written, as it refuses, and what was handed over."""
    case = f"/staff/cases/{filed.reference}"
    page.goto(f"{case}/followups/new")
    yield "hand over"
    press(page, 'form[action$="/followups"]')
    yield "hand over, refused"
    for field in ("lead", "scope", "days"):
        page.locator(f"input[name={field}]").last.check()
    page.check("input[name=may_say]")
    act(page, "/followups", title="Corridor at break", brief="Please stand there this week.")
    yield "case, handed over"
    page.goto(f"{case}/followups/new")
    yield "hand over, nobody left to hand it to"
    page.goto(case)
    page.locator('a[href*="/followups/"]:not([href$=new])').first.click()
    yield "a hand-over"
    for action in ("/words", "/recall"):
        press(page, f'form[action$="{action}"]')
        yield f"a hand-over, {action} refused"


def advising_pages(page: Page, filed: Filed) -> Iterator[str]:
    """A nominee's: what an officer may be given of a case, and the brief by which they are asked for advice."""
    case = f"/staff/cases/{filed.reference}"
    page.goto(case)
    unfold(page)
    yield "case, an officer may be brought in"
    page.locator("[name=reader]").first.check()
    page.check("[name=scope][value=advice]")
    press(page, 'form[action$="/sharing"]')
    yield "ask for advice"
    press(page, 'form[action$="/advice"]')
    yield "ask for advice, refused"
    page.locator("[name=days]").first.check()
    act(page, "/advice", title="A general question", brief="Must that be recorded?")
    yield "case, advice asked"
    page.goto(f"{case}/followups/advice")
    yield "ask for advice, nobody left to ask"
    page.goto(case)
    page.locator('a[href*="/followups/"]:not([href$=new])').first.click()
    yield "advice that was asked"


def adviser_pages(page: Page) -> Iterator[str]:
    """An officer's, who is asked for advice."""
    page.goto("/staff/followups")
    yield "advice is asked"
    page.locator("main tbody a").first.click()
    unfold(page)
    yield "a brief"
    act(page, "/replies", reply="It must.")
    yield "a brief, answered"


def naming_pages(page: Page, adviser: Page, filed: Filed) -> Iterator[str]:
    """The officer is brought in without the name, while their page of the brief stays open; the name is given later."""
    case = f"/staff/cases/{filed.reference}"
    page.goto(case)
    unfold(page)
    page.locator("[name=reader]").first.check()
    page.check("[name=scope][value=anonymised]")
    press(page, 'form[action$="/sharing"]')
    unfold(page)
    yield "case, without the name"
    act(page, "/names", reason="")
    yield "case, giving the name refused"
    act(adviser, "/replies", reply="Too late.")


def lead_pages(page: Page) -> Iterator[str]:
    """The list of a pastoral lead, and one follow-up with the whole report, through each act until it is given back."""
    page.goto("/staff/")
    yield "start, something handed over"
    page.goto("/staff/followups")
    yield "handed to you"
    page.locator("main tbody a").first.click()
    yield "a follow-up"
    unfold(page)
    yield "a follow-up, unfolded"
    for action in ("/replies", "/questions", "/messages", "/return"):
        press(page, f'form[action$="{action}"]')
        yield f"a follow-up, {action} refused"
        unfold(page)
    act(page, "/messages", message="I am in room 4 at lunch.")
    unfold(page)
    act(page, "/questions", question="Which break?")
    yield "a follow-up, asked"
    act(page, "/replies", reply="Stood there all week.")
    yield "a follow-up, answered"
    unfold(page)
    act(page, "/return", reason="Nothing is left to do.")
    yield "handed to you, given back"


def offering_pages(page: Page, filed: Filed) -> Iterator[str]:
    """A nominee's: whom to ask at the other school, as it refuses, and where the offer stands."""
    page.goto(f"/staff/cases/{filed.reference}/move")
    yield "hand to another school"
    press(page, 'form[action$="/move/offer"]')
    yield "hand to another school, refused"
    page.get_by_label("Mrs Mensah, SPOC").check()
    page.locator("input[name=knows]").first.check()
    act(page, "/move/offer", reason="The family moves at half term.")
    yield "case, offered"
    page.goto(f"/staff/cases/{filed.reference}/move")
    yield "an offer that waits"
    press(page, 'form[action$="/withdrawal"]')
    yield "an offer that waits, withdrawal refused"


def offered_pages(page: Page) -> Iterator[str]:
    """The addressee's."""
    page.goto("/staff/")
    yield "start, a case is offered"
    page.goto("/staff/offers")
    yield "offers"
    press(page, 'form[action$="/answer"]')
    yield "offers, refused"
    page.locator("input[value=yes]").first.check()
    press(page, 'form[action$="/answer"]')
    yield "start, answered"
    page.goto("/staff/offers")
    yield "offers, accepted"


def sending_pages(page: Page, filed: Filed) -> Iterator[str]:
    page.goto(f"/staff/cases/{filed.reference}/move")
    yield "send to another school"
    act(page, "/move", brief="", word="")
    yield "send to another school, refused"
    act(page, "/move", brief="Watch the bus stop.", word="Mrs Mensah can read this now.")
    unfold(page)
    yield "case, moved"
    page.goto(f"/staff/cases/{filed.reference}/move")
    yield "hand to another school, moved"


def moved_pages(page: Page, filed: Filed) -> Iterator[str]:
    """The pupil's, in a visit that was open before it went, and by the same words."""
    page.reload()
    yield "conversation, moved"
    come_back(page, filed.words.display)
    assert "/birch/" in page.url
    yield "conversation, there"


def case_pages(page: Page, filed: Filed, waiting: bytes) -> Iterator[str]:
    """A reader's own: the queue's three views, the search, a case in each state, and a nomination to confirm."""
    for view in ("open", "practice", "closed"):
        page.goto(f"/staff/queue?view={view}")
        yield f"queue, {view}"
    act(page, "/queue/search", words="bag")
    yield "search"
    act(page, "/queue/search", words="nothing like it")
    yield "search, nothing found"
    case = f"/staff/cases/{filed.reference}"
    page.goto(case)
    yield "case"
    for action in ("/messages", "/notes", "/level", "/closure", "/hold", "/filing"):
        page.goto(case)
        unfold(page)
        yield f"case, open for {action}"
        press(page, f'form[action$="{action}"]')
        yield f"case, {action} refused"
    yield from _action_pages(page, case)
    page.goto(case)
    act(page, "/messages", message="Thank you for telling us.")
    yield "case, answered"
    unfold(page)
    page.locator('form[action$="/closure"] select').select_option("helped")
    act(page, "/closure", reason="A plan is agreed.", word="It has stopped.")
    yield "case, closed"
    yield from _saved_pages(page)
    page.goto("/staff/cases/BCDF-GHJK")
    yield "no such case"
    page.goto(f"/staff/nominations/{waiting.hex()}")
    yield "a nomination"
    for path in ("words/thanks", "agencies/new"):
        page.goto(f"/staff/words/alder/{path}")
        yield f"prepared {path}"
        page.fill("[name=title]", "")
        press(page, f'form[action$="{path}"]')
        yield f"prepared {path}, refused"


def _saved_pages(page: Page) -> Iterator[str]:
    for path, name in (("/staff/queue?level=2", "Same day"), ("/staff/queue/search", "Looked for")):
        page.goto(path)
        unfold(page)
        yield f"{name}, to be saved"
        act(page, "/queue/views", name=name)
        yield f"{name}, saved"
    page.goto("/staff/queue/views")
    yield "saved views"
    act(page, "/name", name="")
    yield "saved views, refused"


def merging_pages(page: Page, first: Filed, second: Filed) -> Iterator[str]:
    """Two cases that are worked on as one: chosen, led and leading, answered, closed, each also as it refuses."""
    leading, led = (f"/staff/cases/{each.reference}" for each in (first, second))
    for path in (led, leading, f"{leading}/links"):
        page.goto(path)
    yield "what may belong together"
    page.goto(f"{leading}/merging?other={second.reference}")
    yield "two cases to be merged"
    press(page, 'form[action$="/merging"]')
    yield "two cases to be merged, refused"
    page.check("input[name=leader][value=this]")
    page.check("input[name=pupils][value=two]")
    press(page, 'form[action$="/merging"]')
    yield "case, leading"
    for action in ("/answers", "/separation"):
        unfold(page)
        press(page, f'form[action$="{action}"]')
        yield f"case, leading, {action} refused"
    page.goto(led)
    unfold(page)
    yield "case, led"
    page.goto(leading)
    unfold(page)
    page.locator('form[action$="/closure"] select').select_option("helped")
    act(page, "/closure", reason="A plan is agreed.", word="It has stopped.")
    yield "case, leading, closing asks for each word"
    page.goto("/staff/queue")
    yield "queue, cases worked on as one"


def _action_pages(page: Page, case: str) -> Iterator[str]:
    """Every kind of action, empty and refused; then a referral on the case's page, its correction and its sheet."""
    for kind in FIRST:
        if kind.action is Action.ACT:
            page.goto(f"{case}/actions/{kind.id}")
            yield f"action {kind.id}"
            press(page, f'form[action$="{kind.id}"]')
            yield f"action {kind.id}, refused"
    page.goto(f"{case}/actions/referral")
    page.locator("select[name=agency]").select_option("camhs")
    page.check("input[name=consent][value=yes]")
    act(page, "/actions/referral", about="A pupil of year 9", need="Help soon.")
    unfold(page)
    yield "case, with a referral"
    for kind in following("referral"):
        page.locator(f'a[href*="/actions/{kind.id}/"]').click()
        yield f"action {kind.id}"
        page.goto(case)
    page.locator('a[href*="/actions/referral/"]').click()
    yield "action referral, corrected"
    page.goto(case)
    page.locator('a[href*="/sheets/"]').click()
    yield "sheet"
