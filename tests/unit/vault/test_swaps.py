"""What is sealed for one place opens in that place only, though the keys be the same in both."""

import itertools

import pytest

from sharp.vault.errors import VaultRefusal

from .sealings import KINDS, Kind, Place

kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@kinds
def test_each_place_opens_its_own(kind: Kind) -> None:
    for place in kind.places():
        if place.bound.get("reader_fp") == kind.place.bound.get("reader_fp"):
            kind.open(place, kind.seal(place))


@kinds
def test_no_place_opens_anothers(kind: Kind) -> None:
    sealed = [(place, kind.seal(place)) for place in kind.places()]
    for (here, _), (there, blob) in itertools.permutations(sealed, 2):
        assert_refused(kind, here, there, blob)


def assert_refused(kind: Kind, here: Place, there: Place, blob: bytes) -> None:
    try:
        kind.open(here, blob)
    except VaultRefusal:
        return
    differing = {name: (here.bound[name], value) for name, value in there.bound.items() if here.bound[name] != value}
    pytest.fail(f"{kind.name} opened elsewhere: {differing}")


@kinds
def test_everything_it_is_bound_to_is_tried(kind: Kind) -> None:
    given_by_the_others = {"kind", "reader_fp", "followup_id"}
    assert kind.place.bound.keys() - kind.others.keys() <= given_by_the_others
