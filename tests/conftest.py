"""What every test may use: two databases, a small world with its cast, a client that checks each page, a browser.

Parts that need more than Python are left out, and named at the end, unless asked for: `--with-postgres` and so on.
"""

import os
from collections import Counter
from typing import Any

import hypothesis
import pytest

from tests.fixtures.parts import PARTS, Part

pytest_plugins = [  # each after those it imports
    "tests.fixtures.postgres",
    "tests.fixtures.redis",
    "tests.fixtures.databases",
    "tests.fixtures.browser",
    "tests.fixtures.world",
    "tests.fixtures.application",
    "tests.fixtures.serving",
]

LEFT_OUT = pytest.StashKey[Counter[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("parts", "parts that need more than Python")
    for part in PARTS:
        group.addoption(part.option, action="store_true", default=part.is_asked_for, help=f"also: {part.what}")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = Counter()
    # The same examples each time, however slow the machine: what fails, fails for everyone. `make torture` draws anew.
    hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
    hypothesis.settings.register_profile("torture", deadline=None, max_examples=1_000)
    hypothesis.settings.load_profile("torture" if config.getoption("--with-torture") else "steady")
    for name in [name for name in os.environ if name.startswith("SHARP_") and not name.startswith("SHARP_TEST_")]:
        del os.environ[name]  # the tests' settings are their own
    for part in PARTS:
        if config.getoption(part.option) and not part.is_there():
            raise pytest.UsageError(f"{part.what} is not there. {part.how}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept, left_out = [], []
    for item in items:
        part = _missing_part(config, item)
        (kept if part is None else left_out).append(item)
        if part is not None:
            config.stash[LEFT_OUT][part.marker] += 1
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def _missing_part(config: pytest.Config, item: pytest.Item) -> Part | None:
    for part in PARTS:
        if item.get_closest_marker(part.marker) and not config.getoption(part.option):
            return part
    return None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """What a worker leaves out is told to whoever runs the workers; all of them leave out the same."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = dict(session.config.stash[LEFT_OUT])


def pytest_testnodedown(node: Any) -> None:
    node.config.stash[LEFT_OUT].update(
        {marker: count for marker, count in getattr(node, "workeroutput", {}).get("left_out", {}).items()
         if not node.config.stash[LEFT_OUT][marker]}
    )  # fmt: skip


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for part in PARTS:
        count = config.stash[LEFT_OUT][part.marker]
        if count:
            terminalreporter.write_line(f"Left out: {part.what}, {count} tests. To add it: {part.how}")
