"""The whole file of one person, on request: for them to read and for other programs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from reviewdesk.domain import goal as rules
from reviewdesk.domain import lifecycle, person_file
from reviewdesk.domain.days import day_words
from reviewdesk.domain.goal import VersionState
from reviewdesk.domain.lifecycle import Mover
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.person_file import (
    DocumentLine,
    EventLine,
    GoalVersionLine,
    PersonFile,
    ProgressLine,
    ReviewFile,
    SupervisorLine,
)
from reviewdesk.i18n import tr
from reviewdesk.services import (
    corrections,
    form_snapshot,
    letterheads,
    person_history,
    printing,
)
from reviewdesk.services.accounts import actor_for_person
from reviewdesk.services.goal_views import goal_view
from reviewdesk.services.people import find_person
from reviewdesk.services.person_page import facts_of
from reviewdesk.services.printing import safe_name
from reviewdesk.services.review_history import history_of
from reviewdesk.services.standing import about_person, name_of, scheme_of, shown_state
from reviewdesk.store.tables.accounts import Office
from reviewdesk.store.tables.checkins import PrivateNote
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.documents import Document, Signature
from reviewdesk.store.tables.goals import Goal
from reviewdesk.store.tables.people import full_name
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.services.goal_versions import VersionView

_EMPLOYEE = frozenset({Mover.EMPLOYEE})


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A person's file, ready to hand over."""

    pdf: bytes
    data: str
    """The same as JSON."""


def whole_file(ctx: Context, person_id: UUID) -> WholeFile:
    """Return everything the desk holds about a person, as far as they may see it by now.

    Whoever asks for it, it is made through the eyes of the person it is about: a rating that
    is not disclosed yet is in nobody's copy, and a private note is its author's alone.

    Raises:
        UserError: when the person is not on this desk, or the actor may not.
    """
    with ctx.read(Right.TAKE_PERSON_FILE, about_person(ctx, person_id)) as session:
        eyes = ctx.acting_as(actor_for_person(ctx, person_id))
        person = find_person(session, person_id)
        lines = person_history.reporting_lines(session, person_id)
        reviews = session.scalars(
            select(Review)
            .where(Review.employee_id == person_id)
            .order_by(Review.starts.desc(), Review.number.desc())
        ).all()
        file = PersonFile(
            office=session.scalars(select(Office.name)).first() or "",
            made=ctx.clock.today().isoformat(),
            made_by=ctx.actor.name,
            number=person.number,
            name=full_name(person.given, person.surname),
            facts=facts_of(person),
            supervisors=tuple(
                SupervisorLine(
                    line.supervisor,
                    line.starts.isoformat(),
                    line.ends.isoformat() if line.ends else "",
                    line.reason,
                    line.is_withdrawn,
                )
                for line in lines
            ),
            reviews=tuple(_review(eyes, session, one) for one in reviews),
            history=tuple(
                EventLine(one.at.date().isoformat(), one.by, one.sentence)
                for one in person_history.history(session, person_id, lines)
            ),
        )
        schemes = {one.number: scheme_of(session, one.cycle_id) for one in reviews}
        from reviewdesk.documents.person_file import person_content

        pdf = letterheads.drawn(session, person_content(file, schemes))
    return WholeFile(pdf, person_file.to_json(file))


def file_name(name: str, number: str) -> str:
    """Return the name proposed for a person's file, without its ending."""
    return safe_name(tr("File of {name} {number}").format(name=name, number=number))


def save(ctx: Context, person_id: UUID, path: Path) -> Path:
    """Save a person's whole file as PDF and, beside it, as JSON, whose path is returned.

    Raises:
        UserError: when the person is not on this desk, the actor may not, or the files
            cannot be written.
    """
    file = whole_file(ctx, person_id)
    data = path.with_suffix(".json")
    printing.save(data, file.data.encode("utf-8", "replace"))
    printing.save(path, file.pdf)
    return data


def _review(ctx: Context, session: Session, review: Review) -> ReviewFile:
    cycle = session.get_one(Cycle, review.cycle_id)
    goals = [
        goal_view(session, review, goal)
        for goal in session.scalars(
            select(Goal).where(Goal.review_id == review.id).order_by(Goal.position)
        )
    ]
    sees_rating = lifecycle.sees_rating(shown_state(session, review), _EMPLOYEE)
    return ReviewFile(
        number=review.number,
        cycle=cycle.name,
        starts=review.starts.isoformat(),
        ends=review.ends.isoformat(),
        state=lifecycle.state_words(review.state),
        content=replace(
            form_snapshot.take(session, review, state="draft", viewer=_EMPLOYEE),
            replaces="",  # the signed forms are named below
        ),
        versions=tuple(_version(goal.text.title, one) for goal in goals for one in goal.versions),
        progress=tuple(
            ProgressLine(
                goal=goal.text.title,
                day=one.noted_on.isoformat(),
                reached=f"{one.actual} {goal.text.unit}".strip() if one.actual else "",
                note=one.note,
                by=one.noted_by,
            )
            for goal in goals
            for one in goal.entries
        ),
        moves=tuple(
            EventLine(
                one.made_at.date().isoformat(),
                "",
                f"{one.sentence} {one.reason}".strip(),
            )
            for one in history_of(ctx, session, review, sees_rating=sees_rating)
        ),
        documents=_documents(session, review),
        corrections=corrections.lines(ctx, session, review),
        private_notes=session.scalars(
            select(func.count(PrivateNote.id)).where(PrivateNote.review_id == review.id)
        ).one(),
    )


def _version(goal: str, version: VersionView) -> GoalVersionLine:
    text = version.text
    target = rules.number_words(text.target)
    if text.range_low is not None:
        target = f"{rules.number_words(text.range_low)} - {rules.number_words(text.range_high)}"
    return GoalVersionLine(
        goal=goal,
        number=version.number,
        state=_version_words(version.state),
        proposed=version.proposed_on.isoformat(),
        proposed_by=version.proposed_by,
        reason=version.reason,
        measure=text.measure,
        baseline=rules.number_words(text.baseline),
        target=target or "; ".join(text.milestones),
        unit=text.unit,
        weight=rules.number_words(text.weight),
        due=text.due.isoformat() if text.due else "",
        changes=version.changes,
    )


def _version_words(state: VersionState) -> str:
    match state:
        case VersionState.PROPOSED:
            return tr("Waits to be agreed")
        case VersionState.AGREED:
            return tr("Agreed")
        case VersionState.WITHDRAWN:
            return tr("Withdrawn")


def _documents(session: Session, review: Review) -> tuple[DocumentLine, ...]:
    lines = []
    for document in session.scalars(
        select(Document).where(Document.review_id == review.id).order_by(Document.version)
    ):
        signatures = session.scalars(
            select(Signature)
            .where(Signature.document_id == document.id)
            .order_by(Signature.signed_at)
        )
        lines.append(
            DocumentLine(
                number=document.number,
                version=document.version,
                made=document.made_at.date().isoformat(),
                digest=document.pdf_digest,
                void=document.void,
                signatures=tuple(
                    tr("{name}, {day}: {meaning}").format(
                        name=name_of(session, one.person_id),
                        day=day_words(one.signed_at.date()),
                        meaning=one.meaning,
                    )
                    for one in signatures
                ),
            )
        )
    return tuple(lines)
