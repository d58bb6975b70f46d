from typing import Any

import pytest

from sharp.vault.errors import OutOfRange
from sharp.vault.trails import FIRST_TAG, SERVICE_CHAIN, trail_tag

from . import reference
from .cast import OTHER_SCHOOL, REPORT, SCHOOL, SPOC, SSO, fixed, fixed_id

LINE: dict[str, Any] = {
    "mac_key": fixed("mac key"),
    "chain": SCHOOL,
    "i": 7,
    "previous": fixed("tag 6"),
    "v": 1,
    "staff": SSO,
    "act": "opened",
    "report": REPORT,
    "hour": 498_000,
}


@pytest.mark.parametrize(
    "changed",
    [
        {"mac_key": fixed("other")},
        {"chain": OTHER_SCHOOL},
        {"chain": SERVICE_CHAIN},
        {"i": 8},
        {"previous": FIRST_TAG},
        {"v": 2},
        {"staff": SPOC},
        {"staff": None},
        {"act": "searched"},
        {"report": fixed_id("other report")},
        {"report": None},
        {"hour": 498_001},
    ],
)
def test_everything_in_a_line_counts(changed: dict[str, Any]) -> None:
    assert trail_tag(**LINE) != trail_tag(**{**LINE, **changed})


def test_reference_and_vault_agree() -> None:
    assert trail_tag(**LINE) == reference.trail_tag(*LINE.values())
    without = {**LINE, "staff": None, "report": None}
    assert trail_tag(**without) == reference.trail_tag(*{**LINE, "staff": bytes(16), "report": bytes(16)}.values())


def test_the_first_line_follows_zeros() -> None:
    assert bytes(32) == FIRST_TAG
    assert bytes(16) == SERVICE_CHAIN


def test_a_broken_chain_is_refused() -> None:
    for changed in ({"previous": b""}, {"i": -1}, {"v": 65_536}, {"hour": 2**63}):
        with pytest.raises(OutOfRange):
            trail_tag(**{**LINE, **changed})
