"""What Home shows, by plain SQL: read before SQLAlchemy is loaded.

The first window must not wait half a second for the object mapper, so this one module
reads the tables of a desk that nobody has locked itself; ``services/home.py`` runs the
same code inside the open desk. A locked desk shows its passphrase page first.
Its values are named tuples because each data class would cost a millisecond before the
first paint.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from reviewdesk.domain import lifecycle, signoff
from reviewdesk.domain.days import day_words, short_day_words
from reviewdesk.domain.lifecycle import Mover, State
from reviewdesk.domain.parties import Party
from reviewdesk.domain.permissions import Actor, Role
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr, tr_n
from reviewdesk.store import cipher, key_file
from reviewdesk.store.folder import DATABASE, FRESH, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from sqlite3 import Connection

    from reviewdesk.domain.scheme import Scheme

MOST_ITEMS = 50
"""Lines of work shown at once; the count above them is always the whole."""
CHECK_IN_AFTER_DAYS = 90
"""A talk is proposed when the last one is this long ago."""
ANSWERS_FOR_DAYS = 14
"""An answered request for correction is shown this long to whoever made it."""

_STRIP = (
    (State.PLAN, State.AGREED),
    (State.IN_PROGRESS, State.SELF_ASSESSMENT),
    (State.SELF_ASSESSMENT, State.RATING),
    (State.RATING, State.REVIEWER),
    (State.REVIEWER, State.EMPLOYEE),
    (State.SIGNING, State.CLOSED),
)
_PHASE = (
    "CASE review.state "
    + " ".join(
        f"WHEN '{state}' THEN '{phase}'" for state, phase in lifecycle.PHASE_OF.items() if phase
    )
    + " END"
)
"""The phase by which a review's present step is due, as SQL."""
_ROAD = tuple(state for state in State if state is not State.VOID)


class Item(NamedTuple):
    """One line of work that opens its page."""

    kind: str
    title: str
    detail: str
    due: date | None
    late_days: int
    page: str
    id: UUID | None


class Step(NamedTuple):
    """One step of the cycle: how many reviews are past it."""

    title: str
    done: int
    total: int


class TeamLine(NamedTuple):
    """One review of somebody below the actor."""

    review_id: UUID
    name: str
    unit: str
    state: State
    percent: int


class Coming(NamedTuple):
    """A date ahead."""

    due: date
    title: str
    detail: str


class Home(NamedTuple):
    """All that Home shows."""

    name: str
    office: str
    today: date
    headline: str
    people: int
    cycles: int
    steps: tuple[Step, ...]
    items: tuple[Item, ...]
    waiting: int
    overdue: int
    team: tuple[TeamLine, ...]
    coming: tuple[Coming, ...]
    waiting_on: tuple[tuple[str, int], ...]
    """How many lines of work each page has, for the rail."""
    is_locked: bool
    """Whether only a passphrase opens the desk."""


class Glance(NamedTuple):
    """Who sits at the desk that is about to open, and their Home."""

    actor: Actor
    home: Home


def glance(place: Path, seat: str, today: date) -> Glance | None:
    """Read Home from a closed desk's file, or return None when that is not possible now.

    Args:
        place: the desk's folder.
        seat: the id of the person who sat at it last as hex, or nothing for the HR officer.
        today: the day it is.
    """
    folder = folder_of(place)
    try:
        keys = key_file.read(folder)
        if keys is None or keys.open_key is None or (folder / FRESH).exists():
            return None
        secret = cipher.Secret(keys.desk, keys.open_key)
        with closing(cipher.connect(folder / DATABASE, secret, "ro", timeout=1)) as connection:
            actor = _actor(connection, seat, today)
            return None if actor is None else Glance(actor, home(connection, actor, today))
    except (cipher.Error, UserError):
        return None  # the desk opens the usual way and says what is wrong with the file


def _actor(connection: Connection, seat: str, today: date) -> Actor | None:
    if seat:
        row = connection.execute(
            "SELECT trim(given || ' ' || surname), account.role, person.id FROM person"
            " LEFT JOIN account ON account.person_id = person.id"
            " WHERE person.id = ? AND (ends IS NULL OR ends >= ?)",
            (seat, today.isoformat()),
        ).fetchone()
        if row is not None:
            return Actor(row[0], Role(row[1] or Role.STAFF), UUID(hex=row[2]))
    row = connection.execute(
        "SELECT name, person_id FROM account WHERE role = ?"
        " ORDER BY person_id IS NOT NULL, name LIMIT 1",
        (Role.HR,),
    ).fetchone()
    return None if row is None else Actor(row[0], Role.HR, UUID(hex=row[1]) if row[1] else None)


def home(connection: Connection, actor: Actor, today: date, *, is_locked: bool = False) -> Home:
    """Return what Home shows to somebody on a day."""
    cycle = connection.execute(
        "SELECT id, name, starts, ends FROM cycle WHERE state = 'open' ORDER BY starts DESC LIMIT 1"
    ).fetchone()
    rows = _my_reviews(connection, actor)
    items = [
        *_drafts(connection, actor, today),
        *_turns(connection, actor, rows, today),
        *_amendments(connection, actor),
        *_interims(connection, actor),
        *_unseen(connection, actor, today),
        *_answers(connection, actor, today),
        *_talks(connection, rows, actor, today),
        *_office_work(connection, actor, today),
    ]
    items.sort(key=lambda item: (-item.late_days, item.due or date.max, item.title))
    return Home(
        name=actor.name if actor.person_id else "",
        office=str(_one(connection, "SELECT name FROM office LIMIT 1") or ""),
        today=today,
        headline=_headline(cycle, today),
        people=int(_one(connection, "SELECT count(*) FROM person") or 0),
        cycles=int(_one(connection, "SELECT count(*) FROM cycle") or 0),
        steps=_steps(connection, cycle, rows, actor),
        items=tuple(items[:MOST_ITEMS]),
        waiting=len(items),
        overdue=sum(1 for item in items if item.late_days > 0),
        team=_team(rows, actor),
        coming=_coming(connection, today),
        waiting_on=tuple(sorted(Counter(item.page for item in items).items())),
        is_locked=is_locked,
    )


class _Row(NamedTuple):
    id: UUID
    cycle: str
    state: State
    employee: str
    supervisor: str
    reviewer: str | None
    name: str
    unit: str
    due: date | None
    since: date
    plan_turn: Mover
    """Whom a draft plan waits for."""


def _my_reviews(connection: Connection, actor: Actor) -> list[_Row]:
    if actor.person_id is None:
        return []
    query = (
        "SELECT review.id, review.cycle_id, review.state, employee_id, supervisor_id, reviewer_id,"  # noqa: S608 - only our own enums
        " trim(person.given || ' ' || person.surname), unit.name, phase_date.due, review.since,"
        " employee_agreed_at, supervisor_agreed_at"
        " FROM review JOIN person ON person.id = review.employee_id"
        " JOIN unit ON unit.id = person.unit_id"
        " JOIN cycle ON cycle.id = review.cycle_id"
        " LEFT JOIN phase_date ON phase_date.cycle_id = review.cycle_id"
        f" AND phase_date.phase = {_PHASE}"
        " WHERE cycle.state = 'open' AND review.state != 'void'"
        " AND (employee_id = :me OR supervisor_id = :me OR reviewer_id = :me)"  # by their indexes
    )
    return [
        _Row(
            UUID(hex=row[0]),
            row[1],
            State(row[2]),
            row[3],
            row[4],
            row[5],
            row[6],
            row[7],
            _day(row[8]),
            date.fromisoformat(row[9]),
            lifecycle.plan_turn(
                employee_agreed=row[10] is not None, supervisor_agreed=row[11] is not None
            ),
        )
        for row in connection.execute(query, {"me": actor.person_id.hex})
    ]


def _turns(
    connection: Connection, actor: Actor, rows: Iterable[_Row], today: date
) -> Iterable[Item]:
    me = actor.person_id.hex if actor.person_id else None
    for row in rows:
        following = _next_signer(connection, row) if row.state is State.SIGNING else row.plan_turn
        holder = lifecycle.holder(row.state, following)
        person = {
            Mover.EMPLOYEE: row.employee,
            Mover.SUPERVISOR: row.supervisor,
            Mover.REVIEWER: row.reviewer,
        }.get(holder) if holder else None  # fmt: skip
        if person != me or row.state in lifecycle.PLANNED_STATES:
            continue
        title, page = _turn_words(row, mine=row.employee == me)
        yield Item(
            kind=row.state.value,
            title=title,
            detail=tr("{state} since {day}").format(
                state=lifecycle.state_words(row.state), day=short_day_words(row.since)
            ),
            due=row.due,
            late_days=_late(row.due, today),
            page=page,
            id=row.id,
        )


def _turn_words(row: _Row, *, mine: bool) -> tuple[str, str]:
    if row.state is State.SIGNING:
        mine_or_theirs = tr("Sign your review") if mine else tr("Sign the review of {name}")
        return mine_or_theirs.format(name=row.name), "review"
    title = {
        State.PLAN: tr("Agree to your goals") if mine else tr("Agree goals with {name}"),
        State.SELF_ASSESSMENT: tr("Write your self-assessment"),
        State.RATING: tr("Rate {name}"),
        State.REVIEWER: tr("Look over the review of {name}"),
        State.EMPLOYEE: tr("Read your review and comment"),
    }[row.state]
    return title.format(name=row.name), "goals" if row.state is State.PLAN else "review"


def _next_signer(connection: Connection, row: _Row) -> Mover | None:
    text = _one(connection, "SELECT scheme_text FROM cycle WHERE id = ?", row.cycle)
    scheme = _scheme(str(text))
    done = connection.execute(
        "SELECT signature.party FROM signature JOIN document ON document.id = document_id"
        " WHERE review_id = ? AND NOT document.void",
        (row.id.hex,),
    )
    if scheme is None:
        return None
    one = signoff.next_signatory(
        scheme, [Party(party) for (party,) in done], has_reviewer=row.reviewer is not None
    )
    return Mover(one.party.value) if one else None


@lru_cache(maxsize=8)
def _scheme(text: str) -> Scheme | None:
    from reviewdesk.domain import scheme_file

    return scheme_file.read(text)[0]


def _amendments(connection: Connection, actor: Actor) -> Iterable[Item]:
    """Return the changes of agreed goals that wait for the actor to agree."""
    if actor.person_id is None:
        return
    query = (
        "SELECT review.id, goal.title, goal_version.proposed_at, employee_id,"
        " trim(person.given || ' ' || person.surname) FROM goal_version"
        " JOIN goal ON goal.id = goal_version.goal_id JOIN review ON review.id = goal.review_id"
        " JOIN person ON person.id = employee_id"
        " WHERE goal_version.state = 'proposed' AND review.state IN ('agreed', 'in-progress')"
        " AND (employee_id = :me AND goal_version.employee_agreed_at IS NULL"
        " OR supervisor_id = :me AND goal_version.supervisor_agreed_at IS NULL)"
    )
    me = actor.person_id.hex
    for review, goal, proposed, employee, name in connection.execute(query, {"me": me}):
        title = (
            tr("Agree to a change of your goals")
            if employee == me
            else tr("Agree to a change of the goals of {name}").format(name=name)
        )
        day = short_day_words(date.fromisoformat(proposed[:10]))
        yield Item(
            kind="amendment",
            title=title,
            detail=tr("“{goal}”, proposed on {day}").format(goal=goal, day=day),
            due=None,
            late_days=0,
            page="goals",
            id=UUID(hex=review),
        )


def _interims(connection: Connection, actor: Actor) -> Iterable[Item]:
    """Return the parts of reviews that the actor left and still has to close."""
    if actor.person_id is None:
        return
    query = (
        "SELECT interim.id, interim.starts, interim.ends,"
        " trim(person.given || ' ' || person.surname) FROM interim"
        " JOIN review ON review.id = interim.review_id JOIN person ON person.id = employee_id"
        " WHERE interim.supervisor_id = ? AND interim.state = 'due'"
        " AND review.state NOT IN ('closed', 'void')"
    )
    for record, starts, ends, name in connection.execute(query, (actor.person_id.hex,)):
        yield Item(
            kind="interim",
            title=tr("Write the interim assessment of {name}").format(name=name),
            detail=tr("{starts} to {ends}, as their supervisor").format(
                starts=short_day_words(date.fromisoformat(starts)),
                ends=short_day_words(date.fromisoformat(ends)),
            ),
            due=None,
            late_days=0,
            page="interim",
            id=UUID(hex=record),
        )


def _unseen(connection: Connection, actor: Actor, today: date) -> Iterable[Item]:
    me = actor.person_id.hex if actor.person_id else None
    query = (
        "SELECT check_in.review_id, check_in.held_on FROM check_in"
        " JOIN review ON review.id = check_in.review_id"
        " WHERE review.employee_id = ? AND seen_at IS NULL"
        " AND review.state NOT IN ('closed', 'void')"
    )
    for review, held in connection.execute(query, (me,)):
        day = date.fromisoformat(held)
        yield Item(
            kind="seen",
            title=tr("Read the check-in of {day}").format(day=day_words(day)),
            detail=tr("Your supervisor wrote it up {n} days ago").format(n=(today - day).days),
            due=None,
            late_days=0,
            page="checkins",
            id=UUID(hex=review),
        )


def _answers(connection: Connection, actor: Actor, today: date) -> Iterable[Item]:
    """Return what became lately of the actor's own requests for correction."""
    if actor.person_id is None:
        return
    query = (
        "SELECT review_id, kind, made_at, employee_id,"
        " trim(person.given || ' ' || person.surname)"
        " FROM correction_reply JOIN correction ON correction.id = correction_id"
        " JOIN review ON review.id = review_id JOIN person ON person.id = employee_id"
        " WHERE correction.person_id = ? AND noted_as != 'office' AND kind != 'withdrawn'"
        " AND made_at >= ? AND NOT EXISTS (SELECT 1 FROM correction_reply AS other"
        " WHERE other.correction_id = correction.id AND other.kind = 'withdrawn')"
    )
    since = (today - timedelta(days=ANSWERS_FOR_DAYS)).isoformat()
    for review, kind, made, employee, name in connection.execute(
        query, (actor.person_id.hex, since)
    ):
        mine = employee == actor.person_id.hex
        words = {
            ("accepted", True): tr("Accepted on {day}: your review"),
            ("accepted", False): tr("Accepted on {day}: review of {name}"),
            ("declined", True): tr("Not accepted on {day}: your review"),
            ("declined", False): tr("Not accepted on {day}: review of {name}"),
        }[kind, mine]
        yield Item(
            kind="answered",
            title=tr("Read the answer to your request for correction"),
            detail=words.format(day=short_day_words(date.fromisoformat(made[:10])), name=name),
            due=None,
            late_days=0,
            page="review",
            id=UUID(hex=review),
        )


def _talks(
    connection: Connection, rows: Iterable[_Row], actor: Actor, today: date
) -> Iterable[Item]:
    me = actor.person_id.hex if actor.person_id else None
    last = dict(
        connection.execute(
            "SELECT review_id, max(held_on) FROM check_in JOIN review ON review.id = review_id"
            " WHERE supervisor_id = ? GROUP BY review_id",
            (me,),
        ).fetchall()
    )
    for row in rows:
        if row.supervisor != me or row.state not in lifecycle.PLANNED_STATES:
            continue
        held = _day(last.get(row.id.hex))
        ago = (today - (held or row.since)).days
        if ago < CHECK_IN_AFTER_DAYS:
            continue
        yield Item(
            kind="check-in",
            title=tr("Check-in with {name}").format(name=row.name),
            detail=tr("Last one {n} days ago").format(n=ago) if held else tr("None held yet"),
            due=None,
            late_days=0,
            page="checkins",
            id=row.id,
        )


def _drafts(connection: Connection, actor: Actor, today: date) -> Iterable[Item]:
    author = actor.person_id.hex if actor.person_id else actor.name
    query = "SELECT place, typed_at FROM draft WHERE author = ? AND text != '' ORDER BY typed_at"
    for place, typed in connection.execute(query, (author,)):
        page, _, record = str(place).partition("/")
        if page != "check-in":
            continue
        try:
            review = UUID(record)
        except ValueError:
            continue
        yield Item(
            kind="draft",
            title=tr("Finish the check-in you began to write"),
            detail=tr("Kept as typed on {day}").format(
                day=day_words(date.fromisoformat(typed[:10]))
            ),
            due=today,
            late_days=0,
            page="checkins",
            id=review,
        )


def _office_work(connection: Connection, actor: Actor, today: date) -> Iterable[Item]:
    if actor.role is not Role.HR:
        return
    for record, name, starts in connection.execute(
        "SELECT id, name, starts FROM cycle WHERE state = 'preparing'"
    ).fetchall():
        day = date.fromisoformat(starts)
        yield Item(
            kind="launch",
            title=tr("Launch {cycle}").format(cycle=name),
            detail=tr("The readiness check says who is missing what"),
            due=day,
            late_days=_late(day, today),
            page="cycles",
            id=UUID(hex=record),
        )
    yield from _astray(connection, today)
    yield from _requests(connection, actor)
    query = (
        "SELECT cycle.id, cycle.name, review.state, reviews, phase_date.due"  # noqa: S608 - only our own enums
        " FROM (SELECT cycle_id, state, count(*) AS reviews FROM review GROUP BY cycle_id, state)"
        " AS review JOIN cycle ON cycle.id = review.cycle_id"
        f" JOIN phase_date ON phase_date.cycle_id = cycle.id AND phase_date.phase = {_PHASE}"
        " WHERE cycle.state = 'open' AND phase_date.due < ?"
    )
    for record, name, state, count, due in connection.execute(query, (today.isoformat(),)):
        day = date.fromisoformat(due)
        yield Item(
            kind="late",
            title=tr_n("{n} review is late", "{n} reviews are late", count)
            + f": {lifecycle.state_words(State(state))}",
            detail=tr("{cycle}, due {day}").format(cycle=name, day=day_words(day)),
            due=day,
            late_days=_late(day, today),
            page="reviews",
            id=UUID(hex=record),
        )


def _requests(connection: Connection, actor: Actor) -> Iterable[Item]:
    """Return the reviews beside which a correction waits for the office's answer."""
    query = (
        "SELECT review.id, count(*), min(noted_at), trim(person.given || ' ' || person.surname)"
        " FROM correction CROSS JOIN review ON review.id = correction.review_id"  # few of many
        " CROSS JOIN person ON person.id = employee_id WHERE noted_as != 'office'"
        " AND NOT EXISTS (SELECT 1 FROM correction_reply WHERE correction_id = correction.id)"
        " AND ? NOT IN (employee_id, supervisor_id, coalesce(reviewer_id, ''))"
        " GROUP BY correction.review_id"
    )
    me = actor.person_id.hex if actor.person_id else ""
    for review, count, noted, name in connection.execute(query, (me,)):
        yield Item(
            kind="correction",
            title=tr("Answer a request to correct the review of {name}").format(name=name),
            detail=tr("{requests} since {day}").format(
                requests=tr_n("{n} request", "{n} requests", count),
                day=short_day_words(date.fromisoformat(noted[:10])),
            ),
            due=None,
            late_days=0,
            page="review",
            id=UUID(hex=review),
        )


def _astray(connection: Connection, today: date) -> Iterable[Item]:
    """Return a line when open reviews are with somebody who supervises no more."""
    query = (
        "SELECT count(*) FROM review"  # noqa: S608 - only our own words
        f" JOIN assignment AS line ON line.person_id = employee_id AND {_holds('line')}"
        " WHERE review.state NOT IN ('closed', 'void')"
        " AND line.supervisor_id NOT IN (review.supervisor_id, employee_id)"
        " AND NOT EXISTS (SELECT 1 FROM choice WHERE choice.cycle_id = review.cycle_id"
        " AND choice.person_id = line.person_id AND choice.supervisor_id IS NOT NULL)"
        " AND NOT EXISTS (SELECT 1 FROM assignment AS other WHERE other.person_id = line.person_id"
        f" AND other.id != line.id AND {_holds('other')})"
    )
    count = int(_one(connection, query, today.isoformat()) or 0)
    if count:
        yield Item(
            kind="astray",
            title=tr_n(
                "{n} review is with the supervisor before",
                "{n} reviews are with the supervisor before",
                count,
            ),
            detail=tr("The reporting lines say somebody else by now: hand them over"),
            due=None,
            late_days=0,
            page="reviews",
            id=None,
        )


def _holds(line: str) -> str:
    """Return the condition that a reporting line holds on the day of a review that counts."""
    day = "max(review.starts, min(review.ends, ?1))"
    return (
        f"{line}.withdrawn_at IS NULL AND {line}.starts <= {day}"
        f" AND coalesce({line}.ends, '9999') >= {day}"
    )


def _steps(
    connection: Connection,
    cycle: tuple[str, str, str, str] | None,
    rows: list[_Row],
    actor: Actor,
) -> tuple[Step, ...]:
    if cycle is None:
        return ()
    if actor.role is Role.STAFF:
        me = actor.person_id.hex if actor.person_id else None
        states = [row.state for row in rows if row.cycle == cycle[0] and row.supervisor == me]
        counts = {state: states.count(state) for state in _ROAD}
    else:
        query = "SELECT state, count(*) FROM review WHERE cycle_id = ? GROUP BY state"
        found = dict(connection.execute(query, (cycle[0],)).fetchall())
        counts = {state: found.get(state.value, 0) for state in _ROAD}
    total = sum(counts.values())
    titles = (
        tr("Plan agreed"),
        tr("The year"),
        tr("Self-assessment"),
        tr("Rating"),
        tr("Reviewer"),
        tr("Signed"),
    )
    return tuple(
        Step(title, sum(counts[state] for state in _ROAD[_ROAD.index(after) :]), total)
        for title, (_, after) in zip(titles, _STRIP, strict=True)
        if total
    )


def _team(rows: Iterable[_Row], actor: Actor) -> tuple[TeamLine, ...]:
    me = actor.person_id.hex if actor.person_id else None
    team = [
        TeamLine(
            row.id,
            row.name,
            row.unit,
            row.state,
            100 * _ROAD.index(row.state) // (len(_ROAD) - 1),
        )
        for row in rows
        if row.supervisor == me
    ]
    return tuple(sorted(team, key=lambda line: (line.percent, line.name)))


def _coming(connection: Connection, today: date) -> tuple[Coming, ...]:
    query = (
        "SELECT phase_date.due, phase_date.title, cycle.name FROM phase_date"
        " JOIN cycle ON cycle.id = cycle_id WHERE cycle.state = 'open' AND phase_date.due >= ?"
        " ORDER BY phase_date.due, phase_date.title LIMIT 4"
    )
    return tuple(
        Coming(date.fromisoformat(due), title, name)
        for due, title, name in connection.execute(query, (today.isoformat(),))
    )


def _headline(cycle: tuple[str, str, str, str] | None, today: date) -> str:
    if cycle is None:
        return ""
    name, ends = cycle[1], date.fromisoformat(cycle[3])
    if ends >= today:
        return tr("{cycle} ends on {day}").format(cycle=name, day=day_words(ends))
    return tr("{cycle} ended on {day}").format(cycle=name, day=day_words(ends))


def _one(connection: Connection, query: str, *values: str) -> str | int | None:
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _late(due: date | None, today: date) -> int:
    return max(0, (today - due).days) if due else 0
