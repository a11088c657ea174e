"""Who takes part in a review, and the steps of its cycle; light, for the first window."""

from __future__ import annotations

from enum import StrEnum


class Party(StrEnum):
    """Who takes part in one review."""

    EMPLOYEE = "employee"
    SUPERVISOR = "supervisor"
    REVIEWER = "reviewer"


class Phase(StrEnum):
    """The steps of a cycle that a scheme dates; their order is that of the lifecycle."""

    PLAN = "plan"
    PROGRESS = "progress"
    SELF_ASSESSMENT = "self-assessment"
    RATING = "rating"
    REVIEWER = "reviewer"
    EMPLOYEE = "employee"
