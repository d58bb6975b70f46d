"""A page as a browser without scripts reads it: its forms, what it loads, and the text of one element."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = frozenset({"input", "link", "img", "meta", "br", "hr", "path", "rect", "circle"})
WORDS_ID = "code-words"


@dataclass
class Form:
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    offered: dict[str, list[str]] = field(default_factory=dict)
    """Values of radio buttons, tick boxes and options, by name."""

    def filled(self, **values: str | list[str]) -> list[tuple[str, str]]:
        """The fields as they would be posted, with these values in place of the page's own."""
        kept = [(name, value) for name, value in self.fields if name not in values]
        for name, given in values.items():
            kept += [(name, value) for value in ([given] if isinstance(given, str) else given)]
        return kept


class Page(HTMLParser):
    def __init__(self, path: str, body: bytes) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self.assets: list[str] = []
        self.words = ""
        self._form: Form | None = None
        self._textarea: str | None = None
        self._select = ""
        self._typed = ""
        self._depth_of_words = 0
        self._waits_to_be_played = False
        self.feed(body.decode())

    def form(self, action: str = "") -> Form:
        """The form that posts to this path, else the first one."""
        wanted = [form for form in self.forms if urlsplit(form.action).path == (action or urlsplit(self.path).path)]
        if not (wanted or self.forms):
            raise LookupError(f"{self.path} has no form")
        return (wanted or self.forms)[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._depth_of_words and tag not in VOID:
            self._depth_of_words += 1
            self.words += " "
        elif given.get("id") == WORDS_ID:
            self._depth_of_words = 1
        if tag == "form":
            self._form = Form(given.get("action") or self.path)
            if given.get("method", "").lower() == "post":
                self.forms.append(self._form)
        if tag == "link" and {"stylesheet", "icon"} & set(given.get("rel", "").split()):
            self.assets.append(given["href"])
        if tag in ("video", "audio"):
            self._waits_to_be_played = given.get("preload") == "none"
        if tag in ("script", "img", "source", "iframe") and given.get("src") and not self._waits_to_be_played:
            self.assets.append(given["src"])
        if self._form is not None:
            self._field(self._form, tag, given)

    def _field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "input" and name:
            self._input(form, given, name, value)
        elif tag == "textarea":
            self._textarea, self._typed = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            form.offered.setdefault(self._select, []).append(value)
            if "selected" in given:
                form.fields.append((self._select, value))

    def _input(self, form: Form, given: dict[str, str], name: str, value: str) -> None:
        kind = given.get("type", "text")
        if kind in ("radio", "checkbox"):
            form.offered.setdefault(name, []).append(value)
            if "checked" in given:
                form.fields.append((name, value))
        elif kind != "submit":
            form.fields.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        if self._depth_of_words and tag not in VOID:
            self._depth_of_words -= 1
        if tag in ("video", "audio"):
            self._waits_to_be_played = False
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._form is not None and self._textarea:
            self._form.fields.append((self._textarea, self._typed.removeprefix("\n")))
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._typed += data
        if self._depth_of_words:
            self.words += data
