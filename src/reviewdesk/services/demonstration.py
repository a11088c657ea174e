"""The demonstration desk: an invented office over two cycles, made through the services.

Everything is done as the people themselves would do it, on a clock that moves, so that
what is shown is what the program really makes. Texts are in ``resources/demo/office.toml``.
"""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from reviewdesk import resources
from reviewdesk.domain.cycle import default_period
from reviewdesk.domain.goal import Direction, GoalText
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.signoff import Stance
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.progress import silent
from reviewdesk.services import (
    certificates,
    checkins,
    cycles,
    desks,
    goals,
    launching,
    participants,
    rating,
    reviews,
    signing,
)
from reviewdesk.services.context import FixedClock
from reviewdesk.services.demonstration_people import DemoOffice, fill
from reviewdesk.store.desk import demand_free
from reviewdesk.store.folder import folder_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Clock, Context
    from reviewdesk.services.goals import Plan
    from reviewdesk.services.reviews import ReviewRow

PASSPHRASE = "demonstration"  # noqa: S105 - invented people, told in the help
PIN = "123456"
_SCHEME = "general-five"
_SEED = 2026


def build(place: Path, clock: Clock, progress: Progress = silent) -> Context:
    """Make the demonstration desk and return it open, with the computer's own clock.

    It is made beside its place and moved there when it is whole, so that one that was
    stopped leaves nothing that could be taken for it.

    Args:
        place: the new desk's folder.
        clock: where today comes from: the second cycle is the one that runs today.
        progress: told after each review.

    Raises:
        UserError: when there is something at that place, or it may not be written.
        CancelledError: when stopped; then there is no desk.
    """
    place = folder_of(place)
    demand_free(place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".reviewdesk-", dir=place.parent))
    except OSError as error:
        raise UserError(
            tr("The folder {name} cannot be made.").format(name=place.name),
            remedy=tr("Choose a place where you may write."),
        ) from error
    try:
        _make(beside / place.name, clock, progress)
        if place.exists():
            place.rmdir()  # it is empty
        (beside / place.name).rename(place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return desks.open_desk(place, clock)


def _make(place: Path, clock: Clock, progress: Progress) -> None:
    content = tomllib.loads(resources.file("demo/office.toml").read_text(encoding="utf-8"))
    starts, ends = default_period(clock.today())
    earlier = (starts.replace(year=starts.year - 1), ends.replace(year=ends.year - 1))
    moving = FixedClock(_at(earlier[0] - timedelta(days=40), clock))
    ctx = desks.create(place, content["name"], moving)
    try:
        office = DemoOffice(ctx, moving, content["texts"], Random(_SEED))  # noqa: S311 - no secret
        fill(office, content, earlier[0])
        first = _cycle(office, *earlier, clock)
        _keys(office)
        rows = _rows(office, first)
        for done, row in enumerate(rows):
            _whole_year(office, row, earlier, clock)
            progress(done + 1, 2 * len(rows))
        moving.move_to(_at(earlier[1] + timedelta(days=60), clock))
        cycles.close(ctx, first)
        moving.move_to(_at(starts - timedelta(days=10), clock))
        second = _cycle(office, starts, ends, clock)
        for done, row in enumerate(_rows(office, second)):
            _half_year(office, row, (starts, clock.today()), clock, done)
            progress(len(rows) + done + 1, 2 * len(rows))
    finally:
        ctx.desk.close()


def _cycle(office: DemoOffice, starts: date, ends: date, clock: Clock) -> UUID:
    name = tr("Annual review {first}/{second}").format(
        first=starts.year, second=f"{ends.year % 100:02d}"
    )
    cycle_id = cycles.create(office.ctx, name=name, scheme_id=_SCHEME, starts=starts, ends=ends)
    participants.choose(
        office.ctx,
        cycle_id,
        office.people[0],
        left_out=True,
        reason=tr("The director is reviewed by the ministry."),
    )
    office.clock.move_to(_at(starts, clock))
    launching.launch(office.ctx, cycle_id, leave_out_unready=True)
    return cycle_id


def _keys(office: DemoOffice) -> None:
    certificates.make_authority(office.ctx, PASSPHRASE)
    for person in office.people:
        certificates.make_key(office.ctx, person, PASSPHRASE, PIN)
        office.keys[person] = certificates.unlock(office.as_person(person), PIN)


def _rows(office: DemoOffice, cycle_id: UUID) -> list[ReviewRow]:
    return [row for row in reviews.list_reviews(office.ctx) if row.cycle_id == cycle_id]


def _plan(office: DemoOffice, row: ReviewRow, last_day: date) -> Plan:
    plan = goals.plan(office.ctx, row.id)
    boss = office.as_person(plan.supervisor_id)
    for template in office.templates[plan.employee_id]:
        baseline, target = Decimal(template["baseline"]), Decimal(template["target"])
        goals.save_goal(
            boss,
            row.id,
            GoalText(
                title=template["title"],
                measure=template["measure"],
                baseline=baseline,
                target=target,
                direction=Direction.UP if target > baseline else Direction.DOWN,
                unit=template["unit"],
                due=last_day,
                weight=Decimal(template["weight"]),
            ),
        )
    goals.agree(boss, row.id)
    goals.agree(office.as_person(plan.employee_id), row.id)
    return goals.plan(office.ctx, row.id)


def _talk(office: DemoOffice, plan: Plan, day: date, clock: Clock, share: Decimal) -> None:
    office.clock.move_to(_at(day, clock))
    progress = []
    for goal in plan.goals:
        assert goal.text.baseline is not None
        assert goal.text.target is not None
        reached = goal.text.baseline + (goal.text.target - goal.text.baseline) * share
        progress.append(checkins.NewProgress(goal.id, reached.quantize(Decimal(1))))
    checkins.hold(
        office.as_person(plan.supervisor_id),
        plan.review_id,
        held_on=day,
        said=office.one("check_ins"),
        topic=plan.goals[office.random.randrange(len(plan.goals))].text.title,
        progress=progress,
        actions=[
            checkins.NewAction(
                office.one("actions"),
                office.random.choice((plan.employee_id, plan.supervisor_id)),
                day + timedelta(days=30),
            )
        ],
    )


def _whole_year(
    office: DemoOffice, row: ReviewRow, period: tuple[date, date], clock: Clock
) -> None:
    starts, ends = period
    office.clock.move_to(_at(starts + timedelta(days=10), clock))
    plan = _plan(office, row, ends)
    skill = office.random.choices((2, 3, 4, 5), (6, 48, 34, 12))[0]
    for place, month in enumerate((70, 190, 300)):
        share = Decimal(skill * (place + 1)) / Decimal(12)
        _talk(
            office, plan, starts + timedelta(days=month + office.random.randrange(40)), clock, share
        )
    _see_all(office, plan, 0)
    for action in checkins.checkins(office.ctx, row.id).open_actions:
        if office.random.random() < 0.8:
            day = min(ends, office.clock.today() + timedelta(days=5))
            boss = office.as_person(plan.supervisor_id)
            checkins.finish_action(boss, action.id, day)
    _assess_self(office, plan, ends + timedelta(days=2), clock, skill)
    _rate(office, plan, ends + timedelta(days=12), clock, skill)
    if plan.reviewer_id is not None:
        _look_over(office, plan, ends + timedelta(days=20), clock)
    _comment(office, plan, ends + timedelta(days=25), clock)
    _sign(office, plan, ends + timedelta(days=27), clock)


def _half_year(
    office: DemoOffice, row: ReviewRow, period: tuple[date, date], clock: Clock, place: int
) -> None:
    starts, today = period
    office.clock.move_to(_at(min(starts + timedelta(days=12), today), clock))
    if place % 24 == 7:
        return  # a plan that nobody has written yet
    plan = _plan(office, row, starts.replace(year=starts.year + 1) - timedelta(days=1))
    days = (today - starts).days
    for talk in range(4 - (place % 5 == 3)):
        day = starts + timedelta(days=30 + talk * 60 + office.random.randrange(25))
        if day < today:
            _talk(office, plan, day, clock, Decimal(talk + 1) / Decimal(6))
    _see_all(office, plan, place % 2)
    if place % 6 == 0:
        boss = office.as_person(plan.supervisor_id)
        checkins.add_note(boss, row.id, office.one("private_notes"))
    if days > 150 and place % 9 == 4:
        skill = office.random.choice((3, 4))
        _assess_self(office, plan, today - timedelta(days=9), clock, skill)
        if place % 2:
            _rate(office, plan, today - timedelta(days=4), clock, skill)


def _see_all(office: DemoOffice, plan: Plan, leave: int) -> None:
    office.clock.forward(days=1)
    for talk in checkins.checkins(office.ctx, plan.review_id).held[leave:]:
        checkins.mark_seen(office.as_person(plan.employee_id), talk.id)


def _assess_self(office: DemoOffice, plan: Plan, day: date, clock: Clock, skill: int) -> None:
    office.clock.move_to(_at(day, clock))
    me = office.as_person(plan.employee_id)
    rating.move(me, plan.review_id, Move.ASK_SELF)
    for section in reviews.open_review(me, plan.review_id).sections:
        for entry in section.entries:
            own = min(5, max(1, skill + office.random.choice((0, 0, 1))))
            rating.rate_self(me, plan.review_id, entry.id, str(own))
            if entry.goal is not None:
                rating.write_self(me, plan.review_id, entry.id, office.one("self_texts"))
    office.clock.forward(days=3)
    rating.move(me, plan.review_id, Move.HAND_IN_SELF)


def _rate(office: DemoOffice, plan: Plan, day: date, clock: Clock, skill: int) -> None:
    office.clock.move_to(_at(day, clock))
    boss = office.as_person(plan.supervisor_id)
    for section in reviews.open_review(boss, plan.review_id).sections:
        for entry in section.entries:
            given = min(5, max(1, skill + office.random.choice((-1, 0, 0, 0, 1))))
            rating.rate(boss, plan.review_id, entry.id, str(given))
            if entry.goal is not None or given != 3:
                rating.write_narrative(boss, plan.review_id, entry.id, office.one("narratives"))
    rating.write_comment(boss, plan.review_id, office.one("supervisor_comments"))
    rating.move(boss, plan.review_id, Move.COMPLETE_RATING)


def _look_over(office: DemoOffice, plan: Plan, day: date, clock: Clock) -> None:
    office.clock.move_to(_at(day, clock))
    assert plan.reviewer_id is not None
    reviewer = office.as_person(plan.reviewer_id)
    rating.write_comment(reviewer, plan.review_id, office.one("reviewer_comments"))
    rating.move(reviewer, plan.review_id, Move.APPROVE)


def _comment(office: DemoOffice, plan: Plan, day: date, clock: Clock) -> None:
    office.clock.move_to(_at(day, clock))
    me = office.as_person(plan.employee_id)
    rating.write_comment(me, plan.review_id, office.one("employee_comments"))
    rating.move(me, plan.review_id, Move.FINISH_COMMENTS)


def _sign(office: DemoOffice, plan: Plan, day: date, clock: Clock) -> None:
    office.clock.move_to(_at(day, clock))
    state = State.SIGNING
    while state is State.SIGNING:
        party = signing.signing(office.ctx, plan.review_id).next_party
        assert party is not None
        person = {
            "employee": plan.employee_id,
            "supervisor": plan.supervisor_id,
            "reviewer": plan.reviewer_id,
        }[party.value]
        assert person is not None
        stance = Stance.AGREES if office.random.random() < 0.85 else Stance.DISAGREES
        state = signing.sign(
            office.as_person(person), plan.review_id, office.keys[person], stance=stance
        )
        office.clock.forward(days=1)


def _at(day: date, clock: Clock) -> datetime:
    return datetime.combine(day, time(9, 30), tzinfo=clock.now().tzinfo)
