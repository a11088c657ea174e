"""People, units and who supervised whom from when to when."""

from __future__ import annotations

import unicodedata
import uuid
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Date,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    bindparam,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.store.base import Record

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

_HIGHEST = 100
"""Steps of a reporting line; a circle would have no end."""


class Unit(Record, kw_only=True):
    """A part of the office; ``code`` is the office's own, or the name where it has none."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("code"),)

    code: Mapped[str]
    name: Mapped[str]
    parent_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("unit.id"), default=None, index=True
    )


class Person(Record, kw_only=True):
    """Somebody who works or worked here."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("number"), Index("ix_person_unit_id", "unit_id"))

    number: Mapped[str]
    surname: Mapped[str]
    given: Mapped[str] = mapped_column(default="")
    job: Mapped[str] = mapped_column(default="")
    grade: Mapped[str] = mapped_column(default="")
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    email: Mapped[str] = mapped_column(default="")
    starts: Mapped[date | None] = mapped_column(default=None)
    ends: Mapped[date | None] = mapped_column(default=None)
    fte: Mapped[Decimal | None] = mapped_column(default=None)
    location: Mapped[str] = mapped_column(default="")
    employment_type: Mapped[str] = mapped_column(default="")
    search: Mapped[str] = mapped_column(default="")
    """Number and names, folded: what a search looks in."""


class Assignment(Record, kw_only=True):
    """One reporting line, first and last day included; a withdrawn one stays on record."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_person_id", "person_id"),
        Index("ix_assignment_supervisor_id", "supervisor_id"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    supervisor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    starts: Mapped[date]
    ends: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[str] = mapped_column(default="")


def valid_on(day: date) -> ColumnElement[bool]:
    """Return the condition that an assignment stands and covers a day."""
    return and_(
        Assignment.withdrawn_at.is_(None),
        Assignment.starts <= day,
        or_(Assignment.ends.is_(None), Assignment.ends >= day),
    )


def supervisor_map(session: Session, day: date) -> dict[uuid.UUID, uuid.UUID]:
    """Return everybody's supervisor on a day; of two by mistake the later recorded."""
    query = (
        select(Assignment.person_id, Assignment.supervisor_id)
        .where(valid_on(day))
        .order_by(Assignment.recorded_at)
    )
    return {row.person_id: row.supervisor_id for row in session.execute(query)}


def line_above(session: Session, person: uuid.UUID, day: date) -> tuple[uuid.UUID, ...]:
    """Return all above a person on a day, nearest first; a circle ends where it closes."""
    above: dict[uuid.UUID, None] = {}
    for one in session.scalars(_line_above(), {"person": person, "day": day}):
        if one == person or one in above:
            break
        above[one] = None
    return tuple(above)


@cache
def _line_above() -> Select[uuid.UUID]:
    """Return the one question for a whole line: each review that is opened asks it."""
    day: Any = bindparam("day", type_=Date())

    def supervisor(of: Any) -> Any:
        return (
            select(Assignment.supervisor_id)
            .where(valid_on(day), Assignment.person_id == of)
            .order_by(Assignment.recorded_at.desc())
            .limit(1)
            .correlate_except(Assignment)
            .scalar_subquery()
        )

    start = select(supervisor(bindparam("person")).label("id"), literal(1).label("step"))
    line = start.cte("line", recursive=True)
    following = select(supervisor(line.c.id), line.c.step + 1)
    line = line.union_all(following.where(line.c.id.is_not(None), line.c.step < _HIGHEST))
    return select(line.c.id).where(line.c.id.is_not(None)).order_by(line.c.step)


def full_name(given: str, surname: str) -> str:
    """Return a name as it is shown."""
    return f"{given} {surname}".strip()


def folded(*texts: str) -> str:
    """Return texts as a search compares them: no case, no accents, single spaces."""
    joined = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    plain = "".join(one for one in joined if not unicodedata.combining(one))
    return " ".join(plain.split())
