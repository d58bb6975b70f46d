"""Sixteen people open one case fifty times each, all at once."""

import pytest

from sharp.web.application import Sharp
from tests.fixtures.application import SignIn
from tests.fixtures.reports import file_report
from tests.fixtures.world import World
from tests.integration.promises.opening_at_once import open_at_once
from tests.integration.promises.test_traces import assert_one_line_each

pytestmark = pytest.mark.torture


def test_eight_hundred_openings_at_once_make_one_chain(world: World, as_: SignIn, app: Sharp) -> None:
    filed = file_report(world)
    assert open_at_once(app, as_, filed, clients=16, times=50) == [200] * 800
    assert_one_line_each(world, filed, 800)
