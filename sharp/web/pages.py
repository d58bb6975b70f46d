"""The template engine: our own names strictly defined, GOV.UK macros lenient about missing keys."""

from typing import Any

from flask import Flask
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Undefined,
)
from jinja2.utils import missing

from sharp.web.assets import asset_folder
from sharp.web.looks import easy, look_here
from sharp.web.symbols import drawn_here, symbol

LENIENT_NAMES = frozenset({"caller", "undefined", "null", "successBanner"})
"""Names that GOV.UK's macros leave undefined on purpose."""


class Unfilled(Undefined):
    """Strict for names and for our own objects; lenient for keys of dictionaries."""

    def __new__(cls, hint: Any = None, obj: Any = missing, name: Any = None, *args: Any) -> Any:
        is_lenient = isinstance(obj, dict | Undefined) or (obj is missing and name in LENIENT_NAMES)
        return (ChainableUndefined if is_lenient else StrictUndefined)(hint, obj, name, *args)


def set_up_pages(app: Flask) -> None:
    app.jinja_options = {"undefined": Unfilled, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(asset_folder("templates")),
            PrefixLoader({name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")}),
        ]
    )
    WTFormsHelpers(app)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.context_processor(_look)
    app.jinja_env.globals.update(easy=easy, symbol=symbol, drawn_here=drawn_here)


def _look() -> dict[str, Any]:
    return {"look": look_here()}
