"""The front door as operators build it: a proxy that ends TLS and passes each request on in plain HTTP."""

import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HOST = "localhost"
BETWEEN_THE_TWO = frozenset({"connection", "keep-alive", "transfer-encoding", "date", "server"})


class _Passing(BaseHTTPRequestHandler):
    """Adds who asked, how and for which host, as a proxy does, and passes the rest on unchanged."""

    protocol_version = "HTTP/1.1"
    server: "Door"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = [(name, text) for name, text in self.headers.items() if name.lower() not in BETWEEN_THE_TWO]
        added = [("X-Forwarded-For", self.client_address[0]), ("X-Forwarded-Proto", "https")]
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=100)) as behind:
            behind.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, text in (*asked, *added, ("X-Forwarded-Host", self.headers["Host"])):
                behind.putheader(name, text)
            behind.endheaders(body)
            self._answer(behind.getresponse())

    def do_POST(self) -> None:
        self.do_GET()

    def _answer(self, answer: http.client.HTTPResponse) -> None:
        body = answer.read()
        self.send_response_only(answer.status, answer.reason)
        for name, text in answer.getheaders():
            if name.lower() not in {*BETWEEN_THE_TWO, "content-length"}:
                self.send_header(name, text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        return


class Door(ThreadingHTTPServer):
    """Listens at once, so that its port is known; `behind` is set before the first request."""

    daemon_threads = True
    behind = 0

    def __init__(self, folder: Path) -> None:
        super().__init__((HOST, 0), _Passing)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.certificate = _self_signed(folder)
        self.tls.load_cert_chain(self.certificate)

    @property
    def base_url(self) -> str:
        return f"https://{HOST}:{self.server_address[1]}"

    def get_request(self) -> Any:
        connection, address = super().get_request()
        return self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, *_args: Any) -> None:
        """A browser that hangs up is no failure."""


@contextmanager
def door(folder: Path) -> Iterator[Door]:
    with Door(folder) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield made
        finally:
            made.shutdown()
            thread.join()


def _self_signed(folder: Path) -> Path:
    """Key and certificate in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    path = folder / "door.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return path
