"""Base classes of the tables: exact decimals, UTC instants, enums by value, named constraints."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import DateTime, MetaData, String, Text, TypeDecorator, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, declared_attr, mapped_column

from reviewdesk.overriding import override

if TYPE_CHECKING:
    from sqlalchemy import Dialect


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept as its own digits, so that nothing is rounded on the way."""

    impl = String(40)
    cache_ok = True

    @override
    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Words(TypeDecorator[str]):
    """Text as it came; a lone surrogate, which no file can hold, becomes U+FFFD."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else sound(value)


def sound(text: str) -> str:
    """Return text as a file can hold it."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; a time without its zone is refused as a bug."""

    impl = DateTime
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        assert value.tzinfo is not None, "an instant needs its zone"
        return value.astimezone(UTC).replace(tzinfo=None)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class ByValue(TypeDecorator[StrEnum]):
    """An enum kept by its value."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    @override
    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.kind(value).value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Decimal: ExactDecimal(),
        datetime: Instant(),
        str: Words(),
        uuid.UUID: Uuid(),
    }
    audited: ClassVar[bool] = True
    """Whether a change writes an audit line with the values before and after."""
    private_columns: ClassVar[frozenset[str]] = frozenset()
    """Columns of which the audit keeps a salted digest only: keys, bytes, private words."""


class Record(Base, kw_only=True):
    """A record that can travel between laptops: an id for life, a revision for each change."""

    __abstract__ = True

    id: Mapped[uuid.UUID] = mapped_column(
        primary_key=True, default_factory=uuid.uuid4, insert_default=uuid.uuid4
    )
    revision: Mapped[int] = mapped_column(insert_default=1, init=False)

    @declared_attr.directive
    @classmethod
    @override
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.revision}
