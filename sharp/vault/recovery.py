"""The recovery seed on three sheets, of which any two bring it back (SLIP-39)."""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from sharp.vault.encoding import sized
from sharp.vault.errors import SheetsDoNotBelong, SheetUnreadable, TooFewSheets
from sharp.vault.person import SEED_SIZE

SHEETS = 3
NEEDED = 2


def split_seed(seed: bytes) -> tuple[str, str, str]:
    """Three sheets of 33 words each."""
    [[first, second, third]] = generate_mnemonics(1, [(NEEDED, SHEETS)], sized(seed, SEED_SIZE))
    return first, second, third


def combine(sheets: Sequence[str]) -> bytes:
    """The seed from any two sheets as typed; a third is read too, and must belong to the same set."""
    typed = [" ".join(sheet.casefold().split()) for sheet in sheets]
    shares = [_share(number, sheet) for number, sheet in enumerate(typed, start=1)]
    if len({share.index for share in shares}) < NEEDED:
        raise TooFewSheets(f"{NEEDED} different sheets are needed")
    if len({share.group_parameters() for share in shares}) > 1:
        raise SheetsDoNotBelong("from different ceremonies")
    by_index = {share.index: sheet for share, sheet in zip(shares, typed, strict=True)}
    try:
        seed: bytes = combine_mnemonics(list(by_index.values())[:NEEDED])
    except MnemonicError:
        raise SheetsDoNotBelong("they do not make up one secret") from None
    return seed


def _share(number: int, sheet: str) -> Share:
    try:
        share = Share.from_mnemonic(sheet)
    except MnemonicError:
        raise SheetUnreadable(number) from None
    scheme = (share.group_count, share.member_threshold, len(share.value))
    if scheme != (1, NEEDED, SEED_SIZE):
        raise SheetsDoNotBelong("not sheets of a school's ceremony")
    return share
