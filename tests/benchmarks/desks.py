"""The desks that are measured: a real office of 3,216, and one of 13,000 with a running cycle."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.services import cycles, desks, launching, staff_import
from reviewdesk.services.context import FixedClock

if TYPE_CHECKING:
    from reviewdesk.services.context import Context

STAFF = Path(__file__).parents[1] / "data" / "hse-staff.csv"
CLOCK = FixedClock(datetime(2026, 4, 2, 9, 0, tzinfo=UTC))


def empty(folder: Path, name: str) -> Context:
    """Make an empty desk."""
    return desks.create(folder / name, "Health office", CLOCK)


def launched(folder: Path) -> Path:
    """Make the desk of 3,216 people with their reviews, and return its folder."""
    ctx = empty(folder, "launched")
    staff_import.carry_out(ctx, staff_import.preview(ctx, STAFF))
    cycle = cycles.create(
        ctx,
        name="Annual review",
        scheme_id="general-five",
        starts=date(2026, 4, 1),
        ends=date(2027, 3, 31),
    )
    launching.launch(ctx, cycle, leave_out_unready=True)
    ctx.desk.close()
    return ctx.desk.folder


def large(folder: Path) -> Path:
    """Make a desk of about 13,000 people, four times the real list, and return its folder."""
    ctx = empty(folder, "large")
    staff_import.carry_out(ctx, staff_import.preview(ctx, fourfold(folder)))
    ctx.desk.close()
    return ctx.desk.folder


def fourfold(folder: Path) -> Path:
    """Write the staff list four times over, with other numbers, as one list."""
    with STAFF.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = list(csv.reader(stream))
    numbers = [head.index("Staff No"), head.index("Manager staff no"), head.index("E-mail")]
    path = folder / "fourfold.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        for turn in range(4):
            for row in rows:
                again = list(row)
                for place in numbers:
                    again[place] = row[place] and f"{turn}{row[place]}"
                writer.writerow(again)
    return path
