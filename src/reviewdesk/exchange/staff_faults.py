"""The kinds of faults in a staff list: how heavy each is and its sentence."""

from __future__ import annotations

from reviewdesk.exchange.staff_line import Fault, Field, Severity
from reviewdesk.i18n import tr

WARNINGS = frozenset(
    ("unknown-grade", "text-decoded-twice", "month-and-day-swapped", "manager-has-left")
)
_PLACES = {"": -1, **{str(field): place for place, field in enumerate(Field)}}


def _sentences() -> dict[str, str]:
    return {
        "header-repeated": tr("The header stands here once more. Delete this row."),
        "total-row": tr("This row is a total and no person. Delete it."),
        "row-repeated": tr("This row says the same as line {other}. Delete one of the two."),
        "row-too-short": tr(
            "This row ends before its last cells. Fill in what is missing from here on."
        ),
        "row-too-long": tr(
            "This row has more cells than the header. Look for a delimiter inside a text."
        ),
        "staff-number-empty": tr("The staff number is missing. Fill it in."),
        "duplicate-staff-number": tr(
            "Staff number {value} already belongs to the person of line {other}. Correct one."
        ),
        "surname-empty": tr("The surname is missing. Fill it in."),
        "formula": tr("“{value}” is a formula. Type what it should say as plain text."),
        "text-too-long": tr("This text of {n} characters is too long. Shorten it to {most}."),
        "text-decoded-twice": tr(
            "“{value}” was garbled on its way; it is read as “{other}”. Check the letters."
        ),
        "not-an-e-mail-address": tr(
            "“{value}” is not an e-mail address. Correct it or leave it empty."
        ),
        "duplicate-e-mail": tr(
            "The address {value} already belongs to the person of line {other}. Correct one."
        ),
        "impossible-date": tr("“{value}” is not a day of any calendar. Correct it."),
        "month-and-day-swapped": tr(
            "In “{value}” month and day look swapped; it is read as {other}. Check it."
        ),
        "start-in-the-future": tr("The start on {value} is far in the future. Correct the year."),
        "ends-before-it-starts": tr("The end on {value} is before the start. Correct one of them."),
        "fte-not-a-number": tr("“{value}” is not a number. Write 1 for full time, 0.5 for half."),
        "fte-out-of-range": tr(
            "{value} is not a share of full time. Write 1 for full time, 0.5 for half."
        ),
        "unknown-grade": tr(
            "Nobody else has the grade “{value}” or one like it. Check that it is right."
        ),
        "own-manager": tr("This person is their own manager. Give the number of somebody else."),
        "manager-not-found": tr(
            "No person of this list has staff number {value}. Correct the manager's number."
        ),
        "manager-is-a-name": tr("“{value}” is a name. Give the manager's staff number instead."),
        "reporting-loop": tr(
            "These people are each other's managers in a circle: {other}. Correct one of them."
        ),
        "manager-has-left": tr(
            "This person left on {value}, but people still report to them ({other}). "
            "Give those people another manager."
        ),
    }


def clip(text: str) -> str:
    """Return text short enough for a sentence."""
    return text if len(text) <= 60 else text[:59] + "…"


def fault(line: int, column: Field | None, kind: str, value: str = "", **words: object) -> Fault:
    """Return a fault with its sentence.

    Args:
        line: where it is.
        column: in which column; None for the whole row.
        kind: one of the kinds above.
        value: what stands there.
        **words: what else the sentence of this kind names (``other``, ``n``, ``most``).
    """
    severity = Severity.WARNING if kind in WARNINGS else Severity.ERROR
    sentence = _sentences()[kind].format(value=clip(value), **words)
    return Fault(line, str(column) if column else "", kind, severity, sentence)


def reading_order(one: Fault) -> tuple[int, int, str]:
    """Return the key that sorts faults by line and column."""
    return one.line, _PLACES[one.column], one.kind
