"""The six code words: drawing them, reading what was typed, and the keys that come of them."""

import secrets
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from sharp.vault.encoding import ctx, sized
from sharp.vault.errors import SealBroken, UnknownWords, WordTooShort, WrongWordCount
from sharp.vault.kdf import argon2id, hkdf
from sharp.vault.silent import Silent
from sharp.vault.wordlist import EN1, HEAD_SIZE, WordList

WORD_COUNT = 6
PASSPHRASE_WORDS = 5
SALT_SIZE = 16
LOOKUP_SIZE = 48
MEMORY_KIB = 19 * 1024
PASSES = 2


@dataclass(frozen=True, repr=False, eq=False)
class CodeWords(Silent):
    list_id: str
    words: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.words) != WORD_COUNT:
            raise WrongWordCount(len(self.words))

    @property
    def display(self) -> str:
        return " ".join(self.words)

    @property
    def canonical(self) -> bytes:
        return f"{self.list_id}:{self.display}".encode()

    def _secret(self) -> bytes:
        return self.canonical


def draw_words(words: WordList = EN1) -> CodeWords:
    return CodeWords(words.id, tuple(secrets.choice(words.words) for _ in range(WORD_COUNT)))


def parse_words(typed: str, words: WordList = EN1) -> CodeWords:
    """Forgives case, spaces, punctuation and all after each third letter; names what it cannot read."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    # Folding a Turkish capital İ leaves a combining dot, which must not cut the word in two.
    unmarked = "".join(letter for letter in folded if not unicodedata.combining(letter))
    parts = "".join(letter if letter.isalpha() else " " for letter in unmarked).split()
    if len(parts) != WORD_COUNT:
        raise WrongWordCount(len(parts))
    short = tuple(part for part in parts if len(part) < HEAD_SIZE)
    if short:
        raise WordTooShort(short)
    unknown = tuple(part for part in parts if part[:HEAD_SIZE] not in words.by_head)
    if unknown:
        raise UnknownWords(unknown)
    return CodeWords(words.id, tuple(words.by_head[part[:HEAD_SIZE]] for part in parts))


def stretch(words: CodeWords, salt: bytes) -> bytes:
    """32 bytes, at the price of 19 MiB and two passes; the salt is the school's."""
    return argon2id(words.canonical, sized(salt, SALT_SIZE), memory_kib=MEMORY_KIB, passes=PASSES)


def lookup_seed(stretched: bytes, school: bytes) -> bytes:
    return hkdf(stretched, ctx("sharp/1/words/lookup", school))


def words_key(stretched: bytes, school: bytes) -> bytes:
    return hkdf(stretched, ctx("sharp/1/words/key", school))


def lookup(server_key: bytes, seed: bytes, school: bytes) -> bytes:
    """48 bytes to find the receipt by: always the same, and meaningless without the server key (64 B)."""
    return AESSIV(sized(server_key, 64)).encrypt(sized(seed, 32), [ctx("sharp/1/lookup", school)])


def renew_lookup(found_by: bytes, old_key: bytes, server_key: bytes, school: bytes) -> bytes:
    """The same words' lookup under another server key; nobody needs the words for it. Raises SealBroken."""
    try:
        seed = AESSIV(sized(old_key, 64)).decrypt(found_by, [ctx("sharp/1/lookup", school)])
    except (InvalidTag, ValueError):
        raise SealBroken("does not open here") from None
    return lookup(server_key, seed, school)


def offer_passphrase(words: WordList = EN1) -> str:
    return " ".join(secrets.choice(words.words) for _ in range(PASSPHRASE_WORDS))


def fingerprint_words(fingerprint: bytes, words: WordList = EN1) -> str:
    """Six words to read out to each other when two people compare a key."""
    number = int.from_bytes(hkdf(fingerprint, ctx("sharp/1/fingerprint-words", words.id.encode())), "big")
    chosen = []
    for _ in range(WORD_COUNT):
        number, index = divmod(number, len(words.words))
        chosen.append(words.words[index])
    return " ".join(chosen)
