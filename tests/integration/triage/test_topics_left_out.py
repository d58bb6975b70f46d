"""A school leaves a topic out and says why; those that stand for life, force or harm by adults stay at every school."""

import pytest

from sharp.advice.content import TOPIC
from sharp.advice.topics import TOPICS, Topic
from tests.fixtures.application import SignIn
from tests.fixtures.pages import CheckedClient, form_on, prefilled, soup_of, text_of
from tests.fixtures.world import World
from tests.integration.promises.ground import examined
from tests.integration.schools.thief import tamper
from tests.integration.triage.test_content import PAGE, TOPIC_AT, change, live, published, rows, ship, standing

THEFT_AT = f"{PAGE}/alder/topic/theft"
WHY = "Our own lessons say more about it."
STAY = {"touching", "pictures", "someone-online", "weapons", "gangs", "home", "feelings", "adults"}


def shown(client: CheckedClient, slug: str = "alder") -> list[str]:
    return [str(topic["id"]) for topic in soup_of(client.get(f"/{slug}/advice")).select("details.topic")]


ALL = [topic.fragment for topic in TOPICS]


def test_it_is_left_out_once_the_lead_agrees_and_the_others_keep_their_numbers(
    as_: SignIn, client: CheckedClient
) -> None:
    lead = published(as_, THEFT_AT, shown="no", why=WHY)
    assert shown(client) == ALL
    page = text_of(lead.get(THEFT_AT))
    assert "Pupils do not see this topic." in page
    assert f"New: {WHY}" in page
    live(as_, THEFT_AT, shown="no", why=WHY)
    assert shown(client) == [fragment for fragment in ALL if fragment != "t7"]
    assert shown(client, "birch") == ALL
    page = client.get("/alder/advice").get_data(as_text=True)
    assert "#t7" not in page
    assert WHY not in page
    assert "Theft and robbery" not in page
    assert WHY in text_of(lead.get(f"{THEFT_AT}/history"))
    assert "Pupils do not see it" in text_of(lead.get(f"{PAGE}/alder"))
    again = prefilled(form_on(lead.get(f"{THEFT_AT}/change"), "/change"))
    assert (again["shown"], again["why"]) == ("no", WHY)


def test_it_comes_back_the_same_as_it_was(as_: SignIn, client: CheckedClient, world: World) -> None:
    before = client.get("/alder/advice").get_data()
    live(as_, THEFT_AT, shown="no", why=WHY)
    live(as_, THEFT_AT, shown="yes", why="")
    assert client.get("/alder/advice").get_data() == before
    assert standing(world, "topic", "theft").is_own is False, "it is the shipped one again, and can be translated"


def test_what_a_school_accepted_before_there_was_the_choice_is_accepted_still(world: World) -> None:
    for piece in TOPIC.shipped:
        assert set(piece.parts) == {field.name for field in TOPIC.fields} - {"shown", "why"}
        assert standing(world, "topic", piece.id).waiting is None


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"shown": "no", "why": ""}, "Write why, in one line"),
        ({"shown": "yes", "why": WHY}, "there is nothing to say here"),
        ({"shown": "perhaps", "why": WHY}, "There is a problem"),
        ({"shown": "no", "why": "x" * 121}, "That is too long"),
    ],
)
def test_why_is_said_and_nothing_else(as_: SignIn, fields: dict[str, str], says: str) -> None:
    answer = change(as_("officer"), THEFT_AT, **fields)
    assert answer.status_code == 422
    assert says in text_of(answer)


@pytest.mark.parametrize("topic", TOPICS, ids=[topic.id for topic in TOPICS])
def test_which_of_them_stay(as_: SignIn, client: CheckedClient, topic: Topic) -> None:
    """Their pages have no such choice, and a press made by hand leaves none of them out."""
    assert topic.stays is (topic.id in STAY)
    at, lead = f"{PAGE}/alder/topic/{topic.id}", as_("spoc")
    fields = prefilled(form_on(lead.get(f"{at}/change"), "/change"))
    assert ("shown" in fields) is not topic.stays
    said = fields | {"shown": "no", "why": WHY, "publish": "1"}
    assert lead.post(f"{at}/change", data=said).status_code == 303
    if not topic.stays:
        lead.submit(at, {}, action="/acceptance")
    assert (topic.fragment in shown(client)) is topic.stays


def test_a_topic_that_stays_from_now_on_is_there_where_it_was_left_out(
    as_: SignIn, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(as_, TOPIC_AT, shown="no", why=WHY)
    assert "t1" not in shown(client)
    ship(monkeypatch, "topic", "bullying")
    assert shown(client) == ALL


@pytest.mark.parametrize("cell", ["mac_v = 999", "parts = replace(parts, 'lessons', 'x')"])
def test_a_forged_row_leaves_nothing_out(as_: SignIn, client: CheckedClient, world: World, cell: str) -> None:
    live(as_, THEFT_AT, shown="no", why=WHY)
    [*_older, newest] = rows(world, "topic", "theft")
    tamper(world.database, f"UPDATE pieces SET {cell} WHERE id = :id", id=newest.id)
    assert shown(client) == ALL
    assert any(line.startswith(f"pieces {newest.id.hex()}: ") for line in examined(world))
