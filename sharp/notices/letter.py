"""The one letter there is: it says that something waits, and nothing of what, where, from whom or how urgent."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sharp import clock

SUBJECT = "Something is waiting for you"
TEXT = """\
Something is waiting for you. Please sign in and look:

{base_url}/staff/

This message is always the same and holds nothing else, so that it gives nothing away.
Please do not answer it.
"""


def letter_to(address: str, *, sender: str, base_url: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = address
    message["Subject"] = SUBJECT
    message["Date"] = format_datetime(clock.now())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(TEXT.format(base_url=base_url))
    return message
