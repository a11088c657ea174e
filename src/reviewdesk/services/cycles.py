"""Cycles: made from a scheme, checked for readiness, launched, closed."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from reviewdesk.domain.cycle import CycleState, Population, phase_plan
from reviewdesk.domain.days import period_words
from reviewdesk.domain.interim import agreed_on_paper
from reviewdesk.domain.lifecycle import ENDED_STATES, State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr, tr_n
from reviewdesk.services import certificates, own_schemes, readiness
from reviewdesk.services.standing import read_scheme
from reviewdesk.store.tables.cycles import Cycle, PhaseDate
from reviewdesk.store.tables.people import Person, Unit
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import InstrumentedAttribute, Session

    from reviewdesk.domain.parties import Phase
    from reviewdesk.services.context import Context


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A cycle as the list shows it."""

    id: UUID
    name: str
    scheme: str
    period: str
    starts: date
    ends: date
    state: CycleState
    reviews: int
    closed: int


@dataclass(frozen=True, slots=True)
class PopulationChoices:
    """By what a cycle can choose who takes part."""

    units: tuple[tuple[UUID, str], ...]
    grades: tuple[str, ...]
    employment_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CyclePage:
    """One cycle with its dates and who takes part."""

    row: CycleRow
    scheme_id: str
    scheme_version: str
    minimum_days: int
    plans_from_start: bool
    phases: tuple[tuple[Phase, str, date], ...]
    population: Population
    can_be_signed: bool
    """Whether the office has its authority, without which nobody has a signing key."""


def population_choices(ctx: Context) -> PopulationChoices:
    """Return the units, grades and employment types that people have."""
    with ctx.read(Right.RUN_CYCLES) as session:
        units = {one.id: one for one in session.scalars(select(Unit).order_by(Unit.name))}
        count = Counter(one.name for one in units.values())

        def name(one: Unit) -> str:
            parent = units.get(one.parent_id) if one.parent_id else None
            return f"{one.name} ({parent.name})" if parent and count[one.name] > 1 else one.name

        return PopulationChoices(
            units=tuple((one.id, name(one)) for one in units.values()),
            grades=_kinds(session, Person.grade),
            employment_types=_kinds(session, Person.employment_type),
        )


def _kinds(session: Session, column: InstrumentedAttribute[str]) -> tuple[str, ...]:
    return tuple(session.scalars(select(column).where(column != "").distinct().order_by(column)))


def list_cycles(ctx: Context) -> list[CycleRow]:
    """Return all cycles, the newest period first."""
    count = func.count(Review.id)
    closed = count.filter(Review.state == State.CLOSED)
    alive = count.filter(Review.state != State.VOID)
    query = (
        select(Cycle, alive, closed)
        .outerjoin(Review, Review.cycle_id == Cycle.id)
        .group_by(Cycle.id)
        .order_by(Cycle.starts.desc(), Cycle.name)
    )
    with ctx.read(Right.SEE_CYCLES) as session:
        return [_row(cycle, reviews, ended) for cycle, reviews, ended in session.execute(query)]


def cycle(ctx: Context, cycle_id: UUID) -> CyclePage:
    """Return one cycle.

    Raises:
        UserError: when it is not on this desk.
    """
    with ctx.read(Right.SEE_CYCLES) as session:
        found = find_cycle(session, cycle_id)
        count = func.count(Review.id)
        reviews, ended = session.execute(
            select(
                count.filter(Review.state != State.VOID),
                count.filter(Review.state == State.CLOSED),
            ).where(Review.cycle_id == cycle_id)
        ).one()
        dates = session.scalars(
            select(PhaseDate).where(PhaseDate.cycle_id == cycle_id).order_by(PhaseDate.due)
        )
        return CyclePage(
            row=_row(found, reviews, ended),
            scheme_id=found.scheme_id,
            scheme_version=found.scheme_version,
            minimum_days=found.minimum_days,
            plans_from_start=found.plans_from_start,
            phases=tuple((one.phase, one.title, one.due) for one in dates),
            population=readiness.population_of(found),
            can_be_signed=certificates.has_authority(session),
        )


def named(ctx: Context, name: str) -> UUID:
    """Return the cycle with a name, in any case and spacing.

    Raises:
        UserError: when there is none, naming those there are.
    """
    wanted = " ".join(name.split()).casefold()
    rows = list_cycles(ctx)
    for row in rows:
        if row.name.casefold() == wanted:
            return row.id
    raise UserError(
        tr("There is no cycle called “{name}” on this desk.").format(name=name),
        remedy=tr("There are: {names}.").format(names="; ".join(row.name for row in rows))
        if rows
        else tr("Make one on the Cycles page."),
    )


def create(  # noqa: PLR0913 - all of them are named
    ctx: Context,
    *,
    name: str,
    scheme_id: str,
    starts: date,
    ends: date,
    population: Population | None = None,
    minimum_days: int | None = None,
    plans_from_start: bool | None = None,
    dates: Mapping[Phase, date] | None = None,
) -> UUID:
    """Make a cycle from a scheme, whose text is copied into the desk.

    Args:
        ctx: desk, actor and clock.
        name: what people call it; unique on the desk.
        scheme_id: a shipped scheme, or one of the office's own that is finished.
        starts: first day of the period.
        ends: last day of the period.
        population: who takes part; None means everybody.
        minimum_days: days of service needed; None takes the scheme's.
        plans_from_start: whether plans count from the first day, however late they are
            agreed here; None says so where the period began long ago.
        dates: due dates that differ from the scheme's.

    Raises:
        UserError: when the name is taken, or the dates make no period.
    """
    title = _title(name)
    if ends <= starts:
        raise UserError(
            tr("The period ends before it starts."), remedy=tr("Correct one of the two dates.")
        )
    text = own_schemes.text_for_cycle(ctx, scheme_id)
    scheme = read_scheme(text)
    rule = population or Population()
    with ctx.begin(Right.RUN_CYCLES) as session:
        _demand_free(session, title)
        made = Cycle(
            name=title,
            scheme_id=scheme.id,
            scheme_version=scheme.version,
            scheme_text=text,
            starts=starts,
            ends=ends,
            state=CycleState.PREPARING,
            minimum_days=scheme.minimum_days if minimum_days is None else minimum_days,
            plans_from_start=agreed_on_paper(starts, ctx.clock.today())
            if plans_from_start is None
            else plans_from_start,
            rule=_rule_text(rule),
        )
        session.add(made)
        session.flush()
        for phase, phase_title, due in phase_plan(scheme, starts, ends).dates:
            session.add(
                PhaseDate(
                    cycle_id=made.id,
                    phase=phase,
                    title=phase_title,
                    due=(dates or {}).get(phase, due),
                )
            )
        return made.id


def change(
    ctx: Context,
    cycle_id: UUID,
    *,
    name: str,
    population: Population,
    minimum_days: int,
    dates: Mapping[Phase, date],
    plans_from_start: bool | None = None,
) -> None:
    """Change a cycle: all of it before the launch, its name and dates afterwards.

    Raises:
        UserError: when it is closed, the name is taken, or it is launched and who takes
            part would change.
    """
    title = _title(name)
    with ctx.begin(Right.RUN_CYCLES) as session:
        found = find_cycle(session, cycle_id)
        if found.state is CycleState.CLOSED:
            raise UserError(tr("This cycle is closed."), safe=tr("Nothing was changed."))
        if title != found.name:
            _demand_free(session, title)
        rule = _rule_text(population)
        same = rule == found.rule and minimum_days == found.minimum_days
        if found.state is CycleState.OPEN and not same:
            raise UserError(
                tr("This cycle is launched: who takes part does not change any more."),
                safe=tr("Nothing was changed."),
                remedy=tr("Its name and its due dates can still be changed."),
            )
        found.name, found.rule, found.minimum_days = title, rule, minimum_days
        if plans_from_start is not None:
            found.plans_from_start = plans_from_start
        for one in session.scalars(select(PhaseDate).where(PhaseDate.cycle_id == cycle_id)):
            one.due = dates.get(one.phase, one.due)


def _title(name: str) -> str:
    title = " ".join(name.split())
    if not title:
        raise UserError(tr("Give the cycle a name."))
    return title


def _demand_free(session: Session, title: str) -> None:
    if session.scalars(select(Cycle.id).where(Cycle.name == title)).first():
        raise UserError(
            tr("There is already a cycle called “{name}”.").format(name=title),
            remedy=tr("Choose another name."),
        )


def _rule_text(rule: Population) -> str:
    content = {
        "units": sorted(unit.hex for unit in rule.units),
        "grades": sorted(rule.grades),
        "employment_types": sorted(rule.employment_types),
    }
    return json.dumps(content, ensure_ascii=False)


def close(ctx: Context, cycle_id: UUID) -> None:
    """Close a cycle in which nothing is open any more.

    Raises:
        UserError: when reviews are still open.
    """
    with ctx.begin(Right.RUN_CYCLES) as session:
        found = find_cycle(session, cycle_id)
        still = session.scalars(
            select(func.count(Review.id)).where(
                Review.cycle_id == cycle_id, Review.state.not_in(ENDED_STATES)
            )
        ).one()
        if still:
            raise UserError(
                tr_n("{n} review is still open.", "{n} reviews are still open.", still),
                safe=tr("The cycle stays open."),
                remedy=tr("Finish them, or make them void with a reason."),
            )
        found.state = CycleState.CLOSED


def find_cycle(session: Session, cycle_id: UUID) -> Cycle:
    """Return a cycle.

    Raises:
        UserError: when it is not on this desk.
    """
    found = session.get(Cycle, cycle_id)
    if found is None:
        raise UserError(tr("This cycle is not on this desk."))
    return found


def _row(found: Cycle, reviews: int, ended: int) -> CycleRow:
    return CycleRow(
        id=found.id,
        name=found.name,
        scheme=read_scheme(found.scheme_text).name,
        period=period_words(found.starts, found.ends),
        starts=found.starts,
        ends=found.ends,
        state=found.state,
        reviews=reviews,
        closed=ended,
    )
