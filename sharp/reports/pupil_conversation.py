"""The conversation as the pupil reads it: which entries are lines of it, and whose."""

from dataclasses import dataclass

from sharp.reports.journal import Item


@dataclass(frozen=True, repr=False)
class Said:
    """One line of the conversation, as the pupil reads it."""

    text: str
    hour: int
    is_mine: bool
    name: str
    role: str
    kind: str
    """account, message, helper_message, not_safe, closing_word, moved, came_from, withdraw_request, feedback, name or
    reach."""


def said_in(item: Item) -> Said | None:
    body, content = item.body, item.content
    text = {
        "account": "story",
        "message": "text",
        "helper_message": "text",
        "not_safe": "text",
        "closing_word": "text",
        "moved": "text",
        "came_from": "text",
        "withdraw_request": "text",
        "feedback": None,
        "name": "name",
    }.get(content.kind, "")
    kind = content.kind
    if kind == "name" and not body["name"]:
        text, kind = "reach", "reach"
    if text == "" or (kind == "reach" and not body["reach"]):
        return None
    return Said(
        text=body[text] if text else "",
        hour=content.hour,
        is_mine=content.author == "pupil",
        name=body.get("shown_name", ""),
        role=body.get("role", ""),
        kind=kind,
    )
