"""What a person says of two cases."""

from flask_babel import lazy_gettext as _l
from wtforms.fields import HiddenField, SubmitField
from wtforms.validators import InputRequired

from sharp.triage.forms import CaseForm
from sharp.triage.links import Tie
from sharp.web.forms import one_line


class TieForm(CaseForm):
    """A button for each thing that may be said."""

    other = HiddenField(validators=[InputRequired(_l("Choose a case."))], filters=[one_line])
    related = SubmitField(_l("They belong together"))
    same = SubmitField(_l("It is the same matter"))
    none = SubmitField(_l("They do not"))

    def tie(self) -> Tie:
        """They do not, unless another button was pressed."""
        pressed = {Tie.RELATED: self.related.data, Tie.SAME: self.same.data}
        return next((tie for tie, is_pressed in pressed.items() if is_pressed), Tie.NONE)
