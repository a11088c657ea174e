"""The line above a person is what asking for one supervisor after the other gives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from reviewdesk.store.tables.people import Assignment, line_above

DAY = date(2026, 4, 1)
PEOPLE = [UUID(int=number) for number in range(1, 9)]
people = st.sampled_from(PEOPLE)
spans = st.sampled_from([(0, None), (0, 0), (-9, None), (-9, 0), (-9, -1), (1, None), (-9, 9)])


@pytest.fixture(scope="module")
def engine():
    made = create_engine("sqlite://")
    Assignment.__table__.create(made)
    return made


def walked(rows, walked_from):
    """Return the line above a person by asking for one after the other."""
    line, person = [], walked_from
    while True:
        stand = [
            (recorded, above)
            for one, above, (starts, ends), recorded, withdrawn in rows
            if one == person and not withdrawn and starts <= 0 and (ends is None or ends >= 0)
        ]
        if not stand or max(stand)[1] in (*line, walked_from):
            return tuple(line)
        person = max(stand)[1]
        line.append(person)


@given(
    rows=st.lists(
        st.tuples(people, people, spans, st.integers(0, 10**6), st.booleans()),
        max_size=20,
        unique_by=lambda row: row[3],
    ),
    person=people,
)
def test_it_is_what_walking_up_finds(engine, rows, person):
    with Session(engine) as session:
        for one, above, (starts, ends), recorded, withdrawn in rows:
            at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=recorded)
            session.add(
                Assignment(
                    person_id=one,
                    supervisor_id=above,
                    starts=DAY + timedelta(days=starts),
                    ends=None if ends is None else DAY + timedelta(days=ends),
                    recorded_at=at,
                    recorded_by="HR",
                    withdrawn_at=at if withdrawn else None,
                )
            )
        session.flush()
        found = line_above(session, person, DAY)
        session.rollback()
    assert found == walked(rows, person)
