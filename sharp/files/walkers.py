"""Following a recording from its first byte to its last: each part where the one before says, and nothing after."""

from sharp.files.refusals import WrongKind


class Walker:
    """Takes a file piece by piece; `end` is asked once all has come. Either raises WrongKind."""

    def feed(self, data: bytes) -> None:
        return

    def end(self) -> None:
        return


class PartWalker(Walker):
    """A file of parts, each with a head that says how long it is."""

    HEAD = 8
    """Bytes of a head, at least."""

    def __init__(self) -> None:
        self.held = b""
        self.skip = 0
        """Bytes of the present part that have not come yet."""
        self.parts = 0

    def feed(self, data: bytes) -> None:
        passed = min(self.skip, len(data))
        self.skip -= passed
        self.held += data[passed:]
        start = 0
        while not self.skip and len(self.held) - start >= self.HEAD:
            size = self.size_of(self.held[start : start + self.most_head])
            if size is None:
                break
            if size < 1:
                raise WrongKind
            self.parts += 1
            self.skip = max(0, size - (len(self.held) - start))
            start += min(size, len(self.held) - start)
        self.held = self.held[start:]
        if len(self.held) > self.most_head:
            raise WrongKind

    most_head = 8

    def size_of(self, head: bytes) -> int | None:
        """The whole part's, head and all; None: more of the head must come first."""
        raise NotImplementedError

    def end(self) -> None:
        if self.skip or self.held or not self.parts:
            raise WrongKind


class Mp4Walker(PartWalker):
    """Boxes; a recording has sound (`moov`) and no moving picture."""

    most_head = 16
    TRACKS = b"hdlr"

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[bytes] = set()
        self.tail = b""

    def feed(self, data: bytes) -> None:
        seen = self.tail + data
        at = seen.find(self.TRACKS)
        while at >= 0:
            if seen[at + 12 : at + 16] == b"vide":
                raise WrongKind
            at = seen.find(self.TRACKS, at + 1)
        self.tail = seen[-15:]
        super().feed(data)

    def size_of(self, head: bytes) -> int | None:
        size, name = int.from_bytes(head[:4], "big"), head[4:8]
        if not all(32 <= byte < 127 or byte == 0xA9 for byte in name):
            raise WrongKind
        self.seen.add(name)
        if size == 1:
            return None if len(head) < 16 else max(16, int.from_bytes(head[8:16], "big"))
        if size < 8:
            raise WrongKind
        return size

    def end(self) -> None:
        super().end()
        if not {b"moov", b"mdat"} <= self.seen:
            raise WrongKind


class OggWalker(PartWalker):
    """Pages."""

    HEAD = 27
    most_head = 27 + 255

    def size_of(self, head: bytes) -> int | None:
        if not head.startswith(b"OggS\x00"):
            raise WrongKind
        count = head[26]
        return None if len(head) < 27 + count else 27 + count + sum(head[27 : 27 + count])


class WavWalker(PartWalker):
    """One RIFF, which says how long the file is."""

    def size_of(self, head: bytes) -> int | None:
        if self.parts:
            raise WrongKind
        size = 8 + int.from_bytes(head[4:8], "little")
        return size + size % 2


class Mp3Walker(PartWalker):
    """Frames, after a tag if there is one; an old tag of 128 bytes may end it."""

    HEAD = 10
    most_head = 10
    RATES = ((0,) * 16, (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
             (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0))  # fmt: skip
    SAMPLES = ((11025, 12000, 8000), (0, 0, 0), (22050, 24000, 16000), (44100, 48000, 32000))

    def size_of(self, head: bytes) -> int | None:
        if head.startswith(b"ID3") and not self.parts:
            return 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        if head.startswith(b"TAG"):
            return 128
        if head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
            raise WrongKind
        version, rate = head[1] >> 3 & 3, head[2] >> 2 & 3
        if version == 1 or rate == 3:
            raise WrongKind
        bits = self.RATES[1 if version == 3 else 2][head[2] >> 4] * 1000
        if not bits:
            raise WrongKind
        return (144 if version == 3 else 72) * bits // self.SAMPLES[version][rate] + (head[2] >> 1 & 1)

    def end(self) -> None:
        """Some recorders stop within a frame."""
        if self.parts < 2:
            raise WrongKind


class WebmWalker(Walker):
    """A head and one segment, which says how long it is or goes on to the end; sound only."""

    def __init__(self) -> None:
        self.start = b""
        self.length = 0

    def feed(self, data: bytes) -> None:
        self.length += len(data)
        if len(self.start) < 4096:
            self.start += data[: 4096 - len(self.start)]

    def end(self) -> None:
        head_id, head_size, at = _element(self.start, 0)
        segment_id, segment_size, body = _element(self.start, at + (head_size or 0))
        if head_id != 0x1A45DFA3 or segment_id != 0x18538067 or head_size is None:
            raise WrongKind
        if segment_size is not None and body + segment_size != self.length:
            raise WrongKind
        if b"V_VP" in self.start or b"V_AV1" in self.start or b"A_" not in self.start:
            raise WrongKind


def _element(data: bytes, at: int) -> tuple[int, int | None, int]:
    """Its id, its size (None: unknown) and where its body begins. Raises WrongKind."""
    found, after = _number(data, at, keep_mark=True)
    size, body = _number(data, after, keep_mark=False)
    return found, None if size == (1 << 7 * (body - after)) - 1 else size, body


def _number(data: bytes, at: int, *, keep_mark: bool) -> tuple[int, int]:
    if at >= len(data) or not data[at]:
        raise WrongKind
    width = 9 - data[at].bit_length()
    if at + width > len(data):
        raise WrongKind
    value = int.from_bytes(data[at : at + width], "big")
    return value if keep_mark else value & (1 << 7 * width) - 1, at + width
