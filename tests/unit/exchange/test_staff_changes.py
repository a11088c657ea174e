from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from reviewdesk.exchange.staff_list import Field, StaffLine, compare

TODAY = date(2026, 3, 31)
MARY = StaffLine(
    line=2,
    number="7",
    surname="Ng",
    given="Mary",
    job="Clerk",
    grade="Band C",
    unit="Registry",
    unit_code="R1",
    manager="1",
    email="mary.ng@office.example",
    start=date(2020, 1, 1),
    end=None,
    fte=Decimal(1),
    location="Bootle",
    employment_type="Permanent",
)


def kinds(now: StaffLine, **words) -> list[str]:
    return [one.kind for one in compare([now], {"7": MARY}, as_at=TODAY, **words)]


def test_nothing_is_said_of_people_who_stay_the_same():
    assert kinds(replace(MARY, line=99, fte=Decimal("1.00"))) == []


def test_kinds_of_change():
    assert kinds(replace(MARY, grade="Band B")) == ["changed"]
    assert kinds(replace(MARY, unit="Records Registry")) == ["changed"]
    assert kinds(replace(MARY, unit_code="R2")) == ["moved"]
    assert kinds(replace(MARY, unit="Court", unit_code="")) == ["moved"]
    assert kinds(replace(MARY, manager="2")) == ["moved"]
    assert kinds(replace(MARY, end=TODAY)) == ["left"]
    assert kinds(replace(MARY, end=date(2026, 4, 1))) == ["changed"]
    assert kinds(replace(MARY, number="8")) == ["new", "absent"]


def test_details_are_sentences():
    (one,) = compare([replace(MARY, grade="", job="Judge")], {"7": MARY}, as_at=TODAY)
    assert one.name == "Mary Ng"
    assert one.details == (
        "Job title “Clerk” becomes “Judge”.",
        "Grade “Band C” is taken away.",
    )


def test_columns_that_the_list_lacks_change_nothing():
    fields = set(Field) - {Field.EMAIL}
    assert kinds(replace(MARY, email=""), fields=fields) == []


def test_people_in_faulty_rows_and_people_who_left_are_not_absent():
    assert compare([], {"7": MARY}, as_at=TODAY, also_listed={"7"}) == ()
    gone = replace(MARY, end=date(2026, 1, 1))
    assert compare([], {"7": gone}, as_at=TODAY) == ()
