"""The data of each chart of the dashboard, and the people behind each bar."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.analytics import review_charts
from reviewdesk.analytics.charts import Shape
from reviewdesk.analytics.review_charts import ReviewLine
from reviewdesk.domain import lifecycle
from reviewdesk.domain.days import day_words
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.reporting_line import everyone_below
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import letterheads, printing
from reviewdesk.services.standing import scheme_of
from reviewdesk.store.tables.accounts import Office
from reviewdesk.store.tables.checkins import CheckIn
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.people import Person, Unit, full_name, supervisor_map
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.analytics.charts import Chart, Ink, Picture
    from reviewdesk.documents.unit_papers import ChartPage
    from reviewdesk.services.context import Context

_CHART_WIDTH, _CHART_HEIGHT, _ROW_HEIGHT = 660, 250, 34
_POINTS = 0.72
"""Of paper for each pixel that a chart is laid out in."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the dashboard looks at."""

    cycle_id: UUID
    unit_id: UUID | None = None
    """A unit with all below it; None for all."""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in the filters."""

    cycles: tuple[tuple[UUID, str], ...]
    units: tuple[tuple[UUID, str], ...]
    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """One review behind a bar."""

    review_id: UUID
    number: str
    name: str
    unit: str
    state: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Four charts, the figures above them, and who is behind each bar."""

    charts: tuple[Chart, ...]
    total: int
    closed: int
    waiting_for_signature: int
    late: int
    behind: dict[tuple[str, str], tuple[Behind, ...]]
    """Chart id and bar key to reviews."""


def choices(ctx: Context) -> Choices:
    """Return cycles, units and grades to choose from, the newest cycle first."""
    with ctx.read(Right.SEE_DASHBOARD) as session:
        cycles = session.execute(select(Cycle.id, Cycle.name).order_by(Cycle.starts.desc()))
        units = session.execute(select(Unit.id, Unit.name).order_by(Unit.name))
        grades = session.scalars(
            select(Person.grade).where(Person.grade != "").distinct().order_by(Person.grade)
        )
        return Choices(
            cycles=tuple((row.id, row.name) for row in cycles),
            units=tuple((row.id, row.name) for row in units),
            grades=tuple(grades),
        )


def dashboard(ctx: Context, filters: Filters) -> Dashboard:
    """Return the dashboard of a cycle for those the actor may see.

    Raises:
        UserError: when the cycle is not on this desk.
    """
    with ctx.read(Right.SEE_DASHBOARD) as session:
        cycle = session.get(Cycle, filters.cycle_id)
        if cycle is None:
            raise UserError(tr("This cycle is not on this desk."))
        lines = review_lines(ctx, session, filters)
        months = _check_ins(session, cycle, {line.id: line for line in lines})
        scheme = scheme_of(session, cycle.id)
        show_ratings = ctx.sees_office(Right.SEE_DASHBOARD)
        late = count_late(session, cycle, lines, ctx.clock.today())
    behind: dict[tuple[str, str], list[ReviewLine]] = defaultdict(list)
    charts = (
        review_charts.standing(lines, behind),
        review_charts.rated(lines, scheme, behind, show_few=show_ratings),
        review_charts.units(lines, behind),
        review_charts.months(months, behind),
    )
    closed = sum(1 for line in lines if line.state is State.CLOSED)
    return Dashboard(
        charts=charts,
        total=len(lines),
        closed=closed,
        waiting_for_signature=sum(1 for line in lines if line.state is State.SIGNING),
        late=late,
        behind={
            key: tuple(
                Behind(one.id, one.number, one.name, one.unit, lifecycle.state_words(one.state))
                for one in dict.fromkeys(several)
            )
            for key, several in behind.items()
        },
    )


def review_lines(ctx: Context, session: Session, filters: Filters) -> list[ReviewLine]:
    """Return the reviews that the filters choose, of those the actor may see."""
    query = (
        select(
            Review.id, Review.number, Review.employee_id, Person.given, Person.surname,
            Person.unit_id, Unit.name, Review.state, Review.result_level,
            Review.supervisor_id, Review.reviewer_id, Review.not_rated,
        )
        .join(Person, Review.employee_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .where(Review.cycle_id == filters.cycle_id, Review.state != State.VOID)
        .order_by(Person.surname, Person.given)
    )  # fmt: skip
    if filters.grade:
        query = query.where(Person.grade == filters.grade)
    wanted = units_below(session, filters.unit_id) if filters.unit_id else None
    everybody = ctx.sees_office(Right.SEE_DASHBOARD)
    me = ctx.actor.person_id
    mine: frozenset[UUID] = frozenset()
    if not everybody and me is not None:
        mine = everyone_below(supervisor_map(session, ctx.clock.today()), me) | {me}
    lines: list[ReviewLine] = []
    for row in session.execute(query):
        if wanted is not None and row.unit_id not in wanted:
            continue
        if (
            not everybody
            and row.employee_id not in mine
            and me
            not in (
                row.supervisor_id,
                row.reviewer_id,
            )
        ):
            continue
        lines.append(
            ReviewLine(
                row.id,
                row.number,
                row.employee_id,
                full_name(row.given, row.surname),
                row.unit_id,
                row.name,
                row.state,
                row.result_level,
                bool(row.not_rated),
            )
        )
    return lines


def units_below(session: Session, unit_id: UUID) -> frozenset[UUID]:
    """Return a unit with all below it."""
    parents = session.execute(select(Unit.id, Unit.parent_id).where(Unit.parent_id.is_not(None)))
    return everyone_below({row.id: row.parent_id for row in parents}, unit_id) | {unit_id}


def _check_ins(
    session: Session, cycle: Cycle, lines: dict[UUID, ReviewLine]
) -> dict[tuple[int, int], list[ReviewLine]]:
    months: dict[tuple[int, int], list[ReviewLine]] = {}
    year, month = cycle.starts.year, cycle.starts.month
    while (year, month) <= (cycle.ends.year, cycle.ends.month):
        months[year, month] = []
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    query = (
        select(CheckIn.review_id, CheckIn.held_on)
        .join(Review, CheckIn.review_id == Review.id)
        .where(Review.cycle_id == cycle.id)
        .order_by(CheckIn.held_on)
    )
    for row in session.execute(query):
        line = lines.get(row.review_id)
        if line is not None:
            months.setdefault((row.held_on.year, row.held_on.month), []).append(line)
    return dict(sorted(months.items()))


def count_late(session: Session, cycle: Cycle, lines: Iterable[ReviewLine], today: date) -> int:
    """Return how many reviews are past the date of their step."""
    from reviewdesk.store.tables.cycles import PhaseDate

    dates = session.execute(
        select(PhaseDate.phase, PhaseDate.due).where(PhaseDate.cycle_id == cycle.id)
    )
    due = {row.phase: row.due for row in dates}
    late = 0
    for line in lines:
        phase = lifecycle.PHASE_OF[line.state]
        late += phase is not None and phase in due and due[phase] < today
    return late


def chart_file(ctx: Context, charts: tuple[Chart, ...], kind: str, about: str = "") -> bytes:
    """Return charts as PNG, PDF or CSV bytes.

    Args:
        ctx: the desk, whose letterhead a PDF has, and who asks.
        charts: one or several.
        kind: ``png``, ``pdf`` or ``csv``.
        about: what they are about, such as the cycle; stands under the title of a PDF.
    """
    from reviewdesk.analytics import figures

    if kind != "pdf":
        ctx.demand(Right.SEE_DASHBOARD)
        return figures.save(charts, kind)
    from reviewdesk.documents import unit_papers

    pages = [_page(one) for one in charts]
    with ctx.read(Right.SEE_DASHBOARD) as session:
        day = tr("Figures as of {day}").format(day=day_words(ctx.clock.today()))
        office = session.scalars(select(Office.name)).one()
        content = unit_papers.charts_content(pages, about or day, office, day)
        return letterheads.drawn(session, content)


def _page(chart: Chart) -> ChartPage:
    from reviewdesk.analytics import figures
    from reviewdesk.documents.unit_papers import ChartPage

    bars = len(chart.shown)
    high = _CHART_HEIGHT if chart.shape is Shape.COLUMNS else max(2, bars) * _ROW_HEIGHT
    image = figures.print_picture(chart, _CHART_WIDTH, high) if bars else b""
    return ChartPage(
        chart.title, chart.subtitle, chart.finding, image,
        _CHART_WIDTH * _POINTS, high * _POINTS, chart.columns, chart.table(),
    )  # fmt: skip


def chart_picture(chart: Chart, size: tuple[int, int], scale: float, ink: Ink) -> Picture:
    """Return a chart drawn for the screen; may run on any thread."""
    from reviewdesk.analytics import figures

    return figures.picture(chart, size[0], size[1], scale, ink)


def save_charts(ctx: Context, charts: tuple[Chart, ...], path: Path, about: str = "") -> None:
    """Save charts as a file whose ending says its kind.

    Raises:
        UserError: when the ending is another one, or the file cannot be written.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("png", "pdf", "csv"):
        raise UserError(
            tr("A dashboard cannot be saved as {name}.").format(name=path.name),
            remedy=tr("Use a name that ends in .png, .pdf or .csv."),
        )
    printing.save(path, chart_file(ctx, charts, kind, about))
