"""One office in which every public function of the services can be called by everybody."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PIL import Image

from builders import PIN, a_cycle, a_desk, a_goal, a_key, a_person, a_review, as_person
from reviewdesk.documents import certificates as paper
from reviewdesk.domain.goal import GoalKind, GoalText
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import About, Actor, Role
from reviewdesk.domain.retention import Kind
from reviewdesk.services import (
    accounts,
    amendments,
    authority,
    certificates,
    checkins,
    corrections,
    desks,
    destruction,
    form_pdf,
    goals,
    hand_overs,
    interims,
    own_schemes,
    pen,
    retention,
    reviews,
    schemes,
    signing,
    staff_import,
)
from reviewdesk.services.context import FixedClock

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from reviewdesk.services.context import Context

NOW = datetime(2026, 3, 19, 8, 12, tzinfo=UTC)
STAFF_LIST = "Staff No,Surname,Given names,Organisation unit\nX-1,Cole,Efua,Roads\n"
STEPS = GoalText(
    "Move in",
    GoalKind.MILESTONES,
    milestones=("Pack", "Unpack"),
    weight=Decimal(20),
    due=date(2026, 3, 31),
)


@dataclass(frozen=True, slots=True)
class One:
    """A review with what can be named in it."""

    id: UUID
    employee: UUID
    goal: UUID | None = None
    other_goal: UUID | None = None
    entry: UUID | None = None


@dataclass(slots=True)
class World:
    """The office: the line top > reviewer > boss > everybody who is reviewed here."""

    folder: Path
    line: dict[str, UUID] = field(default_factory=dict)
    reviews: dict[str, One] = field(default_factory=dict)
    cycle: UUID | None = None
    next_cycle: UUID | None = None
    talk: UUID | None = None
    action: UUID | None = None
    note: UUID | None = None
    interim: UUID | None = None
    written_interim: UUID | None = None
    version: UUID | None = None
    milestone: UUID | None = None
    third_goal: UUID | None = None
    own_scheme: UUID | None = None
    finished_scheme: UUID | None = None
    outsider: UUID | None = None
    officer: UUID | None = None
    certificate: UUID | None = None
    form: bytes = b""
    trusted: UUID | None = None
    correction: UUID | None = None
    signers: dict[str, UUID] = field(default_factory=dict)

    def about(self, name: str) -> About:
        """Return who stands where towards the employee of a review, written down by hand."""
        return About(
            self.reviews[name].employee,
            self.line["boss"],
            self.line["reviewer"],
            frozenset(self.line.values()),
            self.reviews[name].id,
        )

    def actors(self, name: str) -> dict[str, Actor]:
        """Return one of every kind of people there is towards a review."""
        here, employee = self.reviews[name].id, self.reviews[name].employee
        other = next(one.id for key, one in self.reviews.items() if key != name)
        return {
            "employee": Actor("Employee", Role.STAFF, employee),
            "guest": Actor("Employee", Role.STAFF, employee, "Boss", here),
            "guest boss": Actor("Boss", Role.STAFF, self.line["boss"], "Employee", here),
            "guest of another": Actor("Employee", Role.STAFF, employee, "Boss", other),
            "boss": Actor("Boss", Role.STAFF, self.line["boss"]),
            "reviewer": Actor("Reviewer", Role.STAFF, self.line["reviewer"]),
            "top": Actor("Top", Role.STAFF, self.line["top"]),
            "outsider": Actor("Outsider", Role.STAFF, self.outsider),
            "officer": Actor("Officer", Role.HR, self.officer),
            "account": Actor("HR officer", Role.HR),
            "administrator": Actor("Administrator", Role.ADMINISTRATOR),
            "auditor": Actor("Auditor", Role.AUDITOR),
        }

    def opened(self, tmp_path: Path) -> Context:
        """Return a copy of the desk with the HR officer at it; close it."""
        copy = tmp_path / self.folder.name
        shutil.copytree(self.folder, copy)
        return desks.open_desk(copy, FixedClock(NOW))

    def key(self, ctx: Context, name: str) -> certificates.Key:
        """Return the key of whoever signs next, or of the witness."""
        return certificates.unlock(as_person(ctx, self.signers[name]), PIN)


def make(tmp_path: Path) -> World:
    """Make the office and leave its desk closed."""
    ctx = a_desk(tmp_path, FixedClock(NOW))
    world = World(ctx.desk.folder)
    try:
        _fill(ctx, world)
    finally:
        ctx.desk.close()
    return world


def _fill(ctx: Context, world: World) -> None:
    top = a_person(ctx, "Top")
    reviewer = a_person(ctx, "Reviewer", top)
    boss = a_person(ctx, "Boss", reviewer)
    world.line = {"boss": boss, "reviewer": reviewer, "top": top}
    names = ("plan", "year", "self", "rating", "reviewer", "sign", "refuse", "closed", "grades",
             "weights", "handed", "done", "late", "pen", "penned")  # fmt: skip
    staff = {name: a_person(ctx, name.title(), boss) for name in names}
    world.outsider = a_person(ctx, "Outsider")
    world.officer = a_person(ctx, "Officer")
    accounts.give_role(ctx, world.officer, Role.HR)
    five = schemes.scheme_text("general-five")
    world.own_scheme = own_schemes.make(ctx, "Own", text=five)
    world.finished_scheme = own_schemes.make(ctx, "Done", text=five)
    own_schemes.finish(ctx, world.finished_scheme)
    before = a_cycle(ctx, "Before", starts=date(2024, 4, 1), ends=date(2025, 3, 31))
    a_review(ctx, staff["plan"], cycle=before, plan=(a_goal("Kept from before"),))
    grades = {"starts": date(2023, 4, 1), "ends": date(2024, 3, 31), "scheme": "in-apar"}
    weights = {"starts": date(2022, 4, 1), "ends": date(2023, 3, 31), "scheme": "us-opm-ses"}
    world.cycle = a_cycle(ctx, "This year")
    states = {
        "plan": State.PLAN, "year": State.IN_PROGRESS, "self": State.SELF_ASSESSMENT,
        "rating": State.RATING, "reviewer": State.REVIEWER, "sign": State.SIGNING,
        "refuse": State.SIGNING, "closed": State.CLOSED, "handed": State.IN_PROGRESS,
        "done": State.IN_PROGRESS, "pen": State.SIGNING, "penned": State.SIGNING,
    }  # fmt: skip
    for name, state in states.items():
        plan = (a_goal(weight=40), STEPS, a_goal(f"Third of {name}", 40))
        review = a_review(ctx, staff[name], cycle=world.cycle, state=state, plan=plan)
        world.reviews[name] = _one(ctx, review, staff[name])
    for name, cycle, state in (
        ("grades", a_cycle(ctx, "Grades", **grades), State.REVIEWER),
        ("weights", a_cycle(ctx, "Weights", **weights), State.PLAN),
    ):
        review = a_review(ctx, staff[name], cycle=cycle, state=state, plan=(), rated="7")
        world.reviews[name] = _one(ctx, review, staff[name])
    world.next_cycle = a_cycle(ctx, "Next year", starts=date(2026, 4, 1), ends=date(2027, 3, 31))
    _year(ctx, world)
    _handed(ctx, world, staff)
    closed = goals.plan(ctx, world.reviews["closed"].id)
    world.third_goal = next(one.id for one in closed.goals if "Third" in one.text.title)
    for person in (boss, staff["sign"], reviewer):
        a_key(ctx, person)
    _sign_until(ctx, world)
    _trust(ctx, world)


def _trust(ctx: Context, world: World) -> None:
    """Let the office trust another authority, and one review be signed by pen."""
    folder = world.folder.parent
    pen.attach(ctx, world.reviews["penned"].id, a_scan(folder))
    authority.trust(ctx, another_authority(folder))
    closed = world.reviews["closed"]
    employee = as_person(ctx, closed.employee)
    world.correction = corrections.note(employee, closed.id, "record", "Not mine", "Read it")
    world.form = form_pdf.form_bytes(ctx, world.reviews["closed"].id)
    page = authority.overview(ctx)
    world.trusted, world.certificate = page.trusted[0].id, page.certificates[0].id


def a_scan(folder: Path) -> Path:
    """Return a picture as a scanner makes it."""
    path = folder / "a scan.png"
    Image.new("L", (40, 60), 255).save(path)
    return path


def a_form(world: World, folder: Path) -> Path:
    """Return the signed form of the closed review as a file."""
    path = folder / "signed.pdf"
    path.write_bytes(world.form)
    return path


def another_authority(folder: Path) -> Path:
    """Return the certificate of an authority that nobody here knows."""
    path = folder / "another.pem"
    path.write_bytes(paper.new_authority("Another office", "words of theirs", NOW).certificate_pem)
    return path


def _handed(ctx: Context, world: World, staff: dict[str, UUID]) -> None:
    """Let two reviews go on under the reviewer; the boss still has to close their part."""
    parts = []
    for name in ("handed", "done"):
        review = world.reviews[name].id
        hand_overs.hand_over_review(ctx, review, world.line["reviewer"], "Moved", date(2025, 9, 1))
        parts.append(reviews.open_review(ctx, review).periods[0].interim_id)
    world.interim, world.written_interim = parts
    interims.write(as_person(ctx, world.line["boss"]), world.written_interim, "Went well")
    late = a_cycle(ctx, "Late plans", plans_from_start=False, starts=date(2021, 4, 1),
                   ends=date(2022, 3, 31))  # fmt: skip
    review = a_review(ctx, staff["late"], cycle=late, state=State.IN_PROGRESS)
    world.reviews["late"] = _one(ctx, review, staff["late"])


def _one(ctx: Context, review: UUID, employee: UUID) -> One:
    found = [goal.id for goal in goals.plan(ctx, review).goals]
    parts = reviews.open_review(ctx, review).sections
    entries = [entry.id for part in parts for entry in part.entries]
    return One(review, employee, *(found[:2] or (None, None)), entries[0] if entries else None)


def _year(ctx: Context, world: World) -> None:
    """Let the year have a talk, a promise, a private note and a change that waits."""
    year = world.reviews["year"]
    boss, me = as_person(ctx, world.line["boss"]), as_person(ctx, year.employee)
    world.talk = checkins.hold(
        boss,
        year.id,
        held_on=date(2025, 9, 1),
        said="On course.",
        actions=[checkins.NewAction("Ask for a clerk", year.employee)],
    )
    world.action = checkins.checkins(boss, year.id).open_actions[0].id
    world.note = checkins.add_note(boss, year.id, "Ask about the move")
    plan = goals.plan(boss, year.id)
    world.milestone = next(one for one in plan.goals if one.milestones).milestones[0].id
    text = replace(plan.goals[0].text, target=Decimal(8))
    world.version = amendments.propose(me, plan.goals[0].id, text, "A new law")


def _sign_until(ctx: Context, world: World) -> None:
    """Take two forms to the signature of the employee, as far as they are not there."""
    holders = {"supervisor": world.line["boss"], "reviewer": world.line["reviewer"]}
    for name in ("sign", "refuse"):
        review = world.reviews[name].id
        while (party := signing.signing(ctx, review).next_party) in holders:
            seated = as_person(ctx, holders[str(party)])
            signing.sign(seated, review, certificates.unlock(seated, PIN))
    world.signers = {"sign": world.reviews["sign"].employee, "refuse": world.line["boss"]}


def preview(ctx: Context, tmp_path: Path) -> staff_import.Preview:
    """Return the preview of a small staff list, made by the HR officer."""
    return staff_import.preview(ctx, staff_list(tmp_path))


def staff_list(tmp_path: Path) -> Path:
    """Return a staff list of one person."""
    path = tmp_path / "staff.csv"
    path.write_text(STAFF_LIST, encoding="utf-8")
    return path


def a_hold(world: World, ctx: Context) -> UUID:
    """Place a legal hold, as the officer, and return it."""
    return retention.hold(_officer(ctx), world.reviews["year"].employee, "Tribunal")


def what_is_over(_world: World, ctx: Context) -> tuple[tuple[Kind, UUID], ...]:
    """Add somebody who left long ago, as the officer, and return what may be destroyed."""
    a_person(_officer(ctx), "Gone", ends=date(2020, 5, 1))
    retention.keep_for(_officer(ctx), Kind.PEOPLE, 2)
    free = retention.keeping(_officer(ctx)).free
    return tuple((one.what.kind, one.what.id) for one in free)


def a_destruction(world: World, ctx: Context) -> UUID:
    """Destroy something, as the officer, and return the destruction."""
    return destruction.destroy(_officer(ctx), what_is_over(world, ctx), "Schedule 7")


def _officer(ctx: Context) -> Context:
    return ctx.acting_as(Actor("HR officer", Role.HR))
