"""Who may see and do what: the one table.

A right is given to a role within scopes. Most of what a member of staff may do follows
from the part they have in one review, so there are only four roles. Asked before the first
paint, so its values are named tuples: a data class costs a millisecond.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID


class Role(StrEnum):
    """What an account is; every person has at least ``staff``."""

    STAFF = "staff"
    HR = "hr"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Scope(StrEnum):
    """About whom a right holds."""

    SELF = "self"
    """The person themselves."""
    REPORTS = "reports"
    """Those the person supervises."""
    REVIEWED = "reviewed"
    """Those whose reviewer the person is."""
    LINE = "line"
    """All below the person in the reporting lines."""
    OFFICE = "office"
    """Everybody."""


class Right(StrEnum):
    """One thing that may be seen or done."""

    OPEN_DESK = "open-desk"
    USE_DESK = "use-desk"
    """What is there for whoever sits at the desk, but not for whom it was handed for one review."""
    SEE_PEOPLE = "see-people"
    CHANGE_PEOPLE = "change-people"
    SEE_CYCLES = "see-cycles"
    RUN_CYCLES = "run-cycles"
    CHANGE_SCHEMES = "change-schemes"
    SEE_REVIEW = "see-review"
    SET_GOALS = "set-goals"
    AGREE_GOALS = "agree-goals"
    NOTE_PROGRESS = "note-progress"
    HOLD_CHECK_IN = "hold-check-in"
    MARK_SEEN = "mark-seen"
    KEEP_PRIVATE_NOTES = "keep-private-notes"
    ASSESS_SELF = "assess-self"
    RATE = "rate"
    RATE_AGAIN = "rate-again"
    ASSESS_INTERIM = "assess-interim"
    COMMENT_REVIEW = "comment-review"
    MOVE_REVIEW = "move-review"
    VOID_REVIEW = "void-review"
    SIGN = "sign"
    ATTACH_SCAN = "attach-scan"
    NOTE_CORRECTION = "note-correction"
    ANSWER_CORRECTION = "answer-correction"
    PRINT_FORM = "print-form"
    TAKE_PERSON_FILE = "take-person-file"
    SEE_RETENTION = "see-retention"
    DESTROY_RECORDS = "destroy-records"
    SEE_DASHBOARD = "see-dashboard"
    MAKE_AUTHORITY = "make-authority"
    SEE_CERTIFICATES = "see-certificates"
    ISSUE_CERTIFICATES = "issue-certificates"
    MANAGE_ACCOUNTS = "manage-accounts"
    CHECK_DESK = "check-desk"
    KEEP_BACKUPS = "keep-backups"


_SELF = frozenset({Scope.SELF})
_OFFICE = frozenset({Scope.OFFICE})
_SUPERVISES = frozenset({Scope.REPORTS})
_BOTH = frozenset({Scope.SELF, Scope.REPORTS})
_PARTIES = frozenset({Scope.SELF, Scope.REPORTS, Scope.REVIEWED})
_READERS = frozenset({Scope.SELF, Scope.REPORTS, Scope.REVIEWED, Scope.LINE})

TABLE: Mapping[Right, Mapping[Role, frozenset[Scope]]] = {
    Right.OPEN_DESK: dict.fromkeys(Role, _OFFICE),
    Right.USE_DESK: dict.fromkeys(Role, _OFFICE),
    Right.SEE_PEOPLE: {
        Role.STAFF: _READERS,
        Role.HR: _OFFICE,
        Role.ADMINISTRATOR: _OFFICE,
        Role.AUDITOR: _OFFICE,
    },
    Right.CHANGE_PEOPLE: {Role.HR: _OFFICE},
    Right.SEE_CYCLES: dict.fromkeys(Role, _OFFICE),
    Right.RUN_CYCLES: {Role.HR: _OFFICE},
    Right.CHANGE_SCHEMES: {Role.HR: _OFFICE},
    Right.SEE_REVIEW: {Role.STAFF: _READERS, Role.HR: _OFFICE, Role.AUDITOR: _OFFICE},
    Right.SET_GOALS: {Role.STAFF: _BOTH},
    Right.AGREE_GOALS: {Role.STAFF: _BOTH},
    Right.NOTE_PROGRESS: {Role.STAFF: _BOTH},
    Right.HOLD_CHECK_IN: {Role.STAFF: _SUPERVISES},
    Right.MARK_SEEN: {Role.STAFF: _SELF},
    Right.KEEP_PRIVATE_NOTES: {Role.STAFF: _SUPERVISES},
    Right.ASSESS_SELF: {Role.STAFF: _SELF},
    Right.RATE: {Role.STAFF: _SUPERVISES},
    Right.RATE_AGAIN: {Role.STAFF: frozenset({Scope.REVIEWED})},
    Right.ASSESS_INTERIM: {Role.STAFF: _SUPERVISES},
    Right.COMMENT_REVIEW: {Role.STAFF: _PARTIES},
    Right.MOVE_REVIEW: {Role.STAFF: _PARTIES, Role.HR: _OFFICE},
    Right.VOID_REVIEW: {Role.HR: _OFFICE},
    Right.SIGN: {Role.STAFF: _PARTIES},
    Right.ATTACH_SCAN: {Role.STAFF: _SUPERVISES, Role.HR: _OFFICE},
    Right.NOTE_CORRECTION: {Role.STAFF: _PARTIES, Role.HR: _OFFICE},
    Right.ANSWER_CORRECTION: {Role.HR: _OFFICE},
    Right.PRINT_FORM: {Role.STAFF: _PARTIES, Role.HR: _OFFICE, Role.AUDITOR: _OFFICE},
    Right.TAKE_PERSON_FILE: {Role.STAFF: _SELF, Role.HR: _OFFICE},
    Right.SEE_RETENTION: {Role.HR: _OFFICE, Role.AUDITOR: _OFFICE},
    Right.DESTROY_RECORDS: {Role.HR: _OFFICE},
    Right.SEE_DASHBOARD: {Role.STAFF: _READERS, Role.HR: _OFFICE, Role.AUDITOR: _OFFICE},
    Right.MAKE_AUTHORITY: {Role.HR: _OFFICE},
    Right.SEE_CERTIFICATES: {
        Role.HR: _OFFICE,
        Role.ADMINISTRATOR: _OFFICE,
        Role.AUDITOR: _OFFICE,
    },
    Right.ISSUE_CERTIFICATES: {Role.HR: _OFFICE, Role.STAFF: _SELF},
    Right.MANAGE_ACCOUNTS: {Role.HR: _OFFICE, Role.ADMINISTRATOR: _OFFICE},
    Right.CHECK_DESK: {Role.HR: _OFFICE, Role.ADMINISTRATOR: _OFFICE, Role.AUDITOR: _OFFICE},
    Right.KEEP_BACKUPS: {Role.HR: _OFFICE, Role.ADMINISTRATOR: _OFFICE},
}
"""Certificates: a person may have one made for themselves, but the office passphrase decides."""

_HANDED_OVER = frozenset({Right.OPEN_DESK, Right.SIGN, Right.ISSUE_CERTIFICATES})
"""What does not speak of a review but is needed to sign one, by whom the computer was handed."""


class Actor(NamedTuple):
    """Who is acting: a role, and the person on the staff list where there is one.

    Args:
        name: as it is shown.
        role: what they may do follows from it.
        person_id: on the staff list; None for an account of nobody there.
        lender: who let them sit down without a passphrase of their own; empty for nobody.
        only_review: the one review for which the computer was handed to them; None is the
            whole desk.
    """

    name: str
    role: Role
    person_id: UUID | None = None
    lender: str = ""
    only_review: UUID | None = None

    @property
    def on_record(self) -> str:
        """The name as the audit keeps it: it does not hide that somebody else unlocked."""
        if not self.lender:
            return self.name
        return tr("{name} (let in by {lender})").format(name=self.name, lender=self.lender)


class About(NamedTuple):
    """Whom an action is about, and who stands where towards them."""

    employee: UUID
    supervisor: UUID | None = None
    reviewer: UUID | None = None
    line: frozenset[UUID] = frozenset()
    """All above the person in the reporting lines."""
    review_id: UUID | None = None
    """The review it is about; None when it is about the person."""


def scopes(right: Right, role: Role) -> frozenset[Scope]:
    """Return within which scopes a role has a right; whoever has a post is staff too."""
    given = TABLE[right]
    return given.get(role, frozenset()) | given.get(Role.STAFF, frozenset())


def allows(right: Right, actor: Actor, about: About | None = None) -> bool:
    """Return whether the actor may use a right, about somebody or at all.

    Without ``about`` the question is whether the right holds for anybody; the
    service then shows only those in scope. To whom the computer was handed for one review,
    nothing else is open.
    """
    if actor.only_review is not None and not _is_handed_over(right, actor.only_review, about):
        return False
    given = TABLE[right].get(actor.role, frozenset())
    if Scope.OFFICE in given:
        return True
    if actor.person_id is None:
        return False
    reach = scopes(right, actor.role)
    if about is None:
        return bool(reach)
    stands = {
        Scope.SELF: about.employee == actor.person_id,
        Scope.REPORTS: about.supervisor == actor.person_id and about.employee != actor.person_id,
        Scope.REVIEWED: about.reviewer == actor.person_id and about.employee != actor.person_id,
        Scope.LINE: actor.person_id in about.line,
    }
    return any(stands.get(scope, False) for scope in reach)


def sees_office(right: Right, actor: Actor) -> bool:
    """Return whether the actor has a right about everybody."""
    return actor.only_review is None and Scope.OFFICE in TABLE[right].get(actor.role, frozenset())


def _is_handed_over(right: Right, review_id: UUID, about: About | None) -> bool:
    if about is None or about.review_id is None:
        return right in _HANDED_OVER
    return about.review_id == review_id
