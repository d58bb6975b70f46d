"""Column types: each says which kind of cell it is under a row's MAC (sealing.md, ROW MAC)."""

from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column


class Id(sa.TypeDecorator[bytes]):
    """16 random bytes."""

    impl = sa.LargeBinary(16)
    cache_ok = True


class Hour(sa.TypeDecorator[int]):
    """Whole hours since 1970."""

    impl = sa.BigInteger
    cache_ok = True


class Octets(sa.TypeDecorator[bytes]):
    """Raw bytes."""

    impl = sa.LargeBinary
    cache_ok = True


class Count(sa.TypeDecorator[int]):
    """A whole number of 64 bits."""

    impl = sa.BigInteger
    cache_ok = True


class Choice(sa.TypeDecorator[Any]):
    """A StrEnum, stored as its text."""

    impl = sa.String(16)
    cache_ok = True

    def __init__(self, choices: type) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: Any, _dialect: Any) -> str | None:
        return None if value is None else str(self.choices(value))

    def process_result_value(self, value: Any, _dialect: Any) -> Any:
        return None if value is None else self.choices(value)


PrimaryId = Annotated[bytes, mapped_column(Id, primary_key=True)]


def refers_to(column: str) -> sa.ForeignKey:
    """A foreign key checked at the commit, so that rows may be added in any order."""
    return sa.ForeignKey(column, deferrable=True, initially="DEFERRED")
