"""What tests stand on, made through the services on a real desk: functions that return ids.

Each takes the open desk first and has defaults for all that a test does not care about;
``a_review`` walks the whole road to the state it is asked for.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

from reviewdesk.domain.goal import Direction, GoalText
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.permissions import Actor, Role
from reviewdesk.domain.scheme import Party
from reviewdesk.domain.signoff import Stance
from reviewdesk.services import (
    accounts,
    certificates,
    cycles,
    desks,
    goals,
    launching,
    people,
    rating,
    reporting_lines,
    reviews,
    signing,
    staff_entry,
)
from reviewdesk.services.context import FixedClock
from reviewdesk.services.staff_entry import PersonForm

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from reviewdesk.services.context import Clock, Context

STARTS, ENDS = date(2025, 4, 1), date(2026, 3, 31)
"""The period of the cycles made here; the tests' clock stands twelve days before its end."""
PASSPHRASE, PIN = "a test office", "246810"
_numbers = count(1)


def a_desk(tmp_path: Path, clock: Clock | None = None, office: str = "Office of Works") -> Context:
    """Make an empty desk with an HR officer at it; the test closes it: ``ctx.desk.close()``."""
    still = FixedClock(datetime(2026, 3, 19, 8, 12, tzinfo=UTC))
    return desks.create(tmp_path / f"desk-{next(_numbers)}", office, clock or still)


def as_person(ctx: Context, person_id: UUID) -> Context:
    """Return the desk with a person at it."""
    return ctx.acting_as(accounts.actor_for_person(ctx, person_id))


def as_auditor(ctx: Context) -> Context:
    """Return the desk with an auditor at it who is nobody on the staff list."""
    return ctx.acting_as(Actor("Auditor", Role.AUDITOR))


def a_unit(ctx: Context, name: str = "Roads") -> UUID:
    """Return a unit, made with somebody in it where it is new."""
    for _again in range(2):
        for one in people.units(ctx):
            if one.name == name:
                return one.id
        a_person(ctx, unit=name)
    raise AssertionError(name)


def a_person(
    ctx: Context,
    given: str = "Ama",
    supervisor: UUID | None = None,
    *,
    surname: str = "Mensah",
    number: str = "",
    unit: str = "Roads",
    starts: date | None = date(2020, 1, 1),
    ends: date | None = None,
    **more: str,
) -> UUID:
    """Put somebody on the staff list."""
    form = PersonForm(
        number=number or f"T-{next(_numbers):05d}",
        surname=surname,
        given=given,
        unit=unit,
        starts=starts,
        ends=ends,
        **more,  # type: ignore[arg-type]
    )
    return staff_entry.add_person(ctx, form, supervisor)


def a_line(
    ctx: Context,
    person: UUID,
    supervisor: UUID | None,
    starts: date = date(2020, 1, 1),
    ends: date | None = None,
) -> None:
    """Record who supervised somebody."""
    reporting_lines.correct_supervisor(ctx, person, supervisor, starts, ends, "Test")


def a_cycle(
    ctx: Context,
    name: str = "",
    *,
    scheme: str = "general-five",
    starts: date = STARTS,
    ends: date = ENDS,
    minimum_days: int = 0,
    plans_from_start: bool | None = None,
) -> UUID:
    """Make a cycle that is not launched yet."""
    return cycles.create(
        ctx,
        name=name or f"Annual review {next(_numbers)}",
        scheme_id=scheme,
        starts=starts,
        ends=ends,
        minimum_days=minimum_days,
        plans_from_start=plans_from_start,
    )


def a_goal(
    title: str = "Answer letters sooner", weight: int | str | None = 50, **more: object
) -> GoalText:
    """Return the text of a goal measured by a number that goes down."""
    fields: dict[str, object] = {
        "measure": "Days from receipt to answer",
        "baseline": Decimal(14),
        "target": Decimal(9),
        "direction": Direction.DOWN,
        "unit": "days",
        "due": ENDS,
        **more,
    }
    return GoalText(
        title=title,
        weight=None if weight is None else Decimal(weight),
        **fields,  # type: ignore[arg-type]
    )


def a_review(
    ctx: Context,
    employee: UUID | None = None,
    *,
    cycle: UUID | None = None,
    state: State = State.PLAN,
    plan: tuple[GoalText, ...] | None = None,
    rated: str = "3",
) -> UUID:
    """Make a review and take it to a state, each step by the person whose it is.

    Args:
        ctx: the desk with the HR officer at it.
        employee: whose; None makes one with a supervisor and a reviewer above.
        cycle: which; None makes one. It is launched for everybody who is ready.
        state: how far the review goes.
        plan: its goals; None sets two that weigh 50 each.
        rated: what every entry is rated.
    """
    if employee is None:
        reviewer = a_person(ctx, "Esi")
        employee = a_person(ctx, "Kofi", a_person(ctx, "Yaw", reviewer))
    cycle = cycle or a_cycle(ctx)
    launching.launch(ctx, cycle, leave_out_unready=True)
    review = next(
        row.id
        for row in reviews.list_reviews(ctx)
        if row.cycle_id == cycle and reviews.open_review(ctx, row.id).employee_id == employee
    )
    if plan is None:
        plan = (a_goal(), a_goal("Train twelve inspectors", direction=Direction.UP, target=20))
    _walk(ctx, review, state, plan, rated)
    return review


def _walk(
    ctx: Context, review: UUID, state: State, texts: tuple[GoalText, ...], rated: str
) -> None:
    if state is State.VOID:
        rating.move(ctx, review, Move.VOID, "Made by mistake")
        return
    plan = goals.plan(ctx, review)
    employee, boss = as_person(ctx, plan.employee_id), as_person(ctx, plan.supervisor_id)
    reviewer = as_person(ctx, plan.reviewer_id) if plan.reviewer_id else boss
    for text in texts:
        goals.save_goal(boss, review, text)

    def agree() -> None:
        goals.agree(boss, review)
        goals.agree(employee, review)

    def complete() -> None:
        for section in reviews.open_review(boss, review).sections:
            for entry in section.entries:
                rating.rate(boss, review, entry.id, rated)
                rating.write_narrative(boss, review, entry.id, "Seen all year.")
        rating.move(boss, review, Move.COMPLETE_RATING)

    steps = (
        (State.AGREED, agree),
        (State.IN_PROGRESS, lambda: rating.move(boss, review, Move.START)),
        (State.SELF_ASSESSMENT, lambda: rating.move(boss, review, Move.ASK_SELF)),
        (State.RATING, lambda: rating.move(employee, review, Move.HAND_IN_SELF)),
        (State.REVIEWER, complete),
        (State.EMPLOYEE, lambda: rating.move(reviewer, review, Move.APPROVE)),
        (State.SIGNING, lambda: rating.move(employee, review, Move.FINISH_COMMENTS)),
        (State.CLOSED, lambda: _sign(ctx, review)),
    )
    for reached, step in steps:
        if goals.plan(ctx, review).state is state:
            return
        if reached is State.EMPLOYEE and plan.reviewer_id is None:
            continue  # without a reviewer the rating goes straight to the employee
        step()


def one_bit_changed(form: bytes) -> bytes:
    """Return a form with one bit of its first page changed.

    Elsewhere, as in a number that tells objects apart, it may be no PDF any more, and forms made
    on two desks are not alike to the byte.
    """
    changed = bytearray(form)
    changed[changed.index(b"stream\n") + 30] ^= 1
    return bytes(changed)


def a_key(ctx: Context, person: UUID) -> None:
    """Give somebody a key to sign with, and the office its authority first."""
    if not certificates.trusted_roots(ctx):
        certificates.make_authority(ctx, PASSPHRASE)
    certificates.make_key(ctx, person, PASSPHRASE, PIN)


def _sign(ctx: Context, review: UUID) -> None:
    plan = goals.plan(ctx, review)
    holders = {
        "employee": plan.employee_id,
        "supervisor": plan.supervisor_id,
        "reviewer": plan.reviewer_id,
    }
    while (party := signing.signing(ctx, review).next_party) is not None:
        person = holders[party.value]
        assert person is not None
        a_key(ctx, person)
        seated = as_person(ctx, person)
        stance = Stance.AGREES if party is Party.EMPLOYEE else Stance.NONE
        signing.sign(seated, review, certificates.unlock(seated, PIN), stance=stance)


def days_later(ctx: Context, days: int) -> None:
    """Move the desk's clock on."""
    assert isinstance(ctx.clock, FixedClock)
    ctx.clock.instant += timedelta(days=days)
