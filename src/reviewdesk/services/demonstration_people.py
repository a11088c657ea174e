"""The people of the demonstration office, and who is who while it is being made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reviewdesk.domain.permissions import Role
from reviewdesk.services import accounts, staff_entry
from reviewdesk.services.staff_entry import PersonForm

if TYPE_CHECKING:
    from datetime import date
    from random import Random
    from uuid import UUID

    from reviewdesk.services import certificates
    from reviewdesk.services.context import Context, FixedClock


@dataclass(slots=True)
class DemoOffice:
    """What is known while the office is being made."""

    ctx: Context
    clock: FixedClock
    texts: dict[str, list[str]]
    random: Random
    templates: dict[UUID, list[dict[str, str]]] = field(default_factory=dict)
    people: list[UUID] = field(default_factory=list)
    chiefs: list[UUID] = field(default_factory=list)
    """Those who lead a unit."""
    keys: dict[UUID, certificates.Key] = field(default_factory=dict)
    _left: dict[str, list[str]] = field(default_factory=dict)

    def as_person(self, person: UUID) -> Context:
        """Return the desk with a person at it."""
        return self.ctx.acting_as(accounts.actor_for_person(self.ctx, person))

    def one(self, kind: str) -> str:
        """Return one of the texts of a kind: each once before any comes again."""
        left = self._left.setdefault(kind, [])
        if not left:
            left += self.texts[kind]
            self.random.shuffle(left)
        return left.pop()


def fill(office: DemoOffice, content: dict[str, Any], first_day: date) -> None:
    """Add everybody of the office, unit by unit, each with their supervisor."""
    given, surname = list(content["names"]["given"]), list(content["names"]["surname"])
    office.random.shuffle(given)
    office.random.shuffle(surname)
    number = 1000

    def add(
        job: str, grade: str, unit: str, boss: UUID | None, templates: list[dict[str, str]],
        employment: str = "Permanent",
    ) -> UUID:  # fmt: skip
        nonlocal number
        number += 1
        place = len(office.people)
        name, family = given[place % len(given)], surname[(place * 7 + place // 50) % len(surname)]
        person = staff_entry.add_person(
            office.ctx,
            PersonForm(
                number=f"LD-{number}",
                surname=family,
                given=name,
                job=job,
                grade=grade,
                unit=unit,
                starts=first_day - timedelta(days=200 + office.random.randrange(4000)),
                fte=Decimal(1),
                location="Lakeside",
                employment_type=employment,
            ),
            boss,
        )
        office.people.append(person)
        office.templates[person] = templates
        return person

    lead = content["goals"]["lead"]
    top = add("District Director", "Grade 1", "Office of the Director", None, lead)
    for division in content["divisions"]:
        head = add(division["head"], "Grade 2", division["name"], top, lead)
        for unit in division["units"]:
            chief = add(unit["lead"], "Grade 3", unit["name"], head, lead)
            office.chiefs.append(chief)
            if unit["code"] == "CO-H":
                accounts.give_role(office.ctx, chief, Role.HR)
            for place in range(unit["staff"]):
                add(
                    unit["job"],
                    f"Grade {5 + place % 3}",
                    unit["name"],
                    chief,
                    content["goals"][unit["goals"]],
                    "Fixed term" if place % 5 == 4 else "Permanent",
                )
