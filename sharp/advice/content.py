"""All that a safeguarding lead is shown before a school's page opens: each kind, and how a piece of it is made."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sharp.advice.clips import CLIPS, Clip
from sharp.advice.danger import OUR_RULES
from sharp.advice.danger_rules import Rules
from sharp.advice.helplines import HELPLINES, Helpline, Kind, helpline
from sharp.advice.numbers import number_faults, who_faults
from sharp.advice.opening import Known, Opening
from sharp.advice.own_clips import OWN_CLIP
from sharp.advice.own_lines import OWN_LINES
from sharp.advice.topics import TOPICS, Part, Topic
from sharp.schools.own_words import NOTICES, WORDS
from sharp.schools.shipped import ContentKind, Field, Parts, Shipped

LONGEST_TOPIC = 6_000
"""All parts together: sixteen of them arrive as one page."""
LONGEST_LINE = 120
SHOWN, HIDDEN = "yes", "no"

_TEXTED = re.compile(r"[0-9][0-9 ]{1,18}[0-9]")
_ADDRESS = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[a-z0-9/_-]*)?")
_PARTS = {
    Part.WHAT: _l("What is it?"),
    Part.FAULT: _l("Is it my fault?"),
    Part.TODAY: _l("What can I do today?"),
    Part.WHO: _l("Who can help?"),
    Part.TELL: _l("What happens if I tell?"),
    Part.FRIEND: _l("How do I help a friend?"),
    Part.HOPE: _l("How it ends: with hope"),
}
_TOPICS = {topic.id: topic for topic in TOPICS}


def topic_of(piece: Shipped, parts: Parts) -> Topic | None:
    """With a text of the school's own, or as it came; None: the school leaves it out."""
    topic = _TOPICS[piece.id]
    if parts.get("shown") == HIDDEN:
        return None
    if parts == piece.parts:
        return topic
    own = {str(part): parts[part] for part in Part}
    return replace(topic, source_title=parts["title"], own=own)


def line_of(piece: Shipped, parts: Parts, checked: date | None = None) -> Helpline:
    """With a school's own number or words, or as it came; `checked`: the day on which the school accepted it."""
    line = helpline(piece.id)
    if parts == piece.parts:
        return line
    opening = line.opening if parts["hours"] == line.source_hours else Opening(Known.WEEKLY)
    return replace(
        line, source_name=parts["name"], number=parts["number"], source_hours=parts["hours"], opening=opening,
        source_who=parts["who"], source_about=parts["about"], checked=checked or line.checked,
    )  # fmt: skip


def _topic_faults(_piece: Shipped, parts: Parts) -> Iterator[tuple[str, str]]:
    length = sum(map(len, parts.values()))
    if length > LONGEST_TOPIC:
        yield Part.WHAT, _("The whole topic may have %(most)d letters, and has %(length)d.",
                           most=LONGEST_TOPIC, length=length)  # fmt: skip
    if parts.get("shown") == HIDDEN and not parts["why"]:
        yield "why", _("Write why, in one line: it stands in the history.")
    if parts.get("shown") == SHOWN and parts["why"]:
        yield "why", _("Pupils see this topic, so there is nothing to say here.")


def _line_faults(piece: Shipped, parts: Parts) -> Iterator[tuple[str, str]]:
    line = helpline(piece.id)
    if line.kind is Kind.CALL:
        yield from (("number", fault) for fault in number_faults(parts["number"]))
    elif line.kind is Kind.TEXT and not _TEXTED.fullmatch(parts["number"]):
        yield "number", _("A number holds digits and spaces, like 0800 1111.")
    elif line.kind is Kind.WEB and not _ADDRESS.fullmatch(parts["number"]):
        yield "number", _("Write the address as it is typed, like childline.org.uk.")
    yield from (("who", fault) for fault in who_faults(parts["who"]))
    if not parts["hours"] and line.opening.known is not Known.UNKNOWN:
        yield "hours", _("Write when it is open.")


def clip_of(piece: Shipped, parts: Parts) -> Clip | None:
    """None: the school does not show it."""
    return CLIPS[piece.id] if parts["shown"] == SHOWN else None


def _clip_faults(_piece: Shipped, parts: Parts) -> Iterator[tuple[str, str]]:
    if parts["shown"] not in (SHOWN, HIDDEN):
        yield "shown", _("Write yes or no.")


def _danger(rules: Rules) -> Shipped:
    reviewer = "" if rules.reviewer == "not yet reviewed" else rules.reviewer
    parts = {"dated": rules.dated.isoformat(), "reasons": "\n".join(rules.reasons())}
    return Shipped("rules", "What counts as danger", parts, rules.author, reviewer)


def _danger_shown(_piece: Shipped, parts: Parts) -> Mapping[str, str]:
    return {_("What puts a report at level 1"): parts["reasons"], _("As it stood on"): parts["dated"]}


def _topic_parts(topic: Topic) -> Mapping[str, str]:
    return {"title": topic.source_title} | {str(part): topic.in_markdown(part) for part in Part}


def _line_parts(line: Helpline) -> Mapping[str, str]:
    return {
        "name": line.source_name, "number": line.number, "hours": line.source_hours, "who": line.source_who,
        "about": line.source_about,
    }  # fmt: skip


TOPIC = ContentKind(
    "topic",
    _l("Topics"),
    tuple(Shipped(topic.id, topic.source_title, _topic_parts(topic), topic.author, topic.reviewer, topic.reviewed,
                  extras={} if topic.stays else {"shown": SHOWN, "why": ""})
          for topic in TOPICS),
    (Field("title", _l("Title"), is_line=True, most=LONGEST_LINE),
     *(Field(part, label) for part, label in _PARTS.items()),
     Field("shown", _l("Do pupils see this topic?"), is_line=True,
           choices=((SHOWN, _l("Yes")), (HIDDEN, _l("No: your school leaves it out")))),
     Field("why", _l("If not: why, in one line"), is_line=True, may_be_empty=True, most=LONGEST_LINE)),
    template="content/topic.html",
    made=topic_of,
    faults=_topic_faults,
    advice=_l("Write for a child of nine: short, kind, true. Show no method, no weapon and no wound, blame nobody, and "
              "end in hope and help."),
)  # fmt: skip
HELPLINE = ContentKind(
    "helpline",
    _l("Helplines"),
    tuple(Shipped(line.id, line.source_name, _line_parts(line), line.author, line.reviewer, line.reviewed, line.always)
          for line in HELPLINES),
    (
        Field("name", _l("Name"), is_line=True, most=LONGEST_LINE),
        Field("number", _l("Number, or address to type"), is_line=True, most=LONGEST_LINE),
        Field("hours", _l("When it is open, in words"), is_line=True, may_be_empty=True, most=LONGEST_LINE),
        Field("who", _l("Whom it is for"), is_line=True, most=LONGEST_LINE),
        Field("about", _l("What it is for"), is_line=True, most=500),
    ),
    template="content/helpline.html",
    made=line_of,
    faults=_line_faults,
    is_never_held_back=True,
    advice=_l("Ring or look up each before you accept it. Nothing that is for adults only stands here."),
)  # fmt: skip

CLIP = ContentKind(
    "clip",
    _l("Video clips"),
    tuple(Shipped(clip.id, clip.source_title, {"shown": SHOWN, "says": "\n\n".join(clip.source_words)}, clip.author,
                  "" if clip.reviewed is None else clip.reviewer, clip.reviewed)
          for clip in CLIPS.values()),
    (Field("shown", _l("Do pupils see this clip? Write yes or no"), is_line=True, most=3),),
    template="content/clip.html",
    made=clip_of,
    faults=_clip_faults,
    advice=_l("Watch it to its end before you accept it."),
)  # fmt: skip
DANGER = ContentKind(
    "danger",
    _l("Danger rules"),
    (_danger(OUR_RULES),),
    made=_danger_shown,
    is_never_held_back=True,
    advice=_l(
        "Pupils do not see these. Words that fit one of them put a report at level 1, and the reason stands beside it."
    ),
)

KINDS = (TOPIC, HELPLINE, OWN_LINES, CLIP, OWN_CLIP, DANGER, WORDS, NOTICES)
"""A new kind is one more name here."""
