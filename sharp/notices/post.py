"""Handing a letter to the mail server: smtps://, or smtp:// with STARTTLS wherever it is offered."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from sharp.settings import LOOPBACK

TIMEOUT_SECONDS = 20
SUBMISSION_PORT = 587


class PasswordInTheClear(Exception):
    """The mail server offers no encryption, and a password would be read on the way."""


def post(mail_url: str, message: EmailMessage) -> None:
    """Raises OSError or smtplib.SMTPException when the server did not take it, and PasswordInTheClear."""
    with _connected(urlsplit(mail_url)) as server:
        server.send_message(message)


@contextmanager
def _connected(where: SplitResult) -> Iterator[smtplib.SMTP]:
    host, context = where.hostname or "localhost", ssl.create_default_context()
    if where.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, where.port or smtplib.SMTP_SSL_PORT, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(host, where.port or SUBMISSION_PORT, timeout=TIMEOUT_SECONDS)
    with server:
        server.ehlo()
        is_sealed = where.scheme == "smtps" or _start_tls(server, context)
        if where.username:
            if not is_sealed and host not in LOOPBACK:
                raise PasswordInTheClear
            server.login(unquote(where.username), unquote(where.password or ""))
        yield server


def _start_tls(server: smtplib.SMTP, context: ssl.SSLContext) -> bool:
    if not server.has_extn("starttls"):
        return False
    server.starttls(context=context)
    server.ehlo()
    return True
