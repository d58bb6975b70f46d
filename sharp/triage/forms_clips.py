"""The forms by which staff bring a clip of their own and change its words, and why one is not taken."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextArea, GovTextInput
from wtforms.fields import FileField, HiddenField, SelectField
from wtforms.validators import DataRequired

from sharp.advice.bringing import Words
from sharp.advice.captions import MOST_LETTERS, CaptionsWrong, as_web_vtt, read_captions
from sharp.advice.topics import TOPICS
from sharp.files.films import LONGEST, SHORTEST, FilmRefused
from sharp.files.refusals import LineBroken, TooBig
from sharp.model.words import ClipFault
from sharp.triage.film_upload import MOST_MB
from sharp.web.forms import BaseForm, LineField, ProseField, SelectChoice

FAULTS: Mapping[ClipFault, Any] = {
    ClipFault.NO_FILM: _l("This is no film that we can read. Bring an MP4, MOV or WebM file, as phones make them."),
    ClipFault.NO_PICTURE: _l("There is no moving picture in it."),
    ClipFault.TOO_SHORT: _l("It is too short: a clip lasts %(least)d seconds at least.", least=SHORTEST),
    ClipFault.TOO_LONG: _l("It is too long: a clip lasts %(most)d seconds at most.", most=LONGEST),
    ClipFault.TOO_LARGE: _l("Its picture is too large. Save it smaller, such as 1920 by 1080, and bring it again."),
    ClipFault.BROKEN: _l("It breaks off, or cannot be played to its end. Save it again as MP4, and look at it first."),
    ClipFault.LATE_CAPTIONS: _l("The captions go on after the film has ended. Put their times right."),
    ClipFault.LOST: _l("What you brought was lost before a clip was made of it. Please bring it again."),
    ClipFault.GIVEN_UP: _l("We began several times and were cut off each time. Save it smaller and bring it again."),
}


class ClipWordsForm(BaseForm):
    """What is written about a clip."""

    title = LineField(_l("Title"), [DataRequired(_l("Write a title."))], most=120, widget=GovTextInput())
    topic = SelectField(_l("Under which topic"), choices=[], widget=GovSelect())
    captions = ProseField(_l("Captions"), most=MOST_LETTERS, widget=GovTextArea())
    seen = HiddenField()
    """The number of the newest revision when the page was shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.topic.choices = [SelectChoice(topic.id, topic.title) for topic in TOPICS]

    def words(self, lasts: int = LONGEST) -> Words | None:
        """Of a film of so many seconds. None: the captions cannot be shown, which is said at their field."""
        try:
            cues = read_captions(self.captions.data or "")
        except CaptionsWrong as wrong:
            self.blame("captions", str(wrong))
            return None
        if cues[-1].ends > (lasts + 1) * 1000:
            self.blame("captions", str(FAULTS[ClipFault.LATE_CAPTIONS]))
            return None
        return Words(self.title.data or "", self.topic.data or "", as_web_vtt(cues))

    def blame(self, field: str, sentence: str) -> None:
        self[field].errors = [*self[field].errors, sentence]

    def seen_number(self) -> int:
        """-1: the page says nothing that could be one."""
        said = str(self.seen.data or "")
        return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else -1


class ClipForm(ClipWordsForm):
    """With the film; both files are read elsewhere, as they come."""

    captions_file = FileField(_l("Captions as a file"))
    film = FileField(_l("The film"))
    replaces = HiddenField()

    def refuse_film(self, why: Exception | None) -> None:
        self.blame("film", why_no_film(why))


class HidingForm(BaseForm):
    hidden = HiddenField()


def why_no_film(why: Exception | None) -> str:
    if isinstance(why, FilmRefused):
        return str(FAULTS[why.fault])
    if isinstance(why, TooBig):
        return str(_("The film is too big. It may have %(mb)s MB.", mb=MOST_MB))
    if isinstance(why, LineBroken):
        return str(_("The film did not get here. Please try again."))
    return str(_("Choose the film."))
