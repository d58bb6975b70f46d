"""The web server: gunicorn in this process, saying nothing of requests and never an address."""

import importlib
import os
import socket
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from sharp.settings import Settings
from sharp.upkeep.hardening import harden
from sharp.upkeep.opening import opened
from sharp.upkeep.welcome import welcome
from sharp.web.logs import describe, log, set_up_logs

FACTORY = "sharp.app"
"""Named, as for any WSGI server, and not imported above: the factory alone stands above this package."""
ANSWER_SECONDS = 90
KEEP_ALIVE_SECONDS = 5
NICENESS = 10
"""The worker beside the pages lets them go first."""


class CannotListen(Exception):
    """The port cannot be had; the message says why and what to do."""


class WordlessLogger(Logger):  # type: ignore[misc]
    """Gunicorn's messages quote addresses and request lines: only level, place and kind of failure are kept."""

    def setup(self, cfg: Any) -> None:
        self.cfg = cfg

    def access(self, *_args: Any, **_kwargs: Any) -> None:
        return

    def reopen_files(self) -> None:
        return

    def close_on_exec(self) -> None:
        return

    def debug(self, *_args: Any, **_kwargs: Any) -> None:
        return

    info = debug

    def warning(self, *_args: Any, **kwargs: Any) -> None:
        _log_wordless("warning", kwargs)

    def error(self, *_args: Any, **kwargs: Any) -> None:
        _log_wordless("error", kwargs)

    critical = error

    def exception(self, *_args: Any, **kwargs: Any) -> None:
        _log_wordless("error", {**kwargs, "exc_info": True})

    def log(self, *_args: Any, **_kwargs: Any) -> None:
        return


def _log_wordless(level: str, kwargs: dict[str, Any]) -> None:
    failure = sys.exc_info()[1] if kwargs.get("exc_info") else None
    log("server", state=level, **(describe(failure) if failure else {}))


class Server(BaseApplication):  # type: ignore[misc]
    """`sharp serve`: the workers make the application after the fork, so that no connection is shared."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self.settings = settings
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app: Flask = importlib.import_module(FACTORY).create_app(self.settings)
        return app


def serve(settings: Settings, *, host: str, port: int, with_worker: bool) -> None:
    """Serve until told to stop. Refuses a wrong key file, schema or deployment before it listens."""
    harden()
    set_up_logs()
    settings = with_port(settings, port)
    with opened(settings):
        pass
    _check_port(host, port)
    importlib.import_module(FACTORY)  # once here rather than once a worker
    Server(settings, _options(settings, host, port, _Companion(settings, with_worker))).run()


def with_port(settings: Settings, port: int) -> Settings:
    """On this machine the address people type follows the port; a real one stays as it was set."""
    if not settings.is_local:
        return settings
    return settings.model_copy(update={"base_url": f"http://{urlsplit(settings.base_url).hostname}:{port}"})


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as failed:
            raise CannotListen(
                f"Port {port} at {host} cannot be had: {failed.strerror}. "
                f"Stop what uses it, or choose another: make run PORT=8001, or sharp serve --port 8001."
            ) from None


class _Companion:
    """What begins and ends with the server: the welcome, and with `--with-worker` the worker."""

    def __init__(self, settings: Settings, with_worker: bool) -> None:
        self.settings = settings
        self.with_worker = with_worker
        self.worker: subprocess.Popen[bytes] | None = None

    def begin(self, _arbiter: Any) -> None:
        if self.with_worker:
            command = [sys.executable, "-m", "sharp.upkeep", "worker", "--with-parent", str(os.getpid())]
            self.worker = subprocess.Popen(  # noqa: S603 - ourselves, no shell
                command,
                env={**os.environ, "SHARP_BASE_URL": self.settings.base_url},
                preexec_fn=_step_back,
            )
        for line in welcome(self.settings):
            print(line, flush=True)

    def end(self, _arbiter: Any) -> None:
        if self.worker is not None:
            self.worker.terminate()
            self.worker.wait()


def _step_back() -> None:
    os.nice(NICENESS)


def _options(settings: Settings, host: str, port: int, companion: _Companion) -> dict[str, Any]:
    return {
        "bind": [f"[{host}]:{port}" if ":" in host else f"{host}:{port}"],
        "worker_class": "gthread",
        "workers": settings.workers,
        "threads": settings.threads,
        "timeout": ANSWER_SECONDS,
        "keepalive": KEEP_ALIVE_SECONDS,
        "umask": 0o077,
        "logger_class": WordlessLogger,
        "forwarded_allow_ips": "",  # who may speak for a client is SHARP_TRUSTED_PROXIES' business alone
        "control_socket_disable": True,
        "when_ready": companion.begin,
        "on_exit": companion.end,
    }
