import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharp.vault.errors import BadPadding, FileCut, OutOfRange, SealBroken, UnknownEnvelope, VaultRefusal
from sharp.vault.files import (
    CHUNK_SIZE,
    HEADER_SIZE,
    SEALED_CHUNK_SIZE,
    FileAddress,
    FileSealer,
    new_file_key,
    open_file,
    seal_file,
)

from . import reference
from .cast import ENTRY, FILE, FILE_ADDRESS, REPORT, SCHOOL, fixed, fixed_id

KEY = fixed("file key")
IDS = (SCHOOL, REPORT, ENTRY, FILE)
LENGTH = 3 * CHUNK_SIZE + 1000
PLAIN = fixed("four chunks", LENGTH)


def sealed(plain: bytes, address: FileAddress = FILE_ADDRESS, key: bytes = KEY) -> bytes:
    return b"".join(seal_file(key, address, [plain]))


def opened(blob: bytes, length: int) -> bytes:
    return b"".join(open_file(KEY, FILE_ADDRESS, length, [blob]))


def pieces(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    stream = io.BytesIO(data)
    for size in sizes:
        yield stream.read(size)
    yield stream.read()


def chunks_of(blob: bytes) -> list[bytes]:
    """The header, then each sealed chunk."""
    body = blob[HEADER_SIZE:]
    cut = [body[at : at + SEALED_CHUNK_SIZE] for at in range(0, len(body), SEALED_CHUNK_SIZE)]
    return [blob[:HEADER_SIZE], *cut]


@pytest.mark.parametrize("length", [0, 1, 65_535, 65_536, 65_537, 131_072, 1_048_575, 1_048_576, 1_048_577, 2_000_000])
def test_a_file_comes_back(length: int) -> None:
    plain = fixed("some file", length)
    assert opened(sealed(plain), length) == plain


@pytest.mark.parametrize(("length", "chunks"), [(0, 1), (65_536, 1), (65_537, 2), (1_048_577, 17)])
def test_sizes_show_in_steps_only(length: int, chunks: int) -> None:
    assert len(chunks_of(sealed(bytes(length)))) == 1 + chunks


def test_reference_and_vault_open_each_others_files() -> None:
    blob = sealed(PLAIN)
    padded = PLAIN.ljust(4 * CHUNK_SIZE, b"\0")
    assert b"".join(reference.file_chunks(KEY, IDS, blob[4:HEADER_SIZE], padded)) == blob
    assert opened(b"".join(reference.file_chunks(KEY, IDS, bytes(7), padded)), LENGTH) == PLAIN


@given(st.lists(st.integers(0, 70_000), max_size=8), st.lists(st.integers(0, 70_000), max_size=8))
def test_it_may_come_and_go_in_pieces_of_any_size(coming: list[int], going: list[int]) -> None:
    blob = b"".join(seal_file(KEY, FILE_ADDRESS, pieces(PLAIN, coming)))
    assert b"".join(open_file(KEY, FILE_ADDRESS, LENGTH, pieces(blob, going))) == PLAIN


def test_a_sealer_by_hand() -> None:
    sealer = FileSealer(KEY, FILE_ADDRESS)
    blob = sealer.update(PLAIN[:10]) + sealer.update(b"") + sealer.update(PLAIN[10:]) + sealer.finish()
    assert sealer.length == LENGTH
    assert opened(blob, LENGTH) == PLAIN
    with pytest.raises(ValueError, match="finished"):
        sealer.finish()
    with pytest.raises(ValueError, match="finished"):
        sealer.update(b"more")


def test_little_of_a_file_is_held_at_once() -> None:
    sealer = FileSealer(KEY, FILE_ADDRESS)
    out = 0
    for count in range(1, 20):
        out += len(sealer.update(bytes(CHUNK_SIZE)))
        assert out >= HEADER_SIZE + (count - 1) * SEALED_CHUNK_SIZE

    taken = 0

    def source() -> Iterator[bytes]:
        nonlocal taken
        for chunk in chunks_of(sealed(PLAIN)):
            taken += 1
            yield chunk

    first = next(open_file(KEY, FILE_ADDRESS, LENGTH, source()))
    assert first == PLAIN[:CHUNK_SIZE]
    assert taken == 3  # the header, the chunk, and the one after it, which shows that it is not the last


# chunks dropped, doubled, swapped, cut


def altered() -> dict[str, list[bytes]]:
    header, *chunks = chunks_of(sealed(PLAIN))
    other_header, *others = chunks_of(sealed(PLAIN))
    found = {}
    for at in range(len(chunks)):
        found[f"{at} dropped"] = [header, *chunks[:at], *chunks[at + 1 :]]
        found[f"{at} doubled"] = [header, *chunks[:at], chunks[at], chunks[at], *chunks[at + 1 :]]
        found[f"{at} from another sealing"] = [header, *chunks[:at], others[at], *chunks[at + 1 :]]
        found[f"cut after {at}"] = [header, *chunks[: at + 1]][: at + 1]
        found[f"{at} short by one"] = [header, *chunks[:at], chunks[at][:-1], *chunks[at + 1 :]]
    for at in range(len(chunks) - 1):
        found[f"{at} swapped with the next"] = [header, *chunks[:at], chunks[at + 1], chunks[at], *chunks[at + 2 :]]
    found["another header"] = [other_header, *chunks]
    found["backwards"] = [header, *reversed(chunks)]
    found["only the last"] = [header, chunks[-1]]
    found["the end twice"] = [header, *chunks, chunks[-1]]
    found["more after the end"] = [header, *chunks, b"\0"]
    found["a second file after it"] = [header, *chunks, header, *chunks]
    found["a header within"] = [header, header, *chunks]
    return found


@pytest.mark.parametrize("change", altered())
def test_chunks_out_of_place(change: str) -> None:
    with pytest.raises(SealBroken):
        opened(b"".join(altered()[change]), LENGTH)


@pytest.mark.parametrize("end", [*range(HEADER_SIZE + 20), 65_562, 65_563, 65_564, 131_115, -1, -16, -17])
def test_a_file_cut_anywhere_is_refused(end: int) -> None:
    with pytest.raises((FileCut, SealBroken)):
        opened(sealed(PLAIN)[:end], LENGTH)


def test_nothing_at_all_is_no_file() -> None:
    with pytest.raises(FileCut):
        list(open_file(KEY, FILE_ADDRESS, 0, []))


def test_a_chunk_is_given_out_only_after_its_tag() -> None:
    header, first, second, *rest = chunks_of(sealed(PLAIN))
    broken = b"".join([header, first, second[:-1] + bytes([second[-1] ^ 1]), *rest])
    chunks = open_file(KEY, FILE_ADDRESS, LENGTH, [broken])
    assert next(chunks) == PLAIN[:CHUNK_SIZE]
    with pytest.raises(SealBroken):
        next(chunks)


def test_a_file_ended_early_by_a_key_holder_is_not_whole() -> None:
    early = b"".join(reference.file_chunks(KEY, IDS, bytes(7), PLAIN[:CHUNK_SIZE]))
    with pytest.raises(FileCut):
        opened(early, LENGTH)


# the length that the entry states


@pytest.mark.parametrize(
    "stated", [0, 1, CHUNK_SIZE, LENGTH - 1, LENGTH + 1, 4 * CHUNK_SIZE, 4 * CHUNK_SIZE + 1, 2**40]
)
def test_another_length_than_stated(stated: int) -> None:
    plain = b"\xff" * LENGTH
    if stated == LENGTH + 1 or stated == 4 * CHUNK_SIZE:
        # Within one step the length cannot be told from outside: what comes back is zeros longer, as it was padded.
        assert opened(sealed(plain), stated) == plain.ljust(stated, b"\0")
        return
    with pytest.raises((FileCut, BadPadding)):
        opened(sealed(plain), stated)


def test_padding_that_is_not_zeros_is_refused() -> None:
    padded = PLAIN.ljust(4 * CHUNK_SIZE - 1, b"\0") + b"\1"
    with pytest.raises(BadPadding):
        opened(b"".join(reference.file_chunks(KEY, IDS, bytes(7), padded)), LENGTH)


@pytest.mark.parametrize("size", [0, LENGTH, 5 * CHUNK_SIZE])
def test_padding_to_another_step_is_refused(size: int) -> None:
    chunks = reference.file_chunks(KEY, IDS, bytes(7), PLAIN.ljust(size, b"\0")[: size or None] if size else b"")
    with pytest.raises(FileCut):
        opened(b"".join(chunks), LENGTH if size else 0)


# headers and keys


@pytest.mark.parametrize(("at", "value"), [(0, b"s"), (1, b"H"), (2, b"\2"), (3, b"\0")])
def test_unknown_headers_have_their_own_refusal(at: int, value: bytes) -> None:
    blob = sealed(b"a picture")
    with pytest.raises(UnknownEnvelope):
        opened(blob[:at] + value + blob[at + 1 :], 9)


def test_a_plain_file_is_never_passed_through() -> None:
    for plain in (b"\x89PNG\r\n\x1a\n" + bytes(100), b"SH\1\1" + bytes(100)):
        with pytest.raises(UnknownEnvelope):
            opened(plain, len(plain))


def test_keys_and_prefixes_are_drawn_anew() -> None:
    assert new_file_key() != new_file_key()
    assert len(new_file_key()) == 32
    assert len({sealed(b"x")[:HEADER_SIZE] for _ in range(50)}) == 50


def test_another_key_opens_nothing() -> None:
    with pytest.raises(VaultRefusal):
        opened(sealed(PLAIN, key=fixed("another key")), LENGTH)
    with pytest.raises(OutOfRange):
        FileSealer(b"short", FILE_ADDRESS)
    with pytest.raises(OutOfRange):
        FileAddress(SCHOOL, REPORT, ENTRY, fixed_id("file") + b"\0")
