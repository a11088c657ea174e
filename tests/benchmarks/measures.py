"""Every figure, with its baseline: what is compared is measured in turns in this one run.

So a slow or busy machine slows both.
"""

from __future__ import annotations

import csv
import json
import random
import sqlite3
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import batch, desks, locked, paper, record
from benchmarks.measuring import Result, in_turns, last_number, seconds, until_said
from reviewdesk.documents import apart
from reviewdesk.domain.scoring import Entry, score
from reviewdesk.services import schemes, staff_import

if TYPE_CHECKING:
    from collections.abc import Callable

SUBJECT = str(Path(__file__).with_name("subject.py"))


BARE = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: print("painted", flush=True))

app = QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""


def home(folder: Path) -> Result:
    """From process start until Home of 3,216 people is painted."""
    desk = desks.launched(folder)
    as_installed = "import sys; from reviewdesk.__main__ import main; sys.exit(main())"
    words = ["-c", as_installed, "--startup-trace", "--desk", str(desk)]
    ours, baseline = in_turns(
        lambda: until_said(words, "painted home"),
        lambda: until_said(["-c", BARE], "painted"),
        15,
    )
    return Result("home of 3,216 people painted", "s", ours, baseline, "a bare window", 1.6)


def typing(folder: Path) -> Result:
    """A letter typed in the filter over 13,000 people, with a sorted column."""
    desk = desks.large(folder)
    names = [f"{number} a name, a unit, a supervisor" for number in range(13_000)]
    ours, baseline = in_turns(
        lambda: last_number([SUBJECT, "typing", str(desk)]),
        lambda: seconds(lambda: [one for one in names if "99" in one]),
        3,
    )
    return Result(
        "a letter in the filter over 13,000", "s", ours, baseline, "a list searched", 0.05, "units"
    )


def memory(folder: Path) -> Result:
    """The open program with the list of 13,000 people."""
    desk = folder / "large.reviewdesk"
    ours, baseline = in_turns(
        lambda: last_number([SUBJECT, "memory", str(desk)]),
        lambda: last_number([SUBJECT, "bare-memory"]),
        3,
    )
    return Result("memory with 13,000 people", "MB", ours, baseline, "a bare window", 2.5)


def importing(folder: Path) -> Result:
    """Reading, checking and keeping 3,216 people."""
    turn = iter(range(100))

    def ours() -> float:
        ctx = desks.empty(folder, f"import-{next(turn)}")

        def work() -> None:
            staff_import.carry_out(ctx, staff_import.preview(ctx, desks.STAFF))

        spent = seconds(work)
        ctx.desk.close()
        return spent

    def baseline() -> float:
        path = folder / f"bare-{next(turn)}.sqlite"

        def work() -> None:
            connection = sqlite3.connect(path)
            with desks.STAFF.open(encoding="utf-8-sig", newline="") as stream:
                _head, *rows = list(csv.reader(stream))
            connection.execute(f"CREATE TABLE person ({', '.join(f'c{n}' for n in range(14))})")
            marks = ", ".join("?" * 14)
            connection.executemany(f"INSERT INTO person VALUES ({marks})", rows)
            connection.commit()
            connection.close()

        return seconds(work)

    ours_, baseline_ = in_turns(ours, baseline, 5)
    return Result(
        "import of 3,216 people", "s", ours_, baseline_, "csv and sqlite3 alone", 3, "units"
    )


def form(_folder: Path) -> Result:
    """One form of four pages."""
    content = paper.content()
    assert paper.ours(content) == paper.PAGES
    ours, baseline = in_turns(
        lambda: seconds(lambda: paper.ours(content)),
        lambda: seconds(lambda: paper.plain(content)),
        15,
    )
    return Result("a form of four pages", "s", ours, baseline, "plain reportlab, same text", 1.3)


def signed(_folder: Path) -> Result:
    """One form of four pages with three signatures."""
    content = paper.content()
    paper.key()
    ours, baseline = in_turns(
        lambda: seconds(lambda: paper.signed(content)),
        lambda: seconds(lambda: paper.plainly_signed(content)),
        15,
    )
    words = "plain reportlab, same text, and three bare pyHanko signatures"
    return Result("a form of four pages, signed by three", "s", ours, baseline, words, 1.5)


def verification(_folder: Path) -> Result:
    """One form of four pages with three signatures, once the reading process is up.

    It may take 0.1 s on the computer on which drawing by plain reportlab and three bare
    signatures took 0.05 and 0.07 s. The two are measured here too, so that a fast or slow
    computer makes no difference.
    """
    content = paper.content()
    pdf = paper.signed(content)
    assert paper.verified(pdf)
    assert paper.plainly_signed(content)
    ours, baseline = in_turns(
        lambda: seconds(lambda: paper.verified(pdf)),
        lambda: seconds(lambda: paper.plainly_signed(content)),
        15,
    )
    apart.stop()
    words = "plain reportlab, same text, and three bare pyHanko signatures"
    name = "a form with three signatures verified"
    return Result(name, "s", ours, baseline, words, round(0.1 / (0.05 + 0.07), 2))


def scoring(_folder: Path) -> Result:
    """Ten thousand reviews of twelve entries."""
    scheme = schemes.load_scheme("general-five")
    source = random.Random(7)
    weights = [Decimal(20)] * 4 + [Decimal(5)] * 4
    sections = [("goals", weight) for weight in weights] + [("competencies", None)] * 4
    rows = [
        [
            Entry(section, f"{n}", weight, {"": source.choice("12345")})
            for n, (section, weight) in enumerate(sections)
        ]
        for _ in range(10_000)
    ]

    def sums() -> None:
        for row in rows:
            sum((Decimal(one.ratings[""]) * (one.weight or 1) for one in row), Decimal(0))

    ours, baseline = in_turns(
        lambda: seconds(lambda: [score(scheme, row) for row in rows]), lambda: seconds(sums), 3
    )
    return Result("10,000 reviews scored", "s", ours, baseline, "sums of decimals", 2, "units")


def saving(folder: Path) -> Result:
    """One edited field saved, with its audit line, chained, and on the disk."""
    ours, baseline = in_turns(lambda: record.edits(folder), lambda: record.bare_edits(folder), 5)
    return Result("one edit saved", "s", ours, baseline, "a bare SQLite commit", 5)


def checking(folder: Path) -> Result:
    """The check of a desk of 13,000 people and five cycles: some 500,000 audit lines."""
    place = record.five_cycles(folder)
    ours, baseline = record.check(place), record.read_through(place)
    words = "SQLite's own check of the file"
    return Result("13,000 people, five cycles checked", "s", ours, baseline, words, 20, "units")


MEASURES: dict[str, Callable[[Path], Result]] = {
    "home": home,
    "typing": typing,
    "memory": memory,
    "import": importing,
    "form": form,
    "signed": signed,
    "verification": verification,
    "scoring": scoring,
    "cores": batch.cores,
    "batch-memory": batch.memory,
    "office": batch.office,
    "saving": saving,
    "checking": checking,
    "edit": locked.edit,
    "encryption": locked.encryption,
    "unlock": locked.unlocking,
}


def main(wanted: list[str]) -> int:
    """Measure what is named, or all, print JSON and return the exit code."""
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for name, measure in MEASURES.items():
            if wanted and name not in wanted:
                continue
            if name == "memory" and not (Path(folder) / "large.reviewdesk").exists():
                desks.large(Path(folder))
            results.append(measure(Path(folder)).as_json())
    print(json.dumps(results, indent=2))
    return 0 if all(one["kept"] for one in results) else 1
