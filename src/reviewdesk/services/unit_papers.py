"""Papers about many people: the summary of a unit and the sheet of signatures."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import signoff
from reviewdesk.domain.days import day_words
from reviewdesk.domain.lifecycle import State, state_words
from reviewdesk.domain.paper_lines import (
    SMALLEST_GROUP,
    SheetLines,
    SignerRow,
    SummaryLines,
    UnitLine,
    pooled,
)
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.signoff import SignatureKind
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import letterheads
from reviewdesk.services.dashboard import Filters, count_late, review_lines, units_below
from reviewdesk.services.papers import Paper
from reviewdesk.services.printing import safe_name
from reviewdesk.services.standing import scheme_of
from reviewdesk.store.tables.accounts import Office
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.documents import Document, Signature
from reviewdesk.store.tables.people import Person, Unit, full_name
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.analytics.review_charts import ReviewLine
    from reviewdesk.domain.parties import Party
    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.services.context import Context

_GROUPS = (
    frozenset({State.PLAN}),
    frozenset({State.AGREED, State.IN_PROGRESS}),
    frozenset({State.SELF_ASSESSMENT, State.RATING, State.REVIEWER, State.EMPLOYEE}),
    frozenset({State.SIGNING}),
    frozenset({State.CLOSED}),
)
"""Steps that are counted together on the summary, in their order."""


def unit_summary(
    ctx: Context, cycle_id: UUID, unit_id: UUID | None = None, paper: str = ""
) -> Paper:
    """Return counts by step and level of a unit with those below it; never of few people.

    Args:
        ctx: the desk and who asks; counted are those the person may see.
        cycle_id: of the cycle.
        unit_id: of the unit; None for all.
        paper: one of ``PAPERS``; without it that of the office.
    """
    from reviewdesk.documents import unit_papers

    with ctx.read(Right.SEE_DASHBOARD) as session:
        cycle = _cycle(session, cycle_id)
        lines = review_lines(ctx, session, Filters(cycle_id, unit_id))
        today = ctx.clock.today()
        rated = [one for one in lines if one.state is State.CLOSED and (one.level or one.not_rated)]
        summary = SummaryLines(
            office=session.scalars(select(Office.name)).one(),
            cycle=cycle.name,
            unit=_unit_name(session, unit_id),
            printed_on=today,
            total=len(lines),
            late=count_late(session, cycle, lines, today),
            groups=(tr("Plan"), tr("Under way"), tr("Rating"), tr("Signing"), tr("Closed")),
            units=_unit_lines(lines),
            levels=_levels(scheme_of(session, cycle_id), rated),
            rated=len(rated),
        )
        name = _name(cycle, summary.unit, tr("unit summary"))
        content = unit_papers.summary_content(summary)
        return Paper(name, letterheads.drawn(session, content, paper))


def _unit_lines(lines: list[ReviewLine]) -> tuple[UnitLine, ...]:
    by_unit: dict[tuple[str, UUID], list[ReviewLine]] = defaultdict(list)
    for line in lines:
        by_unit[line.unit, line.unit_id].append(line)
    found = tuple(
        UnitLine(name, _counts(several))
        for (name, _id), several in sorted(by_unit.items(), key=lambda one: one[0][0].casefold())
    )
    whole = (UnitLine(tr("Together"), _counts(lines)),) if len(found) > 1 else ()
    return (*pooled(found, tr("Small units, put together")), *whole)


def _counts(lines: list[ReviewLine]) -> tuple[int, ...]:
    return (len(lines), *(sum(one.state in group for one in lines) for group in _GROUPS))


def _levels(scheme: Scheme, rated: list[ReviewLine]) -> tuple[tuple[str, int], ...]:
    if len(rated) < SMALLEST_GROUP:
        return ()
    count = Counter("" if one.not_rated else one.level or "" for one in rated)
    found = [
        (f"{one.code} · {one.label}" if one.label != one.code else one.code, count[one.code])
        for one in scheme.result.levels
    ]
    if count[""]:
        found.append((tr("Not rated"), count[""]))
    return tuple(found)


def sign_off_sheet(
    ctx: Context, cycle_id: UUID, unit_id: UUID | None = None, paper: str = ""
) -> Paper:
    """Return everyone of a cycle or unit with who signed when, and room to sign by pen.

    Args:
        ctx: the desk and who asks; on the sheet are those whose form the person may print.
        cycle_id: of the cycle.
        unit_id: of a unit, with those below it; None for all.
        paper: one of ``PAPERS``; without it that of the office.
    """
    from reviewdesk.documents import unit_papers

    with ctx.read(Right.PRINT_FORM) as session:
        cycle = _cycle(session, cycle_id)
        scheme = scheme_of(session, cycle_id)
        sheet = SheetLines(
            office=session.scalars(select(Office.name)).one(),
            cycle=cycle.name,
            unit=_unit_name(session, unit_id),
            printed_on=ctx.clock.today(),
            columns=tuple(one.title for one in scheme.signatories),
            rows=_rows(ctx, session, scheme, cycle_id, unit_id),
        )
        name = _name(cycle, sheet.unit, tr("sign-off sheet"))
        content = unit_papers.sheet_content(sheet)
        return Paper(name, letterheads.drawn(session, content, paper))


def _rows(
    ctx: Context, session: Session, scheme: Scheme, cycle_id: UUID, unit_id: UUID | None
) -> tuple[SignerRow, ...]:
    query = (
        select(
            Review.id, Review.number, Review.state, Review.employee_id, Review.supervisor_id,
            Review.reviewer_id, Person.given, Person.surname, Person.unit_id,
        )
        .join(Person, Review.employee_id == Person.id)
        .where(Review.cycle_id == cycle_id, Review.state != State.VOID)
        .order_by(Person.surname, Person.given, Review.number)
    )  # fmt: skip
    wanted = units_below(session, unit_id) if unit_id is not None else None
    everybody, me = ctx.sees_office(Right.PRINT_FORM), ctx.actor.person_id
    signed = _signed(session, cycle_id)
    found = []
    for row in session.execute(query):
        if wanted is not None and row.unit_id not in wanted:
            continue
        if not everybody and me not in (row.employee_id, row.supervisor_id, row.reviewer_id):
            continue
        needed = {one.party for one in signoff.order(scheme, has_reviewer=bool(row.reviewer_id))}
        found.append(
            SignerRow(
                name=full_name(row.given, row.surname),
                number=row.number,
                step=state_words(row.state),
                signed=tuple(
                    signed.get((row.id, one.party), "") if one.party in needed else tr("not needed")
                    for one in scheme.signatories
                ),
            )
        )
    return tuple(found)


def _signed(session: Session, cycle_id: UUID) -> dict[tuple[UUID, Party], str]:
    """Return who signed when, by review and party, in words."""
    query = (
        select(
            Document.review_id, Signature.party, Signature.kind, Signature.signed_at,
            Person.given, Person.surname,
        )
        .join(Document, Signature.document_id == Document.id)
        .join(Review, Document.review_id == Review.id)
        .join(Person, Signature.person_id == Person.id)
        .where(Review.cycle_id == cycle_id, Document.void.is_(False))
    )  # fmt: skip
    found = {}
    for row in session.execute(query):
        words = (
            tr("{name}\n{day}")
            if row.kind is SignatureKind.SIGNED
            else tr("declined; witness {name}\n{day}")
        )
        found[row.review_id, row.party] = words.format(
            name=full_name(row.given, row.surname), day=day_words(row.signed_at.date())
        )
    return found


def _cycle(session: Session, cycle_id: UUID) -> Cycle:
    cycle = session.get(Cycle, cycle_id)
    if cycle is None:
        raise UserError(tr("This cycle is not on this desk."))
    return cycle


def _unit_name(session: Session, unit_id: UUID | None) -> str:
    unit = session.get(Unit, unit_id) if unit_id is not None else None
    return unit.name if unit is not None else ""


def _name(cycle: Cycle, unit: str, what: str) -> str:
    return safe_name(" ".join(filter(None, (cycle.name, unit, what)))) + ".pdf"
