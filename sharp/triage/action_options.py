"""Answers that several kinds of action offer to choose from."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

YES_NO: Mapping[str, Any] = {"yes": _l("Yes"), "no": _l("No")}
HOW_IT_GOES: Mapping[str, Any] = {"better": _l("Better"), "same": _l("The same"), "worse": _l("Worse")}
