"""A browser without scripts: cookies, forms, redirects; over a kept-alive connection or straight into the program."""

import http.client
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any, Protocol
from urllib.parse import urlencode, urljoin, urlsplit

from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.page import Form, Page

IDLE_SECONDS = 2
"""A connection that lay idle this long is opened anew: the server closes it after five."""
ANSWER_SECONDS = 90
MOST_REDIRECTS = 5
Headers = Sequence[tuple[str, str]]
Fields = Sequence[tuple[str, str]]


class UnexpectedAnswer(Exception):
    """Another status than the work needs; nothing measured after it would mean anything."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes
    seconds: float
    """From the first byte sent to the last byte read."""
    cpu: float = 0.0
    """Processor seconds of the program itself; known only in process."""

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known.lower() == name.lower()), "")


class Transport(Protocol):
    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer: ...


class Http:
    """One connection to the server, kept alive. A post is never sent twice: what is lost counts as lost."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
        self.used_at = 0.0

    def connect(self) -> None:
        """Open it, so that what follows measures no handshake."""
        self.connection.close()
        self.connection.connect()
        self.used_at = time.monotonic()

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        if time.monotonic() - self.used_at > IDLE_SECONDS:
            self.connect()
        begun = time.perf_counter()
        self.connection.request(method, path, body, dict(headers))
        response = self.connection.getresponse()
        read = response.read()
        seconds = time.perf_counter() - begun
        self.used_at = time.monotonic()
        return Answer(response.status, response.getheaders(), read, seconds)


class InProcess:
    """Straight into the WSGI application, with no server and no network: the program's own time."""

    def __init__(self, app: Any, base_url: str) -> None:
        self.app = app
        self.base_url = base_url

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        builder = EnvironBuilder(path, self.base_url, method=method, headers=list(headers.items()), data=body)
        environ = builder.get_environ()
        begun, worked = time.perf_counter(), time.thread_time()
        read, status, given = run_wsgi_app(self.app, environ, buffered=True)
        whole = b"".join(read)
        seconds, cpu = time.perf_counter() - begun, time.thread_time() - worked
        return Answer(int(status.split()[0]), list(given.items()), whole, seconds, cpu)


class Browser:
    """One person's browser: its own cookies, whatever connection it shares."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.cookies: dict[str, str] = {}
        self.spent = 0.0
        """Seconds in all requests so far."""
        self.requests = 0

    def get(self, path: str, **headers: str) -> Answer:
        return self._send("GET", path, headers, None)

    def post(self, path: str, fields: Fields) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", path, headers, urlencode(fields).encode())

    def open(self, path: str) -> Page:
        """The page at this address, or at whichever it leads to."""
        return self._arrive(path, self.get(path))

    def submit(self, page: Page, form: Form, **values: str | list[str]) -> Page:
        """Fill a form, press its button and follow where it leads."""
        path = _path(urljoin(page.path, form.action))
        return self._arrive(path, self.post(path, form.filled(**values)))

    def _arrive(self, path: str, answer: Answer) -> Page:
        for _hop in range(MOST_REDIRECTS):
            if answer.status not in (301, 302, 303, 308):
                break
            path = _path(urljoin(path, answer.header("Location")))
            answer = self.get(path)
        return Page(path, expect(answer, path, 200).body)

    def bring(self, path: str, content_type: str, body: bytes) -> Answer:
        """A form with files."""
        return self._send("POST", path, {"Content-Type": content_type}, body)

    def _send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.transport.send(method, path, {**headers, **({"Cookie": cookies} if cookies else {})}, body)
        self.spent += answer.seconds
        self.requests += 1
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                self._keep(value)
        return answer

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            if morsel.value and morsel["max-age"] != "0":
                self.cookies[name] = morsel.value
            else:
                self.cookies.pop(name, None)


def expect(answer: Answer, path: str, status: int) -> Answer:
    if answer.status != status:
        raise UnexpectedAnswer(f"{path} answered {answer.status}, not {status}")
    return answer


def fetched(browser: Browser, path: str, times: int) -> list[float]:
    """Seconds of each; one more goes before and is not counted."""
    return [answer.seconds for answer in _answers(browser, path, times)]


def worked(browser: Browser, path: str, times: int) -> list[float]:
    """Processor seconds of each, in process."""
    return [answer.cpu for answer in _answers(browser, path, times)]


def _answers(browser: Browser, path: str, times: int) -> list[Answer]:
    return [expect(browser.get(path), path, 200) for _turn in range(times + 1)][1:]


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
