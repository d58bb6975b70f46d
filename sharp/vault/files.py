"""A file, sealed and opened as a stream of 64 KiB chunks, so that none of it is ever whole in memory."""

import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sharp.vault.aead import TAG_SIZE
from sharp.vault.encoding import ctx, require_ids, sized, u8, u32
from sharp.vault.errors import FileCut, SealBroken, UnknownEnvelope
from sharp.vault.kdf import KEY_SIZE
from sharp.vault.padding import padded_file_size, require_zeros

CHUNK_SIZE = 64 * 1024
SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE
_START = b"SF" + bytes((1, 1))  # magic, version, AES-256-GCM
_PREFIX_SIZE = 7
HEADER_SIZE = len(_START) + _PREFIX_SIZE


@dataclass(frozen=True)
class FileAddress:
    school: bytes
    report: bytes
    entry: bytes
    file: bytes

    def __post_init__(self) -> None:
        require_ids(self.school, self.report, self.entry, self.file)

    def aad(self, header: bytes) -> bytes:
        return ctx("sharp/1/file", self.school, self.report, self.entry, self.file, header)


def new_file_key() -> bytes:
    return secrets.token_bytes(KEY_SIZE)


class _Chunks:
    """The nonces of one file: `prefix ‖ u32 i ‖ u8 last`, each used once and in order."""

    def __init__(self, key: bytes, address: FileAddress, header: bytes) -> None:
        self._cipher = AESGCM(sized(key, KEY_SIZE))
        self._aad = address.aad(header)
        self._prefix = header[len(_START) :]
        self._index = 0

    def _nonce(self, last: bool) -> bytes:
        nonce = self._prefix + u32(self._index) + u8(last)
        self._index += 1
        return nonce

    def seal(self, plain: bytes | memoryview, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(last), plain, self._aad)

    def open(self, sealed: bytes | memoryview, *, last: bool) -> bytes:
        try:
            return self._cipher.decrypt(self._nonce(last), sealed, self._aad)
        except InvalidTag:
            raise SealBroken("a chunk does not open here") from None


class FileSealer:
    """Seals one file once: feed it with `update`, end it with `finish`, and write all that these return."""

    def __init__(self, key: bytes, address: FileAddress) -> None:
        self.length = 0
        self._finished = False
        self._unsent_header = _START + os.urandom(_PREFIX_SIZE)
        self._chunks = _Chunks(key, address, self._unsent_header)
        self._held = bytearray()

    def update(self, data: bytes) -> bytes:
        self._require_open()
        self.length += len(data)
        return self._take(data)

    def finish(self) -> bytes:
        """The padding and the last chunk; `length` is then what the entry must state."""
        self._require_open()
        self._finished = True
        out = []
        left = padded_file_size(self.length) - self.length
        while left:
            zeros = bytes(min(left, CHUNK_SIZE))
            out.append(self._take(zeros))
            left -= len(zeros)
        out += [self._header_once(), self._chunks.seal(bytes(self._held), last=True)]
        return b"".join(out)

    def _require_open(self) -> None:
        if self._finished:
            raise ValueError("this file is finished")

    def _take(self, data: bytes) -> bytes:
        # The last chunk is sealed differently, so a full one waits until more has come.
        self._held += data
        out = [self._header_once()]
        start = 0
        with memoryview(self._held) as held:
            while len(held) - start > CHUNK_SIZE:
                out.append(self._chunks.seal(held[start : start + CHUNK_SIZE], last=False))
                start += CHUNK_SIZE
        del self._held[:start]
        return b"".join(out)

    def _header_once(self) -> bytes:
        header, self._unsent_header = self._unsent_header, b""
        return header


def sealed_file_size(length: int) -> int:
    """Of a file of so many bytes, once it is padded and sealed."""
    padded = padded_file_size(length)
    return HEADER_SIZE + padded + -(-padded // CHUNK_SIZE) * TAG_SIZE


def seal_file(key: bytes, address: FileAddress, source: Iterable[bytes]) -> Iterator[bytes]:
    """A whole file that is already at hand, in pieces of any size."""
    sealer = FileSealer(key, address)
    for piece in source:
        yield sealer.update(piece)
    yield sealer.finish()


def open_file(key: bytes, address: FileAddress, length: int, source: Iterable[bytes]) -> Iterator[bytes]:
    """Yields each chunk after its tag. The file is whole only when this ends without a refusal:

    what was yielded before one must be thrown away. `length` comes from the entry.
    """
    left = length
    padded = 0
    for plain in _open_chunks(key, address, source):
        padded += len(plain)
        kept = min(left, len(plain))
        left -= kept
        require_zeros(plain, kept)
        if kept:
            yield plain if kept == len(plain) else plain[:kept]
    if left or padded != padded_file_size(length):
        raise FileCut("not of the length that its entry states")


def _open_chunks(key: bytes, address: FileAddress, source: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    chunks: _Chunks | None = None
    for piece in source:
        held += piece
        if chunks is None:
            if len(held) < HEADER_SIZE:
                continue
            header = _taken(held, HEADER_SIZE)
            if not header.startswith(_START):
                raise UnknownEnvelope("unknown format, version or algorithm")
            chunks = _Chunks(key, address, header)
        while len(held) > SEALED_CHUNK_SIZE:
            yield chunks.open(_taken(held, SEALED_CHUNK_SIZE), last=False)
    if chunks is None:
        raise FileCut("ends within its header")
    yield chunks.open(bytes(held), last=True)


def _taken(held: bytearray, size: int) -> bytes:
    taken = bytes(held[:size])
    del held[:size]
    return taken
