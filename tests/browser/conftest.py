"""One server over one small world for all tests in a browser, and a signed-in page for each of the cast."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ProxySettings

from sharp.app import create_app
from sharp.settings import read_settings
from sharp.web.application import Sharp
from tests.fixtures.application import _staff_cookie
from tests.fixtures.browser import PHONE
from tests.fixtures.serving import Server, Settle, serving
from tests.fixtures.visitor import Visitor

Opened = Callable[..., Page]
NOWHERE: ProxySettings = {"server": "http://127.0.0.1:9", "bypass": "localhost"}
"""What is not on this machine is not reached: a request that leaves it fails at once."""
HARMLESS = "https://www.bbc.co.uk/"
"""Where leaving leads, in the small world."""


@pytest.fixture(scope="session")
def served(settle: Settle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(settle(tmp_path_factory.mktemp("served") / "instance")) as server:
        yield server


@pytest.fixture(scope="session")
def beside(served: Server) -> Iterator[Sharp]:
    """The same application over the same database in this process, for what has no page."""
    given = {"instance": served.world.settings.instance, "database_url": served.world.settings.database_url}
    app = create_app(read_settings(**given, base_url=served.base_url))
    yield app
    app.extensions["sharp"].database.engine.dispose()


@pytest.fixture
def visitor(served: Server) -> Visitor:
    return Visitor(served.base_url)


@dataclass
class Contexts:
    """Fresh contexts of the browser: `page(width=320, scripts=False)` is a page in one of its own."""

    browser: Browser
    base_url: str
    opened: list[BrowserContext]

    def page(self, *, width: int = PHONE["width"], height: int = PHONE["height"], scripts: bool = True) -> Page:
        context = self.browser.new_context(
            base_url=self.base_url, viewport={"width": width, "height": height}, java_script_enabled=scripts,
            locale="en-GB", timezone_id="Europe/London", proxy=NOWHERE,
        )  # fmt: skip
        self.opened.append(context)
        return context.new_page()


@pytest.fixture
def contexts(browser: Browser, served: Server) -> Iterator[Contexts]:
    made = Contexts(browser, served.base_url, [])
    yield made
    for context in made.opened:
        context.close()


@pytest.fixture
def page_of(contexts: Contexts, beside: Sharp, served: Server) -> Opened:
    """`page_of("officer", width=320)`: a page of theirs, signed in just now without the price of a passphrase."""

    def open_page(who: str, **options: int) -> Page:
        page = contexts.page(**options)
        name, value = _staff_cookie(beside, served.world.person(who))
        page.context.add_cookies([{"name": name, "value": value, "url": served.base_url}])
        return page

    return open_page
