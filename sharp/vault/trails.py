"""The trail's chained tags: no line of what staff did can be changed, dropped or slipped in unnoticed."""

import hmac

from sharp.vault.encoding import NO_ID, ctx, i64, sized, u16, u64

FIRST_TAG = bytes(32)
SERVICE_CHAIN = NO_ID


def trail_tag(
    mac_key: bytes,
    chain: bytes,
    i: int,
    previous: bytes,
    v: int,
    staff: bytes | None,
    act: str,
    report: bytes | None,
    hour: int,
) -> bytes:
    """`chain` is the school's id or `SERVICE_CHAIN`; a line without staff or report holds `NO_ID` there."""
    return hmac.digest(
        mac_key,
        ctx(
            "sharp/1/trail",
            chain,
            u64(i),
            sized(previous, len(FIRST_TAG)),
            u16(v),
            NO_ID if staff is None else staff,
            act.encode(),
            NO_ID if report is None else report,
            i64(hour),
        ),
        "sha256",
    )
