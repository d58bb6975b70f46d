"""Whatever is posted, wherever: a page that says what is wrong, never a fault, and nothing half done."""

import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from sharp.vault import credentials
from sharp.web.application import Sharp
from sharp.web.forms import one_line, plain_text
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled
from tests.fixtures.reports import Filed, file_report
from tests.fixtures.world import World
from tests.integration.clips.bringing import lying_clip
from tests.integration.promises.ground import TRAIL, cheap_words, dump
from tests.integration.reports.test_journey import go
from tests.integration.triage.handing import handed_over
from tests.integration.triage.moves import offered, offers_in

FIELDS = (
    "lead", "title", "brief", "scope", "may_say", "days", "reply", "question",
    "story", "about", "kinds", "place", "place_more", "when", "still", "wants", "give", "name", "reach", "concerns",
    "left_out", "shown", "shown_n", "seen", "message", "drop", "words", "to", "once", "helped", "safe", "email",
    "passphrase", "again", "old", "other", "code", "level", "reason", "outcome", "word", "keep_long", "note", "fp",
    "heard", "cases", "addressee", "knows", "school", "answer", "hours-0", "hours-6", "terms", "closures", "on_call",
    "calendar", "read", "what", "fault", "today", "who", "tell", "friend", "hope", "number", "hours", "last", "preview",
    "publish", "leader", "pupils", "why", "to_all", "led", "on", "rev", "of", "view", "whose", "overdue",
    "file", "looks", "typed_by", "topic", "captions", "captions_file", "film", "replaces", "hidden",
)  # fmt: skip
"""Every field of every form."""
FINE = {200, 302, 303, 400, 403, 404, 405, 409, 413, 415, 422, 429}
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="message"'
NOT_A_FORM = (
    (MULTIPART, PART + b"\r\n\r\nHello\r\n--x--\r\n"),
    (MULTIPART, PART + b'; filename="a.exe"\r\n\r\nMZ\r\n--x--'),
    ("multipart/form-data", b"--x\r\n"),
    ("application/json", b'{"message": "Hello", "csrf_token": null}'),
    ("text/plain", b"message=Hello"),
    ("application/x-www-form-urlencoded; charset=utf-16", "message=Hello".encode("utf-16")),
    ("", b"message=Hello"),
    ("nonsense", b"\x00\xff" * 50),
    ("application/xml", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
    (URLENCODED, b"&".join(b"field%d=x" % number for number in range(5_000))),
    (URLENCODED, b"%zz=%zz&message=%&%=%00%ff&=&&&==;"),
)
"""Bodies in which no token can be read."""
HUGE = b"message=" + b"x" * 10_000_000
VALUES = (
    b"%00", b"a%00b%07", b"%ED%A0%80", b"%FF%FE%C3", b"%zz%", b"-1", b"99999999999999999999999", b"1e999", b"NaN",
    b"%C2%BD", b"[]", b"{}", b"null", b"' OR 1=1 --", b"%7B%7B7*7%7D%7D", b"%25%28x%29s%25s%n",
    b"..%2F..%2Fetc%2Fpasswd", b"%E2%80%AE%F0%9F%98%A2", b"%0D%0ASet-Cookie:%20x=y", b"%CC%81%CC%81", b"+++",
    b"x" * 10_500,
)  # fmt: skip


Shape = Callable[[bytes], bytes]


def plain(value: bytes) -> bytes:
    return b"&".join(name.encode() + b"=" + value for name in FIELDS)


def twice(value: bytes) -> bytes:
    return plain(value) + b"&" + plain(b"1")


def nested(value: bytes) -> bytes:
    return b"&".join(quote(name + shape).encode() + b"=" + value for name in FIELDS for shape in ("[]", "[a][b]", ".0"))


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow derivations are made cheap here: what they are given is what is looked at."""
    cheap_words(monkeypatch)
    defaults = {"memory_kib": 8, "passes": 1}
    monkeypatch.setattr(credentials.stretch_passphrase, "__kwdefaults__", defaults)


class Sender:
    """A visit or a staff session, the token of its forms, and the buttons it can press."""

    def __init__(self, client: CheckedClient, page: str, addresses: tuple[str, ...]) -> None:
        self.client, self.page, self.addresses = client, page, addresses
        self.known_token = b""

    def token(self) -> bytes:
        if not self.known_token:
            page = FlaskClient.open(self.client, self.page)
            while page.location is not None:
                page = FlaskClient.open(self.client, page.location)
            self.known_token = b"csrf_token=" + prefilled(form_on(page))["csrf_token"].encode()
        return self.known_token

    def post(self, address: str, body: bytes, content_type: str = URLENCODED) -> TestResponse:
        answer = FlaskClient.open(self.client, address, method="POST", data=body, content_type=content_type)
        if "Set-Cookie" in answer.headers:
            self.known_token = b""
        return answer


def addresses(
    app: Sharp, filed: Filed, *, staff: bool, followup: str = "0" * 32, offer: str = "0" * 32, clip: str = "0" * 32
) -> tuple[str, ...]:
    """Every address that takes a post."""
    samples = {"<slug:slug>": "alder", "<ref:reference>": filed.reference, "<token>": "x" * 43}
    samples |= {"<string(length=32):nomination>": "0" * 32, "<handed:followup>": followup, "<handed:offer>": offer}
    samples |= {"<handed:file>": "0" * 32, "<kind>/<item>": "word/welcome", "<handed:clip>": clip}
    found = []
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and rule.rule.startswith("/staff/") is staff:
            address = rule.rule
            for name, sample in samples.items():
                address = address.replace(name, sample)
            paths = ("about", "story", "kind", "place", "when", "wants", "name", "people")
            acts = ("message", "name", "now", "helped", "withdraw", "real")
            found += [
                address.replace("<path>", path).replace("<act>", act) for path, act in _each(address, paths, acts)
            ]
    return tuple(dict.fromkeys(found))


def _each(address: str, paths: tuple[str, ...], acts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if "<path>" in address:
        return zip(paths, paths, strict=True)
    return zip(acts, acts, strict=True) if "<act>" in address else iter([("", "")])


@pytest.fixture
def senders(world: World, app: Sharp, as_: SignIn) -> tuple[Sender, ...]:
    """Somebody who tells, one who came back, an officer, a pastoral lead, a stranger to all, an officer elsewhere."""
    filed = file_report(world)
    followup = handed_over(world, as_, filed, may_say="y")
    teller, returner = app.test_client(), app.test_client()
    assert isinstance(teller, CheckedClient)
    assert isinstance(returner, CheckedClient)
    go(teller, "check")
    returner.submit("/alder/back", {"words": filed.words.display})
    officer = as_("officer")
    officer.get(f"/staff/cases/{filed.reference}")
    offered(world, as_, filed, "officer_elsewhere")
    [offer] = offers_in(world)
    pupils = addresses(app, filed, staff=False)
    staff = addresses(app, filed, staff=True, followup=followup, offer=offer.id.hex(), clip=lying_clip(world).id)
    back = tuple(address for address in pupils if "/back/" in address)
    signs_out = ("/staff/sign-out", "/staff/account/sign-out-everywhere")
    staying = tuple(address for address in staff if address not in signs_out)
    stranger = app.test_client()
    assert isinstance(stranger, CheckedClient)
    return (
        Sender(teller, "/alder/report/", pupils),
        Sender(returner, "/alder/back/report", back),
        Sender(officer, "/staff/account", staying),
        Sender(as_("pastoral"), "/staff/account", tuple(each for each in staff if followup in each)),
        Sender(stranger, "/staff/sign-in", staff),
        Sender(as_("officer_elsewhere"), "/staff/account", tuple(each for each in staff if offer.id.hex() in each)),
    )


def assert_changes_nothing(senders: tuple[Sender, ...], world: World, every: int) -> None:
    before = dump(world.database, but={"sessions", *TRAIL})
    for sender in senders:
        for number, address in enumerate(sender.addresses):
            for content_type, body in NOT_A_FORM[number % every :: every]:
                answer = sender.post(address, body, content_type)
                assert answer.status_code in FINE, (address, content_type, body[:40])
                if content_type.startswith("multipart"):
                    # Only where files are taken is it read at all, and then it has no token.
                    expected = {400, 422} if address.endswith(("/report/show", "/clips/new")) else {400}
                    assert answer.status_code in expected, (address, content_type)
    assert dump(world.database, but={"sessions", *TRAIL}) == before


def test_what_is_no_form_of_ours_changes_nothing(senders: tuple[Sender, ...], world: World) -> None:
    assert_changes_nothing(senders, world, every=3)


@pytest.mark.torture
def test_what_is_no_form_of_ours_changes_nothing_anywhere(senders: tuple[Sender, ...], world: World) -> None:
    assert_changes_nothing(senders, world, every=1)


def test_ten_megabytes_are_refused_unread_everywhere(senders: tuple[Sender, ...], world: World) -> None:
    [teller, _returner, officer, lead, *_others] = senders
    before = dump(world.database)
    for sender in (teller, officer, lead):
        for address in sender.addresses:
            assert sender.post(address, HUGE).status_code == 413, address
    assert dump(world.database) == before


def assert_no_fault(senders: tuple[Sender, ...], shape: Shape, every: int) -> None:
    """Each address is given every so manieth value, the next address the next ones."""
    for sender in senders:
        for number, address in enumerate(sender.addresses):
            for value in VALUES[number % every :: every]:
                answer = sender.post(address, sender.token() + b"&" + shape(value))
                assert answer.status_code in FINE, (address, value[:40])


@pytest.mark.parametrize(("shape", "every"), [(plain, 4), (twice, 11), (nested, 11)])
def test_no_value_in_any_field_is_a_fault(senders: tuple[Sender, ...], shape: Shape, every: int) -> None:
    """With a good token, so that the forms themselves are asked."""
    assert_no_fault(senders, shape, every)


@pytest.mark.torture
@pytest.mark.parametrize("shape", [plain, twice, nested])
def test_no_value_in_any_field_is_a_fault_anywhere(senders: tuple[Sender, ...], shape: Shape) -> None:
    assert_no_fault(senders, shape, 1)


def test_what_is_refused_with_a_good_token_leaves_nothing(senders: tuple[Sender, ...], world: World) -> None:
    """Nothing but white space, nothing but control characters, and far too much."""
    [_teller, returner, officer, lead, *_others] = senders
    before = dump(world.database, but={"sessions", "sign_in_counts", *TRAIL})
    acts = [a for a in officer.addresses if a.endswith(("/notes", "/level", "/closure", "/reopening", "/recall"))]
    acts += [a for a in officer.addresses if a.startswith("/staff/cases/") and a.endswith(("/messages", "/words"))]
    replies = [a for a in lead.addresses if a.startswith("/staff/followups/") and "/files/" not in a]
    said = [a for a in returner.addresses if a.endswith(("/message", "/name", "/helped"))]
    for sender, places in ((officer, acts), (lead, replies), (returner, said)):
        for address in places:
            for value in (b"", b"+++", b"%00%07%1B", b"%0D%0A%09", b"x" * 10_500):
                answer = sender.post(address, sender.token() + b"&" + plain(value))
                assert answer.status_code == 422 or (answer.status_code == 413 and len(value) > 10_000), address
    assert dump(world.database, but={"sessions", "sign_in_counts", *TRAIL}) == before


QUERIES = (
    "page=-1", "page=9e9", "page=%00", "view=%FF", "school=..", "next=//evil.example", "next=%0d%0a", "from=%00",
    "q=%00%ED%A0%80",
)  # fmt: skip
PAGES = (
    "/", "/alder/", "/alder/report/", "/alder/report/story", "/alder/report/%ED%A0%80", "/alder/back", "/%00/",
    "/staff/", "/staff/queue", "/staff/queue/search", "/staff/sign-in", "/staff/prove", "/staff/cases/%00",
    "/staff/set-up/%FF%00",
)  # fmt: skip


def test_no_question_in_an_address_is_a_fault(senders: tuple[Sender, ...]) -> None:
    """And no answer leads away from here."""
    for sender in senders:
        for page in PAGES:
            for query in QUERIES:
                answer = FlaskClient.open(sender.client, f"{page}?{query}")
                assert answer.status_code in FINE | {308}, (page, query)
                assert "evil" not in (answer.location or "").partition("?")[0]


ANYTHING = st.text(alphabet=st.characters(codec=None))


@given(ANYTHING)
def test_plain_text_can_be_stored_and_shown(typed: str) -> None:
    kept = plain_text(typed)
    kept.encode()
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()
    assert not [mark for mark in kept if mark not in "\n\t" and unicodedata.category(mark) in ("Cc", "Cs")]
    assert plain_text(kept) == kept


@given(ANYTHING)
def test_one_line_is_one_line(typed: str) -> None:
    kept = one_line(typed)
    assert len(kept.splitlines()) <= 1
    assert "  " not in kept
    assert one_line(kept) == kept


@given(st.text(alphabet="ab \r\n", max_size=20))
def test_line_ends_are_made_one_and_none_is_lost_inside(typed: str) -> None:
    inside = f"x{typed}x"
    assert plain_text(inside) == inside.replace("\r\n", "\n").replace("\r", "\n")


def test_nothing_typed_is_nothing() -> None:
    assert (plain_text(None), one_line(None), plain_text("\x00\u200b"[:1])) == ("", "", "")
