"""How long a closed case is kept, by its coarse class, in whole months."""

from datetime import datetime

from sharp.model.words import Retention

MONTHS = {Retention.PRACTICE: 1, Retention.ORDINARY: 12, Retention.LONG: 25 * 12}


def month_due(retention: Retention, now: datetime) -> int:
    """Months since 1970: when a case closed now is due to be deleted."""
    return (now.year - 1970) * 12 + now.month - 1 + MONTHS[retention]
