"""What every table shares: typed columns, one naming of constraints, and the MAC on rows that decide."""

import hmac
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, ClassVar, Self

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, UOWTransaction, mapped_column
from sqlalchemy.orm.attributes import flag_modified

from sharp.model.types import Choice, Hour, Id, Octets
from sharp.vault import rowmac
from sharp.vault.errors import RowForged
from sharp.vault.keyfile import ServerKeys


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, repr=False, eq=False):
    """Rows are made with keywords, print nothing, and are equal only to themselves."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Maced(MappedAsDataclass, kw_only=True, repr=False, eq=False):
    """A row that decides: signed as it is written, verified as it is read, whoever reads it.

    `MAC_COLUMNS` is the literal tuple of the cells; a new column is a new `MAC_SHAPE`. What somebody else has written
    since the row was read is never signed over: the flush raises StaleDataError, and the unit of work is run again.
    """

    MAC_SHAPE: ClassVar[int] = 1
    MAC_COLUMNS: ClassVar[tuple[str, ...]]

    mac_v: Mapped[int] = mapped_column(sa.SmallInteger, init=False)
    """Version of the server key that made the MAC."""
    mac: Mapped[bytes] = mapped_column(Octets, init=False)

    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": mac, "version_id_generator": False}

    def sign(self, keys: ServerKeys) -> Self:
        self.mac_v = keys.active
        flag_modified(self, "mac_v")  # written even if it seems unchanged: a renewal may have come between
        self.mac = _mac_of(self, keys, keys.active)
        return self

    def verify(self, keys: ServerKeys) -> None:
        """Raises RowForged, which names the table and the row and nothing else."""
        if self.mac_v not in keys.accepted or not hmac.compare_digest(self.mac, _mac_of(self, keys, self.mac_v)):
            raise RowForged(_table_of(self), _key_of(self).hex())


def _table_of(row: Maced) -> str:
    return str(sa.inspect(type(row)).local_table.name)


def _key_of(row: Maced) -> bytes:
    return b"".join(bytes(getattr(row, column.name)) for column in sa.inspect(type(row)).primary_key)


CellMaker = Callable[[Any], bytes]


def cells(row: object, names: tuple[str, ...]) -> Iterator[bytes]:
    """The cells of a row in the order of their names, tagged by the type of their column."""
    for name, make in _makers(sa.inspect(type(row)), names):
        yield make(getattr(row, name))


@lru_cache
def _makers(mapper: Any, names: tuple[str, ...]) -> tuple[tuple[str, CellMaker], ...]:
    return tuple((name, _maker_for(mapper.columns[name].type)) for name in names)


def _maker_for(column: sa.types.TypeEngine[Any]) -> CellMaker:
    if isinstance(column, Id):
        return rowmac.identifier
    if isinstance(column, Hour):
        return rowmac.hour
    if isinstance(column, Octets):
        return rowmac.octets
    if isinstance(column, sa.Boolean):
        return rowmac.flag
    return rowmac.text if isinstance(column, sa.String | Choice) else rowmac.integer


def _mac_of(row: Maced, keys: ServerKeys, v: int) -> bytes:
    return rowmac.row_mac(keys.key("mac", v), _table_of(row), row.MAC_SHAPE, tuple(cells(row, row.MAC_COLUMNS)))


def _keys_of(session: Session) -> ServerKeys:
    keys = session.info["keys"]
    assert isinstance(keys, ServerKeys)
    return keys


@event.listens_for(Maced, "load", propagate=True)
def _verify_loaded(row: Maced, context: Any) -> None:
    _verify(row, context.session)


@event.listens_for(Maced, "refresh", propagate=True)
def _verify_refreshed(row: Maced, context: Any, _names: Any) -> None:
    _verify(row, context.session)


def _verify(row: Maced, session: Session) -> None:
    """A refused row leaves the session, or the next look would find it there and ask nothing."""
    try:
        row.verify(_keys_of(session))
    except BaseException:
        session.expunge(row)
        raise


@event.listens_for(Session, "before_flush")
def _sign_written(session: Session, _flush: UOWTransaction, _instances: Any) -> None:
    for row in (*session.new, *session.dirty):
        if isinstance(row, Maced) and (row in session.new or session.is_modified(row)):
            row.sign(_keys_of(session))


@event.listens_for(Session, "do_orm_execute")
def _refuse_unsigned_updates(state: Any) -> None:
    """An UPDATE or INSERT statement would pass by the signing above."""
    if (state.is_update or state.is_insert) and issubclass(state.bind_mapper.class_, Maced):
        raise TypeError("rows under a MAC are changed through their objects")
