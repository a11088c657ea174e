"""Reviews, their rated entries and comments, their moves, and text as it is typed."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.parties import Party
from reviewdesk.store.base import ByValue, Record


class Review(Record, kw_only=True):
    """One person's year in a cycle: plan, check-ins, rating and form hang on it."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_review_cycle_id_state", "cycle_id", "state"),
        Index("ix_review_employee_id", "employee_id"),
        Index("ix_review_supervisor_id", "supervisor_id"),
        Index("ix_review_reviewer_id", "reviewer_id"),
    )

    number: Mapped[str]
    cycle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cycle.id"))
    employee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    supervisor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    reviewer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    starts: Mapped[date]
    ends: Mapped[date]
    state: Mapped[State] = mapped_column(ByValue(State))
    since: Mapped[date]
    """The day the present holder got it."""
    begun: Mapped[bool] = mapped_column(default=False)
    """Whether the present holder has changed something: then it cannot be taken back."""
    employee_agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    supervisor_agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    plan_since: Mapped[date | None] = mapped_column(default=None)
    """First day under an agreed plan; None until the plan is agreed for the first time."""
    not_rated: Mapped[str] = mapped_column(default="")
    """Why there is no rating; empty where there is one or may still be one."""
    result_score: Mapped[str | None] = mapped_column(default=None)
    result_level: Mapped[str | None] = mapped_column(default=None)
    result_label: Mapped[str | None] = mapped_column(default=None)
    void_reason: Mapped[str] = mapped_column(default="")
    corrects_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("review.id"), default=None)


class Entry(Record, kw_only=True):
    """What was rated and written about one goal, competency or statement."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("review_id", "section", "name", "goal_id"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id"), index=True)
    section: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    """Name of a fixed entry; empty for a goal, whose own title counts."""
    goal_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("goal.id"), default=None)
    weight: Mapped[str] = mapped_column(default="")
    self_rating: Mapped[str] = mapped_column(default="")
    self_text: Mapped[str] = mapped_column(default="")
    ratings: Mapped[str] = mapped_column(default="{}")
    """Dimension id to rating, as JSON."""
    narrative: Mapped[str] = mapped_column(default="")
    second_ratings: Mapped[str] = mapped_column(default="{}")
    """Of the reviewer, where the scheme has a second grading, which then counts."""
    second_narrative: Mapped[str] = mapped_column(default="")
    """Why the reviewer's rating differs."""


class Comment(Record, kw_only=True):
    """What a party writes about the whole review."""

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("review_id", "party"),)

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id"), index=True)
    party: Mapped[Party] = mapped_column(ByValue(Party))
    text: Mapped[str] = mapped_column(default="")


class MoveLine(Record, kw_only=True):
    """One hand-over of a review, forward or back."""

    __tablename__ = "move"

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id"), index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    move: Mapped[Move] = mapped_column(ByValue(Move))
    from_state: Mapped[State] = mapped_column(ByValue(State))
    to_state: Mapped[State] = mapped_column(ByValue(State))
    reason: Mapped[str] = mapped_column(default="")


class LastSeen(Record, kw_only=True):
    """When a person last had a review before them."""

    __tablename__ = "last_seen"
    __table_args__ = (UniqueConstraint("review_id", "person_id"),)
    audited: ClassVar[bool] = False

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    seen_at: Mapped[datetime]


class Draft(Record, kw_only=True):
    """Text of a form that is not a record yet, as it is typed."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("author", "place"),)
    audited: ClassVar[bool] = False

    author: Mapped[str]
    place: Mapped[str]
    """What the text belongs to, such as ``check-in/<review id>``."""
    text: Mapped[str]
    typed_at: Mapped[datetime]
