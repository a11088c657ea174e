"""Cycles, the scheme each froze, their dates and the choices made for one person."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.domain.cycle import CycleState
from reviewdesk.domain.parties import Phase
from reviewdesk.store.base import ByValue, Record


class Cycle(Record, kw_only=True):
    """One round of reviews; the scheme's whole text is copied in when it is made."""

    __tablename__ = "cycle"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str]
    scheme_id: Mapped[str]
    scheme_version: Mapped[str]
    scheme_text: Mapped[str]
    starts: Mapped[date]
    ends: Mapped[date]
    state: Mapped[CycleState] = mapped_column(ByValue(CycleState))
    minimum_days: Mapped[int]
    rule: Mapped[str] = mapped_column(default="{}")
    """Who takes part, as JSON: lists of unit ids, grades and employment types; empty means all."""
    launched_at: Mapped[datetime | None] = mapped_column(default=None)
    plans_from_start: Mapped[bool] = mapped_column(default=False)
    """Whether plans count from the first day of the period, however late they are agreed here."""


class PhaseDate(Record, kw_only=True):
    """When a step of a cycle is due."""

    __tablename__ = "phase_date"
    __table_args__ = (UniqueConstraint("cycle_id", "phase"),)

    cycle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cycle.id"))
    phase: Mapped[Phase] = mapped_column(ByValue(Phase))
    title: Mapped[str]
    due: Mapped[date]


class Choice(Record, kw_only=True):
    """What HR decided for one person of a cycle: another supervisor or reviewer, or left out."""

    __tablename__ = "choice"
    __table_args__ = (UniqueConstraint("cycle_id", "person_id"),)

    cycle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cycle.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    supervisor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    reviewer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    left_out: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
