"""Files: ten pictures from the choosing to the send, and what a long recording costs in memory as it passes through."""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from PIL import Image

from bench.browser import Browser, Http, expect
from bench.deployment import Deployment
from bench.journeys import STORY
from bench.page import Form
from bench.server import Server
from bench.table import Row, at_most
from sharp.schools.evidence_rules import EvidenceRules, set_evidence_rules
from tests.fixtures.recordings import m4a

MB = 1_000_000
PICTURES = 10
PICTURE_BYTES = 5 * MB
PIXELS = (4000, 3000)
STREAM_BYTES = 100 * MB
MOST_ABOVE_IDLE_MB = 30
MOST_CHILD_MB = 200
LOOK_SECONDS = 0.01
CHILD = b"redraw.py"
EDGE = "bench-edge"


@dataclass
class Seen:
    """Megabytes at their most while it was watched: of each worker, and of a child that draws a picture."""

    workers: dict[int, float] = field(default_factory=dict)
    child: float = 0.0
    children: set[int] = field(default_factory=set)


def evidence(deployment: Deployment, server: Server) -> Iterator[Row]:
    school = deployment.elm
    rules = EvidenceRules(allowed=True, most_files=PICTURES, file_mb=100, together_mb=200)
    with deployment.opened.database.writing() as db:
        set_evidence_rules(db, school_id=school.id, rules=rules)
    yield _streamed(deployment, server)
    yield from _pictures(deployment, server)


def _streamed(deployment: Deployment, server: Server) -> Row:
    """One recording as large as a school may take."""
    browser = Browser(Http(deployment.port))
    body = _body(_form(browser, deployment), m4a(sound=bytes(STREAM_BYTES)))
    idle = {pid: _megabytes(pid) for pid in server.workers()}
    with _watched(server) as seen:
        seconds = _bring(browser, deployment, body)
    above = max(most - idle[pid] for pid, most in seen.workers.items())
    rate = STREAM_BYTES / MB / seconds
    measured = f"{above:.0f} MB above idle; {seconds:.1f} s, {rate:.0f} MB/s"
    work = "a recording of 100 MB, sealed as it comes: memory of a worker"
    return at_most(work, measured, above, MOST_ABOVE_IDLE_MB, "MB", seconds=seconds)


def _pictures(deployment: Deployment, server: Server) -> Iterator[Row]:
    browser, picture = Browser(Http(deployment.port)), _picture()
    body = _body(_form(browser, deployment), *[picture] * PICTURES)
    with _watched(server) as seen:
        seconds = _bring(browser, deployment, body)
        sent = _send(browser, deployment)
    size = f"{PICTURES} pictures of {len(picture) / MB:.1f} MB and {PIXELS[0] * PIXELS[1] / MB:.0f} megapixels"
    figures = {"upload": seconds, "send": sent, "each": seconds / PICTURES}
    took = f"{seconds:.1f} s to here and safe, {seconds / PICTURES * 1000:.0f} ms each; the send {sent * 1000:.0f} ms"
    yield Row(f"{size}, end to end", took, figures=figures)
    most = max(seen.workers.values())
    measured = f"{seen.child:.0f} MB at its most, {len(seen.children)} children seen, a worker {most:.0f} MB"
    yield at_most("the child that draws a picture anew", measured, seen.child, MOST_CHILD_MB, "MB")


def _form(browser: Browser, deployment: Deployment) -> Form:
    """Of the page that asks for files, for somebody who has written what happened."""
    slug = deployment.elm.slug
    page = browser.open(f"/{slug}/report/")
    while not page.path.endswith("/kind"):
        page = browser.submit(page, page.form(), **({"story": STORY} if page.path.endswith("/story") else {}))
    return browser.open(f"/{slug}/report/show").form(f"/{slug}/report/show")


def _body(form: Form, *files: bytes) -> bytes:
    parts = [f'form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in form.fields if name != "files"]
    parts += [b'form-data; name="files"; filename="a"\r\n\r\n' + data for data in files]
    edge = EDGE.encode()
    return b"".join(b"--%b\r\nContent-Disposition: %b\r\n" % (edge, part) for part in parts) + b"--%b--\r\n" % edge


def _bring(browser: Browser, deployment: Deployment, body: bytes) -> float:
    path = f"/{deployment.elm.slug}/report/show"
    return expect(browser.bring(path, f"multipart/form-data; boundary={EDGE}", body), path, 303).seconds


def _send(browser: Browser, deployment: Deployment) -> float:
    slug = deployment.elm.slug
    who = browser.open(f"/{slug}/report/who")
    page = browser.submit(who, who.form())
    form = page.form(f"/{slug}/report/check")
    return expect(browser.post(form.action, form.fields), form.action, 303).seconds


def _picture() -> bytes:
    """Grain over a coarse pattern, at the quality that comes to the size wanted."""
    drawn = Image.effect_noise((PIXELS[0] // 2, PIXELS[1] // 2), 70).convert("RGB").resize(PIXELS)
    for quality in range(80, 101):
        out = io.BytesIO()
        drawn.save(out, "JPEG", quality=quality)
        if out.tell() >= PICTURE_BYTES:
            break
    return out.getvalue()


@contextmanager
def _watched(server: Server) -> Iterator[Seen]:
    seen, over = Seen(), Event()
    watcher = Thread(target=_watch, args=(server.workers(), seen, over), daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _watch(workers: list[int], seen: Seen, over: Event) -> None:
    while not over.is_set():
        for pid in workers:
            seen.workers[pid] = max(seen.workers.get(pid, 0.0), _megabytes(pid))
            for child in _children(pid):
                seen.children.add(child)
                seen.child = max(seen.child, _megabytes(child, "VmHWM:"))
        time.sleep(LOOK_SECONDS)


def _children(pid: int) -> list[int]:
    """Those that draw: one that has only just begun still looks like its parent."""
    try:
        tasks = Path(f"/proc/{pid}/task").glob("*/children")
        found = [int(each) for task in tasks for each in task.read_text().split()]
        return [each for each in found if CHILD in Path(f"/proc/{each}/cmdline").read_bytes()]
    except OSError:
        return []


def _megabytes(pid: int, name: str = "VmRSS:") -> float:
    """Nothing of one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0) * 1024 / MB
