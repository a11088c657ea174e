"""States of a review, the moves between them, and who may make which.

One holder at a time. Forward moves need nothing said; every move backward needs a
reason and stays on record. Beside the eight states of the road there is *signing*:
the employee reads and comments first, then all sign in the scheme's order, so that
the comments are on the form that is signed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from reviewdesk.domain.parties import Phase
from reviewdesk.i18n import tr


class State(StrEnum):
    """Where a review stands."""

    PLAN = "plan"
    AGREED = "agreed"
    IN_PROGRESS = "in-progress"
    SELF_ASSESSMENT = "self-assessment"
    RATING = "rating"
    REVIEWER = "reviewer"
    EMPLOYEE = "employee"
    SIGNING = "signing"
    CLOSED = "closed"
    VOID = "void"


class Mover(StrEnum):
    """Who makes a move; the first three are the parties of the review."""

    EMPLOYEE = "employee"
    SUPERVISOR = "supervisor"
    REVIEWER = "reviewer"
    OFFICE = "office"


class Move(StrEnum):
    """What may be done with a review as a whole."""

    AGREE = "agree"
    WITHDRAW_AGREEMENT = "withdraw-agreement"
    START = "start"
    ASK_SELF = "ask-self"
    HAND_IN_SELF = "hand-in-self"
    GO_ON_WITHOUT = "go-on-without"
    COMPLETE_RATING = "complete-rating"
    APPROVE = "approve"
    FINISH_COMMENTS = "finish-comments"
    CLOSE = "close"
    SIGN_BY_PEN = "sign-by-pen"
    """All signed on paper, and the scan is attached; it stands instead of their signatures."""
    SEND_BACK = "send-back"
    TAKE_BACK = "take-back"
    REOPEN = "reopen"
    VOID = "void"
    CHANGE_REVIEWER = "change-reviewer"
    """By HR in any open state; like the two below it leads nowhere, so it is no arrow."""
    HAND_OVER = "hand-over"
    CORRECT_PLAN_DAY = "correct-plan-day"


class Rule(NamedTuple):
    """One arrow of the lifecycle."""

    move: Move
    start: State
    end: State
    movers: frozenset[Mover]
    needs_reason: bool = False
    only_before_begun: bool = False
    """Whether it is possible only until the present holder has changed something."""
    without_reviewer: bool = False
    """Whether it is possible only where the review has no reviewer."""
    voids_form: bool = False
    """Whether signatures already given become void, kept and visible."""


_E = frozenset({Mover.EMPLOYEE})
_S = frozenset({Mover.SUPERVISOR})
_R = frozenset({Mover.REVIEWER})
_O = frozenset({Mover.OFFICE})

RULES: tuple[Rule, ...] = (
    Rule(Move.AGREE, State.PLAN, State.AGREED, _E | _S),
    Rule(Move.WITHDRAW_AGREEMENT, State.AGREED, State.PLAN, _E | _S, needs_reason=True),
    Rule(Move.START, State.AGREED, State.IN_PROGRESS, _E | _S),
    Rule(Move.ASK_SELF, State.AGREED, State.SELF_ASSESSMENT, _E | _S),
    Rule(Move.ASK_SELF, State.IN_PROGRESS, State.SELF_ASSESSMENT, _E | _S),
    Rule(Move.HAND_IN_SELF, State.SELF_ASSESSMENT, State.RATING, _E),
    Rule(Move.GO_ON_WITHOUT, State.SELF_ASSESSMENT, State.RATING, _S | _O, needs_reason=True),
    Rule(Move.COMPLETE_RATING, State.RATING, State.REVIEWER, _S),
    Rule(Move.APPROVE, State.REVIEWER, State.EMPLOYEE, _R),
    Rule(Move.FINISH_COMMENTS, State.EMPLOYEE, State.SIGNING, _E),
    Rule(Move.GO_ON_WITHOUT, State.EMPLOYEE, State.SIGNING, _S | _O, needs_reason=True),
    Rule(Move.CLOSE, State.SIGNING, State.CLOSED, _E | _S | _R),
    Rule(Move.SIGN_BY_PEN, State.SIGNING, State.CLOSED, _S | _O, only_before_begun=True),
    Rule(Move.SEND_BACK, State.RATING, State.SELF_ASSESSMENT, _S, needs_reason=True),
    Rule(Move.SEND_BACK, State.REVIEWER, State.RATING, _R, needs_reason=True),
    Rule(Move.SEND_BACK, State.EMPLOYEE, State.RATING, _E, needs_reason=True),
    Rule(
        Move.SEND_BACK,
        State.SIGNING,
        State.RATING,
        _S | _R | _O,
        needs_reason=True,
        voids_form=True,
    ),
    Rule(Move.TAKE_BACK, State.SELF_ASSESSMENT, State.IN_PROGRESS, _S, only_before_begun=True),
    Rule(Move.TAKE_BACK, State.RATING, State.SELF_ASSESSMENT, _E, only_before_begun=True),
    Rule(Move.TAKE_BACK, State.REVIEWER, State.RATING, _S, only_before_begun=True),
    Rule(Move.TAKE_BACK, State.EMPLOYEE, State.REVIEWER, _R, only_before_begun=True),
    Rule(
        Move.TAKE_BACK,
        State.EMPLOYEE,
        State.RATING,
        _S,
        only_before_begun=True,
        without_reviewer=True,
    ),
    Rule(
        Move.TAKE_BACK,
        State.SIGNING,
        State.EMPLOYEE,
        _E,
        only_before_begun=True,
        voids_form=True,  # one that was printed to be signed by pen
    ),
    Rule(Move.REOPEN, State.CLOSED, State.RATING, _O, needs_reason=True, voids_form=True),
    *(
        Rule(Move.VOID, state, State.VOID, _O, needs_reason=True, voids_form=True)
        for state in State
        if state is not State.VOID
    ),
)

OPEN_STATES = frozenset(State) - {State.CLOSED, State.VOID}
"""States in which somebody still has something to do."""

ENDED_STATES = frozenset({State.CLOSED, State.VOID})
"""States in which nobody holds the review."""

PLANNED_STATES = frozenset({State.AGREED, State.IN_PROGRESS})
"""States between the agreed plan and the self-assessment: the year itself."""

PHASE_OF: dict[State, Phase | None] = {
    State.PLAN: Phase.PLAN,
    State.AGREED: Phase.PROGRESS,
    State.IN_PROGRESS: Phase.SELF_ASSESSMENT,
    State.SELF_ASSESSMENT: Phase.SELF_ASSESSMENT,
    State.RATING: Phase.RATING,
    State.REVIEWER: Phase.REVIEWER,
    State.EMPLOYEE: Phase.EMPLOYEE,
    State.SIGNING: Phase.EMPLOYEE,
    State.CLOSED: None,
    State.VOID: None,
}
"""Which of the cycle's dates a state is due by."""


_BEFORE_HANDED_IN = frozenset({State.PLAN, State.AGREED, State.IN_PROGRESS, State.SELF_ASSESSMENT})
_BEFORE_REVIEWER = _BEFORE_HANDED_IN | {State.RATING}
BEFORE_DISCLOSED = _BEFORE_REVIEWER | {State.REVIEWER}
"""States in which the ratings are not the employee's to read yet."""


def sees_self_assessment(state: State, movers: frozenset[Mover]) -> bool:
    """Return whether somebody may read the self-assessment: the others once it is handed in."""
    return Mover.EMPLOYEE in movers or state not in _BEFORE_HANDED_IN


def sees_rating(state: State, movers: frozenset[Mover]) -> bool:
    """Return whether somebody may read the ratings.

    The supervisor always may, the reviewer once the rating is complete, the employee
    and everybody else once it is disclosed.
    """
    if Mover.SUPERVISOR in movers:
        return True
    if Mover.REVIEWER in movers and Mover.EMPLOYEE not in movers:
        return state not in _BEFORE_REVIEWER
    return state not in BEFORE_DISCLOSED


def sees_second_rating(state: State, movers: frozenset[Mover]) -> bool:
    """Return whether somebody may read the reviewer's own ratings: others once they are final."""
    if Mover.REVIEWER in movers and Mover.EMPLOYEE not in movers:
        return state not in _BEFORE_REVIEWER
    return state not in BEFORE_DISCLOSED


def is_about_rating(start: State) -> bool:
    """Return whether the reason of a move may speak of ratings: the reviewer's sent-back ones."""
    return start is State.REVIEWER


def plan_turn(*, employee_agreed: bool, supervisor_agreed: bool) -> Mover:
    """Return whom a draft plan waits for: the employee once only the supervisor has agreed."""
    return Mover.EMPLOYEE if supervisor_agreed and not employee_agreed else Mover.SUPERVISOR


def holder(state: State, following: Mover | None = None) -> Mover | None:
    """Return whose turn it is.

    Args:
        state: where the review stands.
        following: who signs next while the form is being signed, or whom a draft plan
            waits for (``plan_turn``); without it a plan waits for the supervisor.
    """
    match state:
        case State.PLAN:
            return following or Mover.SUPERVISOR
        case State.AGREED | State.IN_PROGRESS | State.RATING:
            return Mover.SUPERVISOR
        case State.SELF_ASSESSMENT | State.EMPLOYEE:
            return Mover.EMPLOYEE
        case State.REVIEWER:
            return Mover.REVIEWER
        case State.SIGNING:
            return following
        case State.CLOSED | State.VOID:
            return None


def moves(
    state: State, mover: Mover, *, begun: bool, has_reviewer: bool = True
) -> tuple[Rule, ...]:
    """Return the arrows open to somebody now.

    Args:
        state: where the review stands.
        mover: who asks.
        begun: whether the present holder has changed something since getting it.
        has_reviewer: whether somebody stands between the supervisor and the employee.
    """
    return tuple(
        rule
        for rule in RULES
        if rule.start is state
        and mover in rule.movers
        and not (rule.only_before_begun and begun)
        and not (rule.without_reviewer and has_reviewer)
    )


def find(
    move: Move,
    state: State,
    movers: frozenset[Mover],
    *,
    begun: bool,
    has_reviewer: bool = True,
) -> Rule | None:
    """Return the arrow of a move for any of the parts somebody has, or None."""
    for mover in Mover:
        if mover in movers:
            for rule in moves(state, mover, begun=begun, has_reviewer=has_reviewer):
                if rule.move is move:
                    return rule
    return None


def end_of(rule: Rule, *, has_reviewer: bool) -> State:
    """Return where an arrow leads; without a reviewer that step is passed over."""
    if rule.end is State.REVIEWER and not has_reviewer:
        return State.EMPLOYEE
    return rule.end


def state_words(state: State) -> str:
    """Return a state as people read it."""
    return {
        State.PLAN: tr("Plan"),
        State.AGREED: tr("Agreed"),
        State.IN_PROGRESS: tr("In progress"),
        State.SELF_ASSESSMENT: tr("Self-assessment"),
        State.RATING: tr("Rating"),
        State.REVIEWER: tr("With the reviewer"),
        State.EMPLOYEE: tr("With the employee"),
        State.SIGNING: tr("Being signed"),
        State.CLOSED: tr("Closed"),
        State.VOID: tr("Void"),
    }[state]


def move_words(move: Move) -> str:
    """Return a move as the text of its button."""
    return {
        Move.AGREE: tr("Agree the plan"),
        Move.WITHDRAW_AGREEMENT: tr("Open the plan again"),
        Move.START: tr("Start the year"),
        Move.ASK_SELF: tr("Begin the self-assessment"),
        Move.HAND_IN_SELF: tr("Hand in self-assessment"),
        Move.GO_ON_WITHOUT: tr("Go on without"),
        Move.COMPLETE_RATING: tr("Complete rating"),
        Move.APPROVE: tr("Confirm the rating"),
        Move.FINISH_COMMENTS: tr("Finish comments"),
        Move.CLOSE: tr("Close"),
        Move.SIGN_BY_PEN: tr("Signed by pen"),
        Move.SEND_BACK: tr("Send back"),
        Move.TAKE_BACK: tr("Take back"),
        Move.REOPEN: tr("Reopen"),
        Move.VOID: tr("Make void"),
        Move.CHANGE_REVIEWER: tr("Change the reviewer"),
        Move.HAND_OVER: tr("Hand over to another supervisor"),
        Move.CORRECT_PLAN_DAY: tr("Correct the first day of the plan"),
    }[move]


def mover_words(mover: Mover) -> str:
    """Return a part in a review as people read it."""
    return {
        Mover.EMPLOYEE: tr("Employee"),
        Mover.SUPERVISOR: tr("Supervisor"),
        Mover.REVIEWER: tr("Reviewer"),
        Mover.OFFICE: tr("HR officer"),
    }[mover]
