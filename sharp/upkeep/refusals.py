"""What the command line says when something is refused: one sentence and exit code 2, never a stack trace."""

from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from sharp.accounts.people import EmailTaken
from sharp.advice.danger_file import DangerWrong
from sharp.reports.levels import LevelsWrong
from sharp.schools import nominations
from sharp.schools.anchor import AnchorRefused
from sharp.schools.away import BadDates, BadStandIn
from sharp.schools.calendars import CalendarRefused
from sharp.schools.ceremony import NotThisSchools
from sharp.schools.evidence_rules import EvidenceRulesRefused
from sharp.schools.places import PlacesRefused
from sharp.schools.roster import RosterRefused
from sharp.schools.routing import RoutingRefused
from sharp.schools.settings import SchoolRefused
from sharp.schools.timetable import TimetableRefused
from sharp.settings import SettingsRefused
from sharp.upkeep.demo import DemoRefused
from sharp.upkeep.founding import FoundingRefused
from sharp.upkeep.migrating import SchemaRefused
from sharp.upkeep.opening import DeploymentRefused
from sharp.upkeep.server import CannotListen
from sharp.vault import errors
from sharp.web.catalogs import TranslationRefused

THEIR_OWN_WORDS = (
    SettingsRefused, TranslationRefused, LevelsWrong, DangerWrong, errors.KeyFileRefused, SchemaRefused,
    DeploymentRefused, FoundingRefused, DemoRefused, CannotListen,
    SchoolRefused, PlacesRefused, TimetableRefused, CalendarRefused, RoutingRefused, EvidenceRulesRefused,
)  # fmt: skip
"""Refusals whose message is meant for the operator."""

SENTENCES: dict[type[Exception], str] = {
    EmailTaken: "Somebody with this e-mail address has an account already.",
    nominations.NotSetUp: "This person has not set up their account yet, or it is closed. They need keys first.",
    nominations.OperatorMayNotRead: "Whoever runs the service never holds a role at a school.",
    nominations.BadShownName: "The name that pupils read has 1 to 80 letters.",
    nominations.AlreadyNominated: "This person holds that role at this school already, or waits for it.",
    nominations.NoSuchNomination: "There is no nomination with this id; `sharp nomination list` shows them.",
    nominations.NotPending: "This nomination was confirmed before, or has ended.",
    nominations.KeysChanged: "These words do not belong to the person's keys. Compare them again, aloud.",
    nominations.LastNominee: "Nobody could confirm a nomination after this one ends. If you mean it: --even-last.",
    nominations.NotTheRecoveryKeys: "These sheets do not belong to this school.",
    NotThisSchools: "These sheets do not belong to this school.",
    BadDates: "The first day back must come after the first day away.",
    BadStandIn: "Whoever stands in must be another person who reads at this school.",
    errors.TooFewSheets: "Two different recovery sheets are needed.",
    errors.SheetsDoNotBelong: "These sheets come from different ceremonies, or are no recovery sheets.",
    errors.BadPublicKey: "This file holds no public key.",
}


class Refusal(click.ClickException):
    """A sentence on standard error, and exit code 2."""

    exit_code = 2


class PlainGroup(click.Group):
    """A group of commands whose refusals are sentences."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as failure:
            sentence = sentence_for(failure)
            if sentence is None:
                raise
            raise Refusal(sentence) from None


def sentence_for(failure: Exception) -> str | None:
    """What to say; None for what is a fault of the program."""
    if isinstance(failure, THEIR_OWN_WORDS):
        return str(failure)
    if isinstance(failure, errors.SheetUnreadable):
        return f"Sheet {failure.number} was not copied correctly: a word is wrong, missing or in another place."
    if isinstance(failure, RosterRefused | AnchorRefused | errors.RowForged):
        return f"The database was changed from outside: {failure}. Run `sharp doctor`; nothing was changed."
    if isinstance(failure, DBAPIError):
        kind = type(failure.orig).__name__
        return f"The database cannot be used ({kind}). Check that it runs, and SHARP_DATABASE_URL."
    return next((said for kind, said in SENTENCES.items() if isinstance(failure, kind)), None)
