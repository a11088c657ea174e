"""What the records of one review are called in its history, also those that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from reviewdesk.domain.days import day_words
from reviewdesk.i18n import tr
from reviewdesk.services.history_words import Names, party_comment, values_of
from reviewdesk.store.tables.audit import AuditLine
from reviewdesk.store.tables.checkins import Action, CheckIn, PrivateNote
from reviewdesk.store.tables.corrections import Correction, CorrectionReply
from reviewdesk.store.tables.documents import Document, Signature
from reviewdesk.store.tables.goals import Goal, GoalVersion, Milestone, Objective, ProgressEntry
from reviewdesk.store.tables.interims import Interim
from reviewdesk.store.tables.reviews import Comment, Entry, MoveLine

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review

_REMOVED = ("goal", "milestone", "goal_version", "check_in", "action")


def names_of(ctx: Context, session: Session, review: Review, people: dict[str, str]) -> Names:
    """Return the names of a review and of all that hangs on it.

    Private notes are named to their author alone; for others they are not there.
    """
    others = {str(one.id): one.title for one in session.scalars(select(Objective))}
    names = Names({}, people, others, {})
    names.records[str(review.id)] = tr("the review {number}").format(number=review.number)
    titles = _goals(session, review, names)
    _year(session, review, names)
    for entry in session.scalars(select(Entry).where(Entry.review_id == review.id)):
        title = titles.get(str(entry.goal_id), entry.name)
        names.records[str(entry.id)] = tr("“{title}”").format(title=title)
    for comment in session.scalars(select(Comment).where(Comment.review_id == review.id)):
        names.records[str(comment.id)] = party_comment(comment.party)
    for part in session.scalars(select(Interim).where(Interim.review_id == review.id)):
        boss = people.get(str(part.supervisor_id), "")
        called = tr("the interim assessment of {name}").format(name=boss)
        names.records[str(part.id)] = called
    _form(session, review, names)
    _corrections(session, review, names)
    if ctx.actor.person_id is not None:
        mine = select(PrivateNote.id).where(
            PrivateNote.review_id == review.id, PrivateNote.author_id == ctx.actor.person_id
        )
        for id_ in session.scalars(mine):
            names.records[str(id_)] = tr("a private note")
    return names


def _goals(  # noqa: C901 - one loop for each kind of record
    session: Session, review: Review, names: Names
) -> dict[str, str]:
    """Name goals and what hangs on them and return the goals' titles."""
    goals = session.scalars(select(Goal).where(Goal.review_id == review.id))
    found = {str(goal.id): (goal.title, goal.unit) for goal in goals}
    query = select(AuditLine).where(AuditLine.kind == "removed", AuditLine.subject.in_(_REMOVED))
    removed = [(line, values_of(line.before)) for line in session.scalars(query)]
    for line, values in removed:
        if line.subject == "goal" and values.get("review_id") == str(review.id):
            title, unit = str(values.get("title", "")), str(values.get("unit", ""))
            found[str(line.record_id)] = (title, unit)
    titles = {id_: title for id_, (title, _unit) in found.items()}

    def name(id_: str, goal: str, called: str) -> None:
        names.records.setdefault(id_, called)
        if goal in found:
            names.units[called] = found[goal][1]

    for id_, title in titles.items():
        name(id_, id_, tr("the goal “{title}”").format(title=title))
    for line, values in removed:
        goal = str(values.get("goal_id"))
        if goal in titles or values.get("review_id") == str(review.id):
            name(str(line.record_id), goal, _gone(line.subject, values, titles.get(goal, "")))
    ids = [goal.id for goal in session.scalars(select(Goal).where(Goal.review_id == review.id))]
    for step in session.scalars(select(Milestone).where(Milestone.goal_id.in_(ids))):
        goal = str(step.goal_id)
        name(str(step.id), goal, _step(step.title, titles[goal]))
    for note in session.scalars(select(ProgressEntry).where(ProgressEntry.goal_id.in_(ids))):
        goal = str(note.goal_id)
        called = tr("the progress of “{title}” on {day}").format(
            title=titles[goal], day=day_words(note.noted_on)
        )
        name(str(note.id), goal, called)
    for version in session.scalars(select(GoalVersion).where(GoalVersion.goal_id.in_(ids))):
        goal = str(version.goal_id)
        name(str(version.id), goal, tr("the goal “{title}”").format(title=titles[goal]))
    names.others.update(titles)
    return titles


def _year(session: Session, review: Review, names: Names) -> None:
    for talk in session.scalars(select(CheckIn).where(CheckIn.review_id == review.id)):
        day = day_words(talk.held_on)
        names.records[str(talk.id)] = tr("the check-in of {day}").format(day=day)
    for action in session.scalars(select(Action).where(Action.review_id == review.id)):
        names.records[str(action.id)] = tr("the action “{words}”").format(words=action.text)
    for id_ in session.scalars(select(MoveLine.id).where(MoveLine.review_id == review.id)):
        names.records[str(id_)] = tr("a hand-over")


def _form(session: Session, review: Review, names: Names) -> None:
    query = select(Document.id, Document.number, Document.version)
    for id_, number, version in session.execute(query.where(Document.review_id == review.id)):
        called = tr("the form {number}, version {version}").format(number=number, version=version)
        names.records[str(id_)] = called
        for one in session.scalars(select(Signature.id).where(Signature.document_id == id_)):
            names.records[str(one)] = tr("a signature")


def _corrections(session: Session, review: Review, names: Names) -> None:
    for one in session.scalars(select(Correction).where(Correction.review_id == review.id)):
        called = tr("the correction of “{title}”").format(title=one.title)
        names.records[str(one.id)] = called
        replies = select(CorrectionReply.id).where(CorrectionReply.correction_id == one.id)
        names.records.update({str(id_): called for id_ in session.scalars(replies)})


def _gone(subject: str, values: dict[str, Any], goal: str) -> str:
    if subject == "milestone":
        return _step(str(values.get("title", "")), goal)
    if subject == "action":
        return tr("the action “{words}”").format(words=values.get("text", ""))
    if subject == "check_in":
        return tr("a check-in")
    return tr("the goal “{title}”").format(title=goal)


def _step(step: str, goal: str) -> str:
    return tr("the step “{step}” of “{title}”").format(step=step, title=goal)
