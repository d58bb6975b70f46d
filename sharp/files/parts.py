"""A form with files, read as it comes: first its fields, then one file after the other, none of it ever whole."""

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from werkzeug.exceptions import HTTPException
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from sharp.files.refusals import LineBroken

PIECE = 64 * 1024
MOST_FIELDS = 40
MOST_FIELD_BYTES = 128 * 1024
MOST_PARTS = 200
LONGEST_SECONDS = 15 * 60
"""A line slower than this holds up others; a visit is quiet for too long soon after."""
MOST_DRAINED = 256 * 1024 * 1024
"""Read and thrown away after a refusal, so that the browser shows why instead of a broken line."""


class FormBroken(Exception):
    """No form that a browser sends: a part without an end, too many fields, or fields after files."""


class Parts:
    """Reads `fields` at once and `files` when asked; what no one takes is passed over."""

    def __init__(self, stream: IO[bytes], boundary: bytes) -> None:
        if not boundary:
            raise FormBroken
        self._stream = stream
        self._decoder = MultipartDecoder(boundary, max_form_memory_size=4 * MOST_FIELD_BYTES, max_parts=MOST_PARTS)
        self._until = time.monotonic() + LONGEST_SECONDS
        self._waiting: Event | None = None
        self.is_over = False
        """Nothing is left to come."""
        self.fields = tuple(self._fields())

    def _fields(self) -> Iterator[tuple[str, str]]:
        """All before the first file."""
        size = 0
        for _count in range(MOST_FIELDS):
            event = self._next()
            if isinstance(event, File | Epilogue):
                self._waiting = event
                return
            if not isinstance(event, Field):
                raise FormBroken
            value = b"".join(self._data())
            size += len(value)
            if size > MOST_FIELD_BYTES:
                raise FormBroken
            yield event.name or "", value.decode("utf-8", "replace")
        raise FormBroken

    def files(self) -> Iterator[Iterator[bytes]]:
        """Each file's bytes; a field left empty is none. Raises FormBroken; LineBroken out of a file's bytes."""
        for _name, data in self.named_files():
            yield data

    def named_files(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Each with the name of its field."""
        while True:
            event, self._waiting = self._waiting or self._next(), None
            if isinstance(event, Epilogue):
                self.is_over = True
                return
            if not isinstance(event, File):
                raise FormBroken
            data = self._data()
            if event.filename:
                yield event.name or "", data
            for _left in data:
                pass  # what was not taken

    def drain(self) -> None:
        """Read on without keeping anything, up to a bound."""
        left = MOST_DRAINED
        with suppress(OSError, ValueError, HTTPException):
            while left > 0 and time.monotonic() < self._until and (piece := self._stream.read(PIECE)):
                left -= len(piece)

    def _data(self) -> Iterator[bytes]:
        while True:
            event = self._next()
            if not isinstance(event, Data):
                raise FormBroken
            if event.data:
                yield bytes(event.data)
            if not event.more_data:
                return

    def _next(self) -> Event:
        while True:
            try:
                event = self._decoder.next_event()
            except (ValueError, HTTPException):
                raise FormBroken from None
            if not isinstance(event, NeedData):
                if isinstance(event, Data | File | Field | Epilogue):
                    return event
                continue  # what stands before the first part
            if time.monotonic() > self._until:
                raise LineBroken
            self._receive()

    def _receive(self) -> None:
        try:
            data = self._stream.read(PIECE)
            self._decoder.receive_data(data or None)
        except (OSError, ValueError, HTTPException):
            raise LineBroken from None
