"""Every act that a person can do on a case: its address, a form filled in rightly, and what it leaves behind.

A new act is one more entry of ACTS, and its rows in the table of `test_who_does_what.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sharp.model.words import Act as Line
from sharp.triage.action_fields import Kind
from sharp.triage.action_kinds import ALL
from sharp.triage.policy import Action
from tests.integration.promises.holding import ANY_LENGTH, Before, Case, Grounds
from tests.integration.triage.deeds import right, typed
from tests.integration.triage.handing import BRIEF, TITLE, handing

Filled = Mapping[str, Any]
CASES = "/staff/cases/<ref:reference>"
LEADS = "/staff/followups/<handed:followup>"
OFFERS = "/staff/offers/<handed:offer>"
CONTINUED = "actions/<what>/<entry>"


@dataclass(frozen=True)
class Act:
    """One button or page. `line`: what the trail says of it."""

    method: str
    rule: str
    needs: Action
    line: Line
    fill: Callable[[Grounds, Case], Filled] = lambda _grounds, _case: {}
    """Its form; of a page what stands in its address."""
    what: str = ""
    """Which kind of action."""
    writes: bool = True
    """Into the journal."""
    of: Before = Before.NOTHING
    """What was done on its case before, whatever else became of it."""
    line_of_brief: Line | None = None
    """What the trail says where a brief is all they hold, if that is another thing."""

    def address(self, case: Case) -> str:
        filled = self.rule.replace("<ref:reference>", case.filed.reference).replace("<what>", self.what)
        filled = filled.replace("<handed:followup>", case.followup or "0" * 32)
        filled = filled.replace("<handed:offer>", case.offer or "0" * 32)
        filled = filled.replace("<handed:file>", case.filed.files[0] if case.filed.files else "0" * 32)
        return filled.replace("<entry>", case.actions.get(self.continues, "0" * 32))

    @property
    def continues(self) -> str:
        """An action of which kind the case has to have; a sheet is a referral's."""
        return (ALL[self.what].continues or self.what) if self.what else "referral"


def _page(path: str, needs: Action, **more: Any) -> Act:
    """To look at something of a case is to open it."""
    return Act("GET", CASES + path, needs, Line.OPENED, writes=False, **more)


def _button(path: str, needs: Action, line: Line, of: Before = Before.NOTHING, **data: Any) -> Act:
    return Act("POST", f"{CASES}/{path}", needs, line, lambda _grounds, _case: data, of=of)


def _share(who: str, scope: str) -> Act:
    def fill(grounds: Grounds, _case: Case) -> Filled:
        return {"reader": grounds.nomination(who).hex(), "scope": scope}

    return Act("POST", f"{CASES}/sharing", Action.SHARE, Line.SHARED, fill)


def _hand(scope: str) -> Act:
    def fill(grounds: Grounds, _case: Case) -> Filled:
        return handing(grounds.world, scope=scope)

    return Act("POST", f"{CASES}/followups", Action.HAND_OVER, Line.HANDED, fill)


def _tie(pressed: str) -> Act:
    def fill(grounds: Grounds, case: Case) -> Filled:
        return {"other": grounds.another_like(case), pressed: "y"}

    return Act("POST", f"{CASES}/links", Action.LINK, Line.LINKED, fill)


def _merge(pressed: str) -> Act:
    def fill(grounds: Grounds, case: Case) -> Filled:
        return {"other": grounds.spare_beside(case), "leader": pressed, "pupils": "two"}

    return Act("POST", f"{CASES}/merging", Action.MERGE, Line.MERGED, fill)


def _of_led(path: str, needs: Action, line: Line, **data: str) -> Act:
    """On a case and the one that goes with it; where none does, another that is like it is named."""

    def fill(grounds: Grounds, case: Case) -> Filled:
        led = {"led": f"{case.led}:{ANY_LENGTH}"} if case.led else {}
        return data | led | {"other": case.led or grounds.another_like(case)}

    return Act("POST", f"{CASES}/merging/{path}", needs, line, fill)


def _offer(of: Before = Before.NOTHING) -> Act:
    def fill(grounds: Grounds, _case: Case) -> Filled:
        to = grounds.world.nomination(grounds.addressee, "birch").hex()
        return {"school": "birch", "addressee": to, "knows": "agrees", "reason": "They move there."}

    return Act("POST", f"{CASES}/move/offer", Action.MOVE, Line.OFFERED, fill, of=of)


def _answer(said: str, line: Line) -> Act:
    return Act(
        "POST", f"{OFFERS}/answer", Action.MOVE, line, lambda _grounds, _case: {"answer": said}, writes=False,
        of=Before.OFFERED,
    )  # fmt: skip


def _name(who: str, **more: Any) -> Act:
    def fill(grounds: Grounds, _case: Case) -> Filled:
        return {"reader": grounds.nomination(who).hex(), "reason": "They meet the family."}

    return Act("POST", f"{CASES}/names", Action.SHARE, Line.NAMED, fill, **more)


def _closing(**more: str) -> Act:
    """With a last word to the pupil of the case that goes with it."""

    def fill(_grounds: Grounds, case: Case) -> Filled:
        led = {"led": f"{case.led}:{ANY_LENGTH}", f"word-{case.led}": "It is dealt with."} if case.led else {}
        return CLOSING | more | led

    return Act("POST", f"{CASES}/closure", Action.CLOSE, Line.CLOSED, fill)


def _export(kind: str, purpose: str) -> Act:
    def fill(_grounds: Grounds, _case: Case) -> Filled:
        return {"purpose": purpose, "format": kind, "words": ""}

    return Act("POST", f"{CASES}/copy", Action.EXPORT, Line.EXPORTED, fill, writes=False)


def _lead(path: str, line: Line, **data: str) -> Act:
    return Act(
        "POST", f"{LEADS}/{path}", Action.FOLLOW_UP, line, lambda _grounds, _case: data, of=Before.HANDED
    )  # fmt: skip


def _nominees(path: str, line: Line, **data: str) -> Act:
    return Act(
        "POST", f"{CASES}/followups/<handed:followup>/{path}", Action.HAND_OVER, line,
        lambda _grounds, _case: data, of=Before.HANDED,
    )  # fmt: skip


def _first(kind: Kind, *, born_out: bool = True) -> Act:
    return Act(
        "POST", f"{CASES}/actions/<what>", kind.action, Line.ACTED, lambda _grounds, _case: typed(kind, right(kind)),
        what=kind.id, of=Before.ACTED if kind.after and born_out else Before.NOTHING,
    )  # fmt: skip


def _next(kind: Kind, **more: str) -> Act:
    """What follows an action, or corrects it with a reason."""
    return Act(
        "POST", f"{CASES}/{CONTINUED}", kind.action, Line.ACTED,
        lambda _grounds, _case: typed(kind, right(kind)) | more, what=kind.id, of=Before.ACTED,
    )  # fmt: skip


CLOSING = {"outcome": "helped", "reason": "It has stopped.", "word": "It is dealt with."}
WITHDRAWING = {"reason": "Nobody is at risk.", "word": "We stop here."}
ACTS: Mapping[str, Act] = {
    "read": _page("", Action.READ),
    "page:hand-over": _page("/followups/new", Action.HAND_OVER),
    "page:handed": _page("/followups/<handed:followup>", Action.READ, of=Before.HANDED),
    "page:action": _page("/actions/<what>", Action.ACT, what="plan"),
    "page:next-action": _page("/" + CONTINUED, Action.ACT, what="plan-review", of=Before.ACTED),
    "page:file": _page("/files/<handed:file>", Action.READ, of=Before.SHOWN),
    "file:take": Act(
        "POST", f"{CASES}/files/<handed:file>", Action.READ, Line.OPENED_FILE, writes=False, of=Before.SHOWN,
    ),
    "page:sheet": _page("/sheets/<entry>", Action.READ, of=Before.ACTED),
    "page:advice": _page("/followups/advice", Action.HAND_OVER),
    "page:move": _page("/move", Action.MOVE, fill=lambda _grounds, _case: {"school": "birch"}),
    "page:merging": _page(
        "/merging", Action.MERGE, fill=lambda grounds, case: {"other": grounds.another_like(case)}
    ),
    "page:links": _page("/links", Action.LINK),
    "page:export": _page("/copy", Action.EXPORT),
    "acknowledge": _button("acknowledgement", Action.ACKNOWLEDGE, Line.ACKNOWLEDGED),
    "answer": _button("messages", Action.ANSWER, Line.ANSWERED, message="We are on it."),
    "note": _button("notes", Action.NOTE, Line.NOTED, note="Seen in the corridor."),
    "level": _button("level", Action.SET_LEVEL, Line.LEVELLED, level="2", reason="It goes on."),
    "reality": _button("reality", Action.SET_LEVEL, Line.LEVELLED),
    "close": _closing(),
    "close-long": _closing(keep_long="y"),
    "reopen": _button("reopening", Action.REOPEN, Line.REOPENED, reason="It began again."),
    "withdraw:stop": _button("withdrawal", Action.CLOSE, Line.CLOSED, choice="stop", **WITHDRAWING),
    "withdraw:go-on": _button("withdrawal", Action.CLOSE, Line.ANSWERED, choice="go-on", **WITHDRAWING),
    "together": Act(
        "POST", "/staff/queue/practice", Action.CLOSE, Line.CLOSED,
        lambda _grounds, case: {"cases": [case.filed.reference], "word": "Thank you for trying."},
    ),
    "share:full": _share("newcomer", "full"),
    "share:anonymised": _share("newcomer", "anonymised"),
    "share:again": _share("spoc", "full"),
    "share:advice": _share("newcomer", "advice"),
    "name": _name("newcomer", of=Before.NAMELESS),
    "name:again": _name("spoc"),
    "hand:brief": _hand("brief"),
    "hand:whole": _hand("whole"),
    "hand:name": _hand("with-name"),
    "hand:advice": Act(
        "POST", f"{CASES}/followups/advice", Action.HAND_OVER, Line.HANDED,
        lambda grounds, _case: {"lead": grounds.newcomer.hex(), "title": TITLE, "brief": BRIEF, "days": "1"},
    ),
    "tell-lead": _nominees("words", Line.HANDED, word="And at lunch, please.", days="1"),
    "take-back": _nominees("recall", Line.TAKEN_BACK, reason="The officer deals with it now."),
    "hold": _button("hold", Action.HOLD, Line.HELD, reason="A court asks for it."),
    "release": _button("release", Action.HOLD, Line.RELEASED, reason="The court is done."),
    "file": _button("filing", Action.FILE, Line.FILED, on="2 11 2026"),
    "link:related": _tie("related"),
    "link:same": _tie("same"),
    "link:none": _tie("none"),
    "merge:lead": _merge("this"),
    "merge:follow": _merge("other"),
    "merge:answer": _of_led("answers", Action.ANSWER, Line.ANSWERED, to_all="We are on it."),
    "merge:part": _of_led("separation", Action.MERGE, Line.SEPARATED, why="They are two matters."),
    "offer": _offer(),
    "offer:again": _offer(Before.OFFERED),
    "offer:end": _button("move/withdrawal", Action.MOVE, Line.OFFER_ENDED, of=Before.OFFERED, reason="They stay."),
    "send": Act(
        "POST", f"{CASES}/move", Action.MOVE, Line.MOVED,
        lambda grounds, _case: {"brief": BRIEF, "word": "They can read it now.", "shown": grounds.mark},
        of=Before.ACCEPTED,
    ),
    "offered:yes": _answer("yes", Line.OFFER_ACCEPTED),
    "offered:no": _answer("talk-first", Line.OFFER_DECLINED),
    "export:pdf": _export("pdf", "record"),
    "export:csv": _export("csv", "record"),
    "export:json": _export("json", "record"),
    "export:access": _export("csv", "access"),
    "lead:file": Act(
        "GET", f"{LEADS}/files/<handed:file>", Action.FOLLOW_UP, Line.OPENED, writes=False, of=Before.SHOWN,
    ),
    "lead:take": Act(
        "POST", f"{LEADS}/files/<handed:file>", Action.FOLLOW_UP, Line.OPENED_FILE, writes=False, of=Before.SHOWN,
    ),
    "lead:read": Act(
        "GET", LEADS, Action.FOLLOW_UP, Line.OPENED, writes=False, of=Before.HANDED, line_of_brief=Line.READ_BRIEF
    ),
    "lead:reply": _lead("replies", Line.REPLIED, reply="I stood there all week."),
    "lead:question": _lead("questions", Line.REPLIED, question="Which door?"),
    "lead:say": _lead("messages", Line.SAID, message="Come and find me at break."),
    "lead:return": _lead("return", Line.RETURNED, reason="I am away next week."),
    "act:sanction!": _first(ALL["sanction"], born_out=False),
    **{f"act:{kind.id}": _next(kind) if kind.continues else _first(kind) for kind in ALL.values()},
    **{f"correct:{kind.id}": _next(kind, reason="Spelt wrongly.") for kind in ALL.values() if not kind.continues},
}  # fmt: skip
"""`act:sanction!` is one that nothing bears out yet."""
