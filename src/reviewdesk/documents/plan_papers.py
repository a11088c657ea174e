"""Goal agreement and improvement plan: what two people agree on, and what has to get better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.documents.content import (
    Box,
    Content,
    Facts,
    Grid,
    Heading,
    PenLine,
    Points,
    Text,
    Ticks,
)
from reviewdesk.domain.days import day_words, period_words
from reviewdesk.i18n import language, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.documents.content import Block
    from reviewdesk.domain.paper_lines import (
        AgreementLines,
        ChangeLine,
        ImprovementLines,
        PaperHead,
        PlannedGoal,
    )

_FEWEST_MEASURES = 3
_POINT_ROOM = 300
_PEN_ROOM = 150
"""Points that a heading needs with what is written by hand under it."""


def agreement_content(lines: AgreementLines) -> Content:
    """Return what the paper of an agreed plan says."""
    with language(lines.head.language):
        return paper_about(lines.head, tr("Goal agreement"), tuple(_agreement(lines)))


def improvement_content(lines: ImprovementLines) -> Content:
    """Return an improvement plan to be filled in by hand, with what is known already."""
    with language(lines.head.language):
        return paper_about(lines.head, tr("Improvement plan"), tuple(_improvement(lines)))


def paper_about(head: PaperHead, title: str, blocks: tuple[Block, ...]) -> Content:
    """Return a paper about one person's year."""
    facts = (
        (tr("Employee"), head.employee.name),
        (tr("Staff number"), head.employee.number),
        (tr("Post"), head.employee.job),
        (tr("Grade"), head.employee.grade),
        (tr("Unit"), head.employee.unit),
        (tr("Supervisor"), ", ".join(filter(None, (head.supervisor.name, head.supervisor.job)))),
    )
    period = period_words(head.starts, head.ends)
    return Content(
        title=title,
        subtitle=tr("{cycle}: {period}").format(cycle=head.cycle, period=period),
        office=head.office,
        reference=tr("{number}, printed {day}").format(
            number=head.number, day=day_words(head.printed_on)
        ),
        language=head.language,
        mark=tr("DRAFT") if head.is_draft else "",
        blocks=(Facts(tuple((label, value) for label, value in facts if value)), *blocks),
    )


def _agreement(lines: AgreementLines) -> Iterator[Block]:
    if lines.head.is_draft:
        yield Text(tr("This plan is not agreed yet. It may still change."), quiet=True)
    if lines.goals:
        yield Heading(tr("Goals"))
    for place, goal in enumerate(lines.goals, 1):
        yield from _goal(goal, f"{place}. {goal.title}")
    if lines.proposed:
        yield Heading(tr("Proposed, not agreed"))
    for goal in lines.proposed:
        yield from _goal(goal, goal.title)
    if lines.left:
        yield Heading(tr("No longer in the plan"))
    for goal in lines.left:
        yield from _goal(goal, goal.title)
    for title, weights in lines.weights:
        yield Heading(title)
        yield Grid((tr("What is rated"), tr("Weight")), weights, (5, 1), numbers_from=1)
    if not lines.goals and not lines.proposed and not lines.weights:
        yield Text(tr("The scheme of this cycle has no goals; its own list is rated."))
    yield Heading(tr("Agreement"), room=_PEN_ROOM + 80)
    yield Facts(lines.agreed)
    yield PenLine(tr("Employee"), lines.head.employee.name, tr("I agree to these goals."))
    yield PenLine(tr("Supervisor"), lines.head.supervisor.name, tr("I agree to these goals."))


def _goal(goal: PlannedGoal, title: str) -> Iterator[Block]:
    yield Heading(title, level=2, aside=goal.weight)
    facts = tuple((label, value) for label, value in goal.facts if value)
    if facts:
        yield Facts(facts)
    yield Points(goal.milestones, label=tr("Milestones"))
    for change in goal.changes:
        yield from _change(change)


def _change(change: ChangeLine) -> Iterator[Block]:
    who = tr("Changed on {day}, proposed by {name}. {standing}").format(
        day=day_words(change.day), name=change.by or tr("nobody named"), standing=change.standing
    )
    yield Points(change.changes, label=who)
    if change.reason.strip():
        yield Text(change.reason, label=tr("Reason"))


def _improvement(lines: ImprovementLines) -> Iterator[Block]:
    yield Text(
        tr(
            "This plan says what has to improve, which support is given, and when both look "
            "at it again. It is confidential and is not part of the review form."
        ),
        quiet=True,
    )
    for line in lines.lines:
        yield Heading(line.title, room=_POINT_ROOM)
        yield Facts(tuple((label, value) for label, value in line.facts if value))
        if line.said.strip():
            yield Text(line.said, label=tr("What was seen"))
        yield from _measures()
    for place in range(len(lines.lines), _FEWEST_MEASURES if not lines.lines else 0):
        yield Heading(tr("Point {n}").format(n=place + 1), room=_POINT_ROOM)
        yield from _measures()
    yield Heading(tr("Talks about this plan"), room=180)
    rows = tuple((f"{place + 1}", "", "", "") for place in range(4))
    columns = (tr("No."), tr("Day"), tr("What was seen, what comes next"), tr("Initials of both"))
    yield Grid(columns, rows, (4, 9, 32, 11), room=40)
    yield Heading(tr("Outcome"), room=120)
    outcomes = (tr("Reached: the plan is closed"), tr("Extended until"), tr("Not reached"))
    yield Ticks("", outcomes)
    yield Box(tr("Why, and what follows"), lines=3)
    yield Heading(tr("Signatures"), room=_PEN_ROOM)
    for title, name in lines.signers:
        yield PenLine(title, name)


def _measures() -> Iterator[Block]:
    yield Box(tr("What has to improve, and how it will be seen"), lines=3)
    yield Box(tr("Measures of the employee, support given by the office"), lines=3)
    yield Grid(
        (tr("Measure"), tr("Who"), tr("Until"), tr("Done on")),
        tuple((f"{place + 1}.", "", "", "") for place in range(3)),
        (30, 12, 10, 10),
        room=28,
    )
