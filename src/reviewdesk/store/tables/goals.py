"""Objectives, goals, their versions and the progress noted on them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.domain.goal import Direction, GoalKind, VersionState
from reviewdesk.store.base import ByValue, Record


class Objective(Record, kw_only=True):
    """An aim of the office or of a unit that goals can serve."""

    __tablename__ = "objective"

    title: Mapped[str]
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), default=None)


class Goal(Record, kw_only=True):
    """A goal as it stands: freely edited while the plan is a draft, then by amendment only."""

    __tablename__ = "goal"

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id"), index=True)
    position: Mapped[int]
    kind: Mapped[GoalKind] = mapped_column(ByValue(GoalKind))
    title: Mapped[str]
    measure: Mapped[str] = mapped_column(default="")
    baseline: Mapped[Decimal | None] = mapped_column(default=None)
    target: Mapped[Decimal | None] = mapped_column(default=None)
    range_low: Mapped[Decimal | None] = mapped_column(default=None)
    range_high: Mapped[Decimal | None] = mapped_column(default=None)
    direction: Mapped[Direction] = mapped_column(ByValue(Direction), default=Direction.UP)
    unit: Mapped[str] = mapped_column(default="")
    due: Mapped[date | None] = mapped_column(default=None)
    weight: Mapped[Decimal | None] = mapped_column(default=None)
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("goal.id"), default=None)
    objective_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("objective.id"), default=None)
    section: Mapped[str] = mapped_column(default="")
    """Of the scheme; empty for its first one that holds goals."""
    in_plan: Mapped[bool] = mapped_column(default=True)
    """Whether it counts: not one that was dropped, nor one only proposed so far."""


class GoalVersion(Record, kw_only=True):
    """The text of a goal at one time; an agreed one is never changed, only followed."""

    __tablename__ = "goal_version"

    goal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("goal.id"), index=True)
    number: Mapped[int]
    content: Mapped[str]
    """The goal's fields as JSON."""
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[VersionState] = mapped_column(ByValue(VersionState))
    proposed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    proposed_at: Mapped[datetime]
    employee_agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    supervisor_agreed_at: Mapped[datetime | None] = mapped_column(default=None)


class Milestone(Record, kw_only=True):
    """One step of a goal that is measured by steps done."""

    __tablename__ = "milestone"

    goal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("goal.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    done_on: Mapped[date | None] = mapped_column(default=None)


class ProgressEntry(Record, kw_only=True):
    """What was reached on a day."""

    __tablename__ = "progress_entry"

    goal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("goal.id"), index=True)
    check_in_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("check_in.id"), default=None)
    noted_on: Mapped[date]
    noted_at: Mapped[datetime]
    """When it was written down: of two notes for one day the later counts."""
    actual: Mapped[Decimal | None] = mapped_column(default=None)
    """The number reached; 1 or 0 for a yes-no goal; None where only words are given."""
    note: Mapped[str] = mapped_column(default="")
    noted_by: Mapped[str]
