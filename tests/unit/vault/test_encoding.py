import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sharp.vault import encoding
from sharp.vault.encoding import canonical_json, ctx, lp, new_id, parse_canonical_json
from sharp.vault.errors import BadContent, OutOfRange

labels = st.text(alphabet="abcdefghijklmnopqrstuvwxyz/1-", min_size=1, max_size=20)
fields = st.lists(st.binary(max_size=12), max_size=5)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcŵ", max_size=4), inner, max_size=4),
    max_leaves=12,
)


def read_back(context: bytes) -> tuple[bytes, list[bytes]]:
    def taken(at: int) -> tuple[bytes, int]:
        end = at + 4 + int.from_bytes(context[at : at + 4], "big")
        return context[at + 4 : end], end

    label, at = taken(0)
    count, at = int.from_bytes(context[at : at + 2], "big"), at + 2
    found = []
    for _ in range(count):
        field, at = taken(at)
        found.append(field)
    assert at == len(context)
    return label, found


def test_moving_a_byte_from_one_field_to_the_next_changes_the_context() -> None:
    assert ctx("x", b"ab", b"c") != ctx("x", b"a", b"bc")
    assert ctx("x", b"") != ctx("x")
    assert ctx("xa", b"b") != ctx("x", b"ab")


@given(labels, fields)
def test_a_context_reads_back_in_one_way(label: str, given_fields: list[bytes]) -> None:
    assert read_back(ctx(label, *given_fields)) == (label.encode(), given_fields)


@given(labels, fields, labels, fields)
def test_two_meanings_never_share_a_context(one: str, ones: list[bytes], other: str, others: list[bytes]) -> None:
    assume((one, ones) != (other, others))
    assert ctx(one, *ones) != ctx(other, *others)


@given(fields, st.data())
def test_cutting_fields_elsewhere_never_gives_the_same_context(cut: list[bytes], data: st.DataObject) -> None:
    joined = b"".join(cut)
    places = sorted(data.draw(st.lists(st.integers(0, len(joined)), max_size=4)))
    again = [joined[a:b] for a, b in zip([0, *places], [*places, len(joined)], strict=True)]
    assume(again != cut)
    assert ctx("x", *again) != ctx("x", *cut)


def test_labels_are_ascii() -> None:
    with pytest.raises(UnicodeEncodeError):
        ctx("sharp/1/gŵyn")


@pytest.mark.parametrize(
    ("width", "size", "least", "most"),
    [
        ("u8", 1, 0, 2**8 - 1),
        ("u16", 2, 0, 2**16 - 1),
        ("u32", 4, 0, 2**32 - 1),
        ("u64", 8, 0, 2**64 - 1),
        ("i64", 8, -(2**63), 2**63 - 1),
    ],
)
def test_numbers_have_one_width_and_refuse_what_does_not_fit(width: str, size: int, least: int, most: int) -> None:
    encode = getattr(encoding, width)
    signed = least < 0
    for value in (least, 0, 1, most):
        assert encode(value) == value.to_bytes(size, "big", signed=signed)
    for value in (least - 1, most + 1):
        with pytest.raises(OutOfRange):
            encode(value)


def test_lengths_come_first() -> None:
    assert lp(b"") == b"\0\0\0\0"
    assert lp(b"abc") == b"\0\0\0\3abc"


def test_identifiers_are_sixteen_bytes_and_differ() -> None:
    drawn = {new_id() for _ in range(100)}
    assert len(drawn) == 100
    assert {len(one) for one in drawn} == {16}


def test_canonical_json_is_one_spelling() -> None:
    assert canonical_json({"b": [1, None, True], "a": "ŵ\n"}) == '{"a":"ŵ\\n","b":[1,null,true]}'.encode()


@given(json_values)
def test_canonical_json_reads_back(value: object) -> None:
    assert parse_canonical_json(canonical_json(value)) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"bytes", {"x": object()}, "\ud800", {1: "x", "y": 2}])
def test_what_has_no_canonical_spelling_is_refused_without_quoting_it(value: object) -> None:
    with pytest.raises(BadContent) as refusal:
        canonical_json(value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1}\n',
        b'"\\u0041"',
        b"NaN",
        b"\xff",
        b'\xef\xbb\xbf{"a":1}',
        '{"a":1}'.encode("utf-16"),
        b"[" * 60_000,
    ],
)
def test_any_other_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(BadContent):
        parse_canonical_json(data)
