"""The year of one member of the demonstration office, each step by the person whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from reviewdesk.domain.goal import Direction, GoalText
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.signoff import Stance
from reviewdesk.i18n import tr
from reviewdesk.services import (
    checkins,
    corrections,
    goals,
    hand_overs,
    interims,
    rating,
    reporting_lines,
    reviews,
    signing,
)

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from reviewdesk.services.clock import Clock
    from reviewdesk.services.demonstration_people import DemoOffice
    from reviewdesk.services.goals import Plan
    from reviewdesk.services.review_entries import EntryView


@dataclass(frozen=True, slots=True)
class Year:
    """One review while it is lived through."""

    office: DemoOffice
    plan: Plan
    clock: Clock
    skill: int
    """From 2 to 5: around what the person is rated."""
    shares: tuple[Decimal, ...]
    """Of each goal, which part of its way is done at the end; 1 is the target."""

    def go_to(self, day: date) -> None:
        """Move the desk's clock to a morning."""
        self.office.clock.move_to(morning(day, self.clock))


def morning(day: date, clock: Clock) -> datetime:
    """Return half past nine of a day, in the time zone of the real clock."""
    return datetime.combine(day, time(9, 30), tzinfo=clock.now().tzinfo)


def agree_plan(
    office: DemoOffice, review_id: UUID, last_day: date, clock: Clock, *, both: bool = True
) -> Year:
    """Let supervisor and employee write and agree a plan, or the supervisor alone."""
    plan = goals.plan(office.ctx, review_id)
    boss = office.as_person(plan.supervisor_id)
    for template in office.templates[plan.employee_id]:
        baseline, target = Decimal(template["baseline"]), Decimal(template["target"])
        goals.save_goal(
            boss,
            review_id,
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
    goals.agree(boss, review_id)
    if both:
        goals.agree(office.as_person(plan.employee_id), review_id)
    plan = goals.plan(office.ctx, review_id)
    skill = office.random.choices((2, 3, 4, 5), (8, 46, 34, 12))[0]
    return Year(office, plan, clock, skill, tuple(_share(office, skill) for _goal in plan.goals))


def _share(office: DemoOffice, skill: int) -> Decimal:
    level = min(5, max(2, skill + office.random.choice((-1, 0, 0, 1))))
    lowest, highest = {2: (40, 75), 3: (95, 100), 4: (100, 110), 5: (112, 130)}[level]
    return Decimal(office.random.randint(lowest, highest)) / 100


def talk(year: Year, day: date, part: Decimal, *, seen: bool = True) -> None:
    """Hold a check-in on a day, when ``part`` of the year's progress is made."""
    office, plan = year.office, year.plan
    year.go_to(day)
    progress = []
    for goal, share in zip(plan.goals, year.shares, strict=True):
        assert goal.text.baseline is not None
        assert goal.text.target is not None
        way = (goal.text.target - goal.text.baseline) * share * part
        reached = max(Decimal(0), goal.text.baseline + way)
        progress.append(checkins.NewProgress(goal.id, reached.quantize(Decimal(1))))
    held = checkins.hold(
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
    if seen:
        office.clock.forward(days=office.random.randint(1, 6))
        checkins.mark_seen(office.as_person(plan.employee_id), held)


def finish_actions(year: Year, last_day: date) -> None:
    """Do most of what was promised."""
    office = year.office
    for action in checkins.checkins(office.ctx, year.plan.review_id).open_actions:
        if office.random.random() < 0.8:
            day = min(last_day, office.clock.today())
            boss = office.as_person(year.plan.supervisor_id)
            checkins.finish_action(boss, action.id, day)


def hand_over(year: Year, successor: UUID, day: date, *, written: bool) -> None:
    """Let another supervisor go on from a day; the one before closes their part, or has to."""
    office, review = year.office, year.plan.review_id
    year.go_to(day)
    before = office.as_person(year.plan.supervisor_id)
    reason = tr("The unit was reorganised")
    employee = year.plan.employee_id
    reporting_lines.correct_supervisor(office.ctx, employee, successor, day, reason=reason)
    hand_overs.hand_over_review(office.ctx, review, successor, reason, day)
    part = reviews.open_review(office.ctx, review).periods[0].interim_id
    if written and part is not None:
        office.clock.forward(days=6)
        interims.write(before, part, office.one("interim"))
        for entry in interims.interim(before, part).entries:
            if entry.goal is not None:
                interims.rate(before, part, entry.key, str(year.skill))
        interims.hand_in(before, part)


def ask_self(year: Year, day: date) -> None:
    """Ask for the self-assessment."""
    year.go_to(day)
    rating.move(year.office.as_person(year.plan.employee_id), year.plan.review_id, Move.ASK_SELF)


def assess_self(year: Year) -> None:
    """Let the employee write and hand in."""
    office, review = year.office, year.plan.review_id
    office.clock.forward(days=3)
    me = office.as_person(year.plan.employee_id)
    for section in reviews.open_review(me, review).sections:
        for entry in section.entries:
            own = min(5, _level(year, entry) + office.random.choice((0, 0, 1)))
            rating.rate_self(me, review, entry.id, str(own))
            if entry.goal is not None:
                rating.write_self(me, review, entry.id, office.one(f"self_{_kind(year, entry)}"))
            elif office.random.random() < 0.4:
                rating.write_self(me, review, entry.id, office.one("self_competence"))
    rating.move(me, review, Move.HAND_IN_SELF)


def rate(year: Year, day: date) -> None:
    """Let the supervisor rate by what was reached, and complete the rating."""
    office, review = year.office, year.plan.review_id
    year.go_to(day)
    boss = office.as_person(goals.plan(office.ctx, review).supervisor_id)
    for section in reviews.open_review(boss, review).sections:
        for entry in section.entries:
            given = _level(year, entry)
            rating.rate(boss, review, entry.id, str(given))
            if entry.goal is not None:
                words = office.one(_kind(year, entry))
                rating.write_narrative(boss, review, entry.id, words)
            elif given != 3:
                kind = "competence_strong" if given > 3 else "competence_weak"
                rating.write_narrative(boss, review, entry.id, office.one(kind))
    rating.write_comment(boss, review, office.one("supervisor_comments"))
    rating.move(boss, review, Move.COMPLETE_RATING)


def look_over(year: Year, day: date) -> None:
    """Let the reviewer confirm, where there is one."""
    if year.plan.reviewer_id is None:
        return
    year.go_to(day)
    reviewer = year.office.as_person(year.plan.reviewer_id)
    rating.write_comment(reviewer, year.plan.review_id, year.office.one("reviewer_comments"))
    rating.move(reviewer, year.plan.review_id, Move.APPROVE)


def comment(year: Year, day: date) -> None:
    """Let the employee read and comment."""
    year.go_to(day)
    me = year.office.as_person(year.plan.employee_id)
    rating.write_comment(me, year.plan.review_id, year.office.one("employee_comments"))
    rating.move(me, year.plan.review_id, Move.FINISH_COMMENTS)


def sign(year: Year, day: date, most: int = 9) -> None:
    """Let all sign in their order, or the first few of them."""
    office, review = year.office, year.plan.review_id
    year.go_to(day)
    for _turn in range(most):
        party = signing.signing(office.ctx, review).next_party
        assert party is not None
        person = {
            "employee": year.plan.employee_id,
            "supervisor": year.plan.supervisor_id,
            "reviewer": year.plan.reviewer_id,
        }[party.value]
        assert person is not None
        stance = Stance.AGREES if office.random.random() < 0.85 else Stance.DISAGREES
        seated = office.as_person(person)
        state = signing.sign(seated, review, office.keys[person], stance=stance)
        if state is State.CLOSED:
            return
        office.clock.forward(days=1)


def dispute(year: Year, *, answered: bool) -> None:
    """Let the employee ask for a correction beside the closed record, and the office answer."""
    office, review = year.office, year.plan.review_id
    me = office.as_person(year.plan.employee_id)
    goal = next(one for one in corrections.choices(me, review) if one.id.startswith("entry"))
    right, why = office.one("corrections"), office.one("correction_reasons")
    request = corrections.note(me, review, goal.id, right, why)
    if answered:
        words = office.one("correction_answers")
        corrections.answer(office.ctx, request, accepted=True, words=words)


def _level(year: Year, entry: EntryView) -> int:
    """Return the rating that what was reached deserves; of a competency, around the skill."""
    if entry.goal is None:
        return min(5, max(2, year.skill + year.office.random.choice((-1, 0, 0, 0))))
    shares = {goal.id: share for goal, share in zip(year.plan.goals, year.shares, strict=True)}
    share = shares[entry.goal.id]
    return 2 if share < Decimal("0.8") else 3 if share <= 1 else 4 if share < Decimal("1.12") else 5


def _kind(year: Year, entry: EntryView) -> str:
    return {2: "short", 3: "met"}.get(_level(year, entry), "above")
