"""One person of a staff list, the columns a list has, and what can be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal


class Field(StrEnum):
    """A column of a staff list, by its plain name."""

    NUMBER = "Staff No"
    SURNAME = "Surname"
    GIVEN = "Given names"
    JOB = "Job title"
    GRADE = "Grade"
    UNIT = "Organisation unit"
    UNIT_CODE = "Unit code"
    MANAGER = "Manager staff no"
    EMAIL = "E-mail"
    START = "Start date"
    END = "End date"
    FTE = "FTE"
    LOCATION = "Location"
    EMPLOYMENT_TYPE = "Employment type"


class Severity(Enum):
    """Whether a row can be imported all the same."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One person as the list gives them, repaired; what is not given is empty or None.

    ``line`` is the line of the file; ``fte`` the share of full time, 1 is full time.
    """

    line: int
    number: str
    surname: str
    given: str
    job: str
    grade: str
    unit: str
    unit_code: str
    manager: str
    email: str
    start: date | None
    end: date | None
    fte: Decimal | None
    location: str
    employment_type: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, of which kind, and a sentence for people.

    ``column`` is a value of ``Field``, or empty when it is the whole row.
    """

    line: int
    column: str
    kind: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class StaffList:
    """A staff list as read.

    Attributes:
        lines: the people of all rows without an error.
        faulty: the lines of rows with an error.
        faults: everything found, by line and column.
        columns: which column of the table each field was read from.
        date_order: ``dmy``, ``mdy`` or ``ymd``.
        decimal: the decimal sign, ``.`` or ``,``.
        numbers: every staff number in the file, also those of faulty rows.
    """

    lines: tuple[StaffLine, ...]
    faulty: frozenset[int]
    faults: tuple[Fault, ...]
    columns: Mapping[Field, int]
    date_order: str
    decimal: str
    numbers: frozenset[str]
