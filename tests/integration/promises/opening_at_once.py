"""Several people opening one case at the same time, each in a browser of their own."""

from concurrent.futures import ThreadPoolExecutor

from flask.testing import FlaskClient

from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.reports import Filed
from tests.integration.triage.desk import case_path

READERS = ("officer", "spoc", "deputy")


def open_at_once(app: Sharp, as_: SignIn, filed: Filed, *, clients: int, times: int) -> list[int]:
    """How each opening was answered. Pages are not looked at: that would leave no time to race."""
    browsers = [as_(READERS[number % len(READERS)]) for number in range(clients)]

    def opens(browser: FlaskClient) -> list[int]:
        return [FlaskClient.open(browser, case_path(filed)).status_code for _time in range(times)]

    with ThreadPoolExecutor(clients) as pool:
        return [status for answered in pool.map(opens, browsers) for status in answered]
