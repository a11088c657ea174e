"""What on a record may be corrected, and how it stands with a correction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reviewdesk.domain import correction
from reviewdesk.domain.correction import Reply, Standing
from reviewdesk.domain.lifecycle import Mover
from reviewdesk.domain.snapshot import CheckInLine, PeriodLine
from unit.documents.papers import a_snapshot

DAY = date(2026, 3, 19)


@pytest.mark.parametrize(
    ("noted_as", "replies", "stands"),
    [
        (Mover.OFFICE, (), Standing.STATED),
        (Mover.EMPLOYEE, (), Standing.WAITING),
        (Mover.SUPERVISOR, (Reply.ACCEPTED,), Standing.ACCEPTED),
        (Mover.REVIEWER, (Reply.DECLINED,), Standing.DECLINED),
        (Mover.EMPLOYEE, (Reply.DECLINED, Reply.WITHDRAWN), Standing.WITHDRAWN),
        (Mover.OFFICE, (Reply.WITHDRAWN,), Standing.WITHDRAWN),
    ],
)
def test_how_it_stands_follows_from_who_noted_it_and_what_was_answered(noted_as, replies, stands):
    assert correction.standing(noted_as, replies) is stands


def test_everything_has_its_words():
    assert len({correction.standing_words(one) for one in Standing}) == len(Standing)
    movers = {correction.noter_words(one, "Ama Mensah") for one in Mover}
    assert len(movers) == len(Mover)
    assert all("Ama Mensah" in words for words in movers)
    replies = {correction.reply_words(one, "Ama Mensah", DAY) for one in Reply}
    assert len(replies) == len(Reply)
    assert all(words.endswith("by Ama Mensah on 19 March 2026.") for words in replies)


def test_the_parts_say_what_the_record_says():
    record = a_snapshot()
    found = {one.id: one for one in correction.parts_of(record)}
    assert len(found) == len(correction.parts_of(record))
    assert found["record"].said.startswith(record.document_id)
    assert record.employee.name in found["person"].said
    assert record.supervisor.name in found["parties"].said
    assert [one.title for key, one in found.items() if key.startswith("entry-")] == [
        entry.name for entry in record.entries
    ]
    for place, entry in enumerate(record.entries, 1):
        assert entry.narrative in found[f"entry-{place}"].said
    assert record.result_level in found["result"].said
    assert [one.said for key, one in found.items() if key.startswith("comment-")] == [
        one.text for one in record.comments
    ]


def test_what_a_record_has_not_cannot_be_corrected():
    record = a_snapshot()
    goal = record.entries[0].goal
    bare = replace(
        record,
        reviewer=None,
        entries=(
            replace(record.entries[0], goal=replace(goal, due="", baseline="") if goal else None),
            replace(record.entries[0], goal=None),
        ),
        check_ins=(CheckInLine("2025-09-01", "", "On course.", ("Ask for a clerk (Kofi)",), ""),),
        periods=(PeriodLine("Yaw Mensah", "2025-04-01", "2025-08-31", 153, (), "", ""),),
        result_score="", result_level="", not_rated_reason="", comments=(),
    )  # fmt: skip
    found = {one.id: one for one in correction.parts_of(bare)}
    assert found.keys() == {"record", "person", "parties", "entry-1", "entry-2", "check-in-1"}
    assert "Reviewer" not in found["parties"].said
    assert "Yaw Mensah: 1 April 2025" in found["parties"].said
    assert "Due" not in found["entry-1"].said
    assert "Measure" not in found["entry-2"].said
    assert found["check-in-1"].title == "Check-in of 1 September 2025"
    assert found["check-in-1"].said == "On course.\nAsk for a clerk (Kofi)"
