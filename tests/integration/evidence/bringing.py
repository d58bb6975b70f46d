"""Files brought as a browser brings them, and what lies in the store afterwards."""

from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from sharp.vault.words import CodeWords, parse_words
from tests.fixtures.evidence import store_of
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of
from tests.fixtures.world import World
from tests.integration.reports.test_journey import at, go, onward

SHOW, LATER = "/alder/report/show", "/alder/back/report/show"
MULTIPART = "multipart/form-data; boundary=edge"


def bring(client: CheckedClient, *files: bytes, to: str = SHOW, **fields: Any) -> TestResponse:
    """Fetch the page, choose these, and press the button; each has a name that tells too much."""
    address, page = f"{to}?add=1", client.get(to)
    filled = {**prefilled(form_on(page, to)), **fields}
    return client.post(address, data=form_of(filled, *files), content_type=MULTIPART)


def form_of(fields: Mapping[str, Any], *files: bytes) -> bytes:
    """As a browser puts it together: the fields in their order, then the files, each with its name."""
    parts = [b'form-data; name="%s"\r\n\r\n%s' % (name.encode(), str(fields[name]).encode()) for name in fields]
    parts += [
        b'form-data; name="files"; filename="Aaliyah %d.jpg"\r\nContent-Type: image/jpeg\r\n\r\n%s' % (number, data)
        for number, data in enumerate(files)
    ]
    return b"".join(b"--edge\r\nContent-Disposition: " + part + b"\r\n" for part in parts) + b"--edge--\r\n"


def told_up_to_files(client: CheckedClient, **changed: dict[str, Any]) -> TestResponse:
    return go(client, "show", **changed)


def on_to_check(client: CheckedClient) -> TestResponse:
    """From the page after the files to the one that sends."""
    page = client.get(at("wants"))
    while page.request.path != at("check"):
        page = onward(client, page)
        assert page.status_code == 200
    return page


def send(client: CheckedClient) -> CodeWords:
    assert client.press(on_to_check(client)).location == at("words")
    found = soup_of(client.get(at("words"))).select_one("#code-words")
    assert found is not None
    return parse_words(found.get_text())


def lying(world: World) -> list[str]:
    """Names of what is stored."""
    return sorted(name for name, _day in store_of(world).days())
