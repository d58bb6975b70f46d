"""What an address may hold: a school's slug, a case's reference, a hand-over's id; anything else is no page."""

from flask import Flask
from werkzeug.routing import BaseConverter


class Slug(BaseConverter):
    regex = "[a-z0-9][a-z0-9-]{0,39}"


class HandOver(BaseConverter):
    regex = "[0-9a-f]{32}"


class Reference(BaseConverter):
    regex = "[A-Z0-9]{2,8}-[A-Z0-9]{2,8}"


def set_up_converters(app: Flask) -> None:
    app.url_map.converters |= {"slug": Slug, "ref": Reference, "handed": HandOver}
