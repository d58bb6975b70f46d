"""A pupil's and a reader's way through the pages, in a browser: fill in what a page asks, press its button."""

from collections.abc import Iterator, Mapping

from playwright.sync_api import Page

from sharp.accounts.one_time_codes import code_at, this_step
from tests.fixtures.world import Person

MAIN = "main form"
TOLD: Mapping[str, str] = {
    "story": "They take my bag at the bus stop. I am scared to go home.",
    "place_more": "behind the canteen",
    "name": "Sam",
    "reach": "at break, not by phone",
}


def press(page: Page, form: str = MAIN) -> None:
    """Press a form's first button, and be where that leads."""
    with page.expect_navigation():
        page.locator(f"{form} button:not([type=button])").first.click()


def unfold(page: Page) -> None:
    """Open everything that is folded away."""
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")


def act(page: Page, action: str, **typed: str) -> None:
    """Fill in the form that posts to an address ending so, and press its button."""
    form = f'form[action$="{action}"]'
    for name, text in typed.items():
        page.locator(f'{form} [name="{name}"]').first.fill(text)
    press(page, form)


def answer(page: Page, told: Mapping[str, str]) -> None:
    """What this page of the journey asks."""
    path = page.url.rpartition("/")[2].partition("?")[0]
    if path == "about":
        page.check("input[value=me]")
    elif path == "name":
        page.check("input[value=yes]")
    for name in {"story": ("story",), "place": ("place_more",), "name": ("name", "reach")}.get(path, ()):
        page.fill(f"[name={name}]", told[name])


def go_on(page: Page) -> None:
    """Press what leads on: on a page that asks for files, the last button."""
    brings = page.locator(f"{MAIN}.bring").count()
    with page.expect_navigation():
        buttons = page.locator(f"{MAIN} button:not([type=button])")
        (buttons.last if brings else buttons.first).click()


def walk(page: Page, told: Mapping[str, str] = TOLD, slug: str = "alder", about: str = "me") -> Iterator[str]:
    """One page of the journey after the other, each answered after it was looked at; the last shows the words."""
    page.goto(f"/{slug}/report/")
    while True:
        path = page.url.rpartition("/")[2]
        yield path
        if path == "words":
            return
        answer(page, told)
        if path == "about":
            page.check(f"input[value={about}]")
        go_on(page)


def send(page: Page, told: Mapping[str, str] = TOLD) -> str:
    """The whole way; gives the six words."""
    for _ in walk(page, told):
        pass
    return page.inner_text("#code-words")


def keep(page: Page) -> None:
    press(page, 'form[action$="/report/words"]')


def come_back(page: Page, words: str, slug: str = "alder") -> None:
    page.goto(f"/{slug}/back")
    act(page, "/back", words=words)


def sign_in(page: Page, person: Person) -> None:
    page.goto("/staff/sign-in")
    act(page, "/staff/sign-in", email=person.email, passphrase=person.passphrase)
    act(page, "/staff/sign-in/code", code=code_at(person.totp_secret, this_step()))
    assert page.url.endswith("/staff/"), page.inner_text("main")
