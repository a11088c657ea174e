"""The demonstration desk: an invented office over two cycles, made through the services.

Everything is done as the people themselves would do it, on a clock that moves, so that
what is shown is what the program really makes. Texts are in ``resources/demo/office.toml``.
"""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from reviewdesk import resources
from reviewdesk.domain.cycle import default_period
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.progress import silent
from reviewdesk.services import (
    certificates,
    checkins,
    cycles,
    desks,
    launching,
    participants,
    reviews,
    schemes,
)
from reviewdesk.services import demonstration_year as years
from reviewdesk.services.context import FixedClock
from reviewdesk.services.demonstration_people import DemoOffice, fill
from reviewdesk.store.folder import folder_of
from reviewdesk.store.opening import demand_free

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from uuid import UUID

    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Clock, Context
    from reviewdesk.services.reviews import ReviewRow

PASSPHRASE = "demonstration"  # noqa: S105 - invented people, told in the help
PIN = "123456"
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
    moving = FixedClock(years.morning(earlier[0] - timedelta(days=40), clock))
    ctx = desks.create(place, content["name"], moving)
    try:
        office = DemoOffice(ctx, moving, content["texts"], Random(_SEED))  # noqa: S311 - no secret
        fill(office, content, earlier[0])
        first = _cycle(office, *earlier, clock)
        _keys(office)
        rows = _rows(office, first)
        lived = []
        for done, row in enumerate(rows):
            lived.append(_whole_year(office, row, earlier, clock))
            progress(done + 1, 2 * len(rows))
        moving.move_to(years.morning(earlier[1] + timedelta(days=60), clock))
        cycles.close(ctx, first)
        moving.move_to(years.morning(starts - timedelta(days=10), clock))
        second = _cycle(office, starts, ends, clock)
        for done, row in enumerate(_rows(office, second)):
            _half_year(office, row, (starts, clock.today()), clock, done)
            progress(len(rows) + done + 1, 2 * len(rows))
        for year, days in ((lived[-1], 9), (lived[-2], 6)):
            moving.move_to(years.morning(clock.today() - timedelta(days=days), clock))
            years.dispute(year, answered=year is lived[-1])
    finally:
        ctx.desk.close()


def _cycle(office: DemoOffice, starts: date, ends: date, clock: Clock) -> UUID:
    name = tr("Annual review {first}/{second}").format(
        first=starts.year, second=f"{ends.year % 100:02d}"
    )
    scheme_id = schemes.general_id()
    cycle_id = cycles.create(office.ctx, name=name, scheme_id=scheme_id, starts=starts, ends=ends)
    participants.choose(
        office.ctx,
        cycle_id,
        office.people[0],
        left_out=True,
        reason=tr("The director is reviewed by the ministry."),
    )
    office.clock.move_to(years.morning(starts, clock))
    launching.launch(office.ctx, cycle_id, leave_out_unready=True)
    return cycle_id


def _keys(office: DemoOffice) -> None:
    certificates.make_authority(office.ctx, PASSPHRASE)
    for person in office.people:
        certificates.make_key(office.ctx, person, PASSPHRASE, PIN)
        office.keys[person] = certificates.unlock(office.as_person(person), PIN)


def _rows(office: DemoOffice, cycle_id: UUID) -> list[ReviewRow]:
    return [row for row in reviews.list_reviews(office.ctx) if row.cycle_id == cycle_id]


def _whole_year(
    office: DemoOffice, row: ReviewRow, period: tuple[date, date], clock: Clock
) -> years.Year:
    starts, ends = period
    office.clock.move_to(years.morning(starts + timedelta(days=10), clock))
    year = years.agree_plan(office, row.id, ends, clock)
    for place, day in enumerate((70, 190, 300)):
        held = starts + timedelta(days=day + office.random.randrange(40))
        years.talk(year, held, Decimal(place + 1) / 3)
    years.finish_actions(year, ends)
    years.ask_self(year, ends + timedelta(days=2))
    years.assess_self(year)
    _finish(year, ends + timedelta(days=12))
    return year


def _finish(year: years.Year, day: date, steps: int = 9) -> None:
    """Take a review from the rating on, as many steps as are wanted."""
    several: tuple[Callable[[], None], ...] = (
        lambda: years.rate(year, day),
        lambda: years.look_over(year, day + timedelta(days=8)),
        lambda: years.comment(year, day + timedelta(days=13)),
        lambda: years.sign(year, day + timedelta(days=15), most=9 if steps > 4 else 1),
    )
    for step in several[:steps]:
        step()


def _half_year(
    office: DemoOffice, row: ReviewRow, period: tuple[date, date], clock: Clock, place: int
) -> None:
    """Live through a year until today: most are in the middle of it, a few contracts end."""
    starts, today = period
    office.clock.move_to(years.morning(min(starts + timedelta(days=12), today), clock))
    if place % 24 == 7:
        return  # a plan that nobody has written yet
    last_day = starts.replace(year=starts.year + 1) - timedelta(days=1)
    year = years.agree_plan(office, row.id, last_day, clock, both=place % 24 != 16)
    if place % 24 == 16:
        return  # one that waits for the employee
    days = (today - starts).days
    ends_early = days > 150 and place % 9 == 4
    moved = days > 180 and place % 40 in (20, 21)
    for talk in range(4 - (place % 5 == 3)):
        day = starts + timedelta(days=30 + talk * 60 + office.random.randrange(25))
        late = today - timedelta(days=46)
        if day < (late if ends_early else today) and not (moved and talk > 1):
            seen = talk < 2 or place % 2 == 0
            years.talk(year, day, Decimal(talk + 1) / (4 if ends_early else 6), seen=seen)
    if place % 6 == 0:
        boss = office.as_person(year.plan.supervisor_id)
        checkins.add_note(boss, row.id, office.one("private_notes"))
    if moved:
        others = [one for one in office.chiefs if one != year.plan.supervisor_id]
        years.hand_over(
            year, others[place % len(others)], starts + timedelta(days=175), written=place % 2 == 0
        )
    elif ends_early:
        years.ask_self(year, today - timedelta(days=40))
        if place // 9 % 6:
            years.assess_self(year)
            _finish(year, today - timedelta(days=30), place // 9 % 6 - 1)
