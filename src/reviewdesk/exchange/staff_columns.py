"""Which column of a table holds what, guessed from its header."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from reviewdesk.exchange.heading_words import language_of, simple
from reviewdesk.exchange.staff_line import Field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reviewdesk.exchange.heading_words import Words
    from reviewdesk.exchange.tables import Table

# Headings as they are met, the surest first; spelling as ``plain`` leaves it.
_HEADINGS: Mapping[Field, str] = {
    Field.NUMBER: "staff no|staff number|staff id|employee id|employee number|employee no|emp id"
    "|emp no|employee code|personnel number|personnel no|person number|person id|personal number"
    "|pers no|staff code|staff ref|worker id|work id|service number|service no|pf number|pf no"
    "|payroll number|payroll no|payroll id|badge number|badge|id number|employee|id|number|no|ref",
    Field.SURNAME: "surname|last name|family name|surnames|last names|lastname|familyname|sur name",
    Field.GIVEN: "given names|given name|first name|first names|forename|forenames|firstname"
    "|other names|other name|christian name|first and middle names|first middle name"
    "|given name s|first name s|forename s|known as|preferred name",
    Field.JOB: "job title|position title|post title|role title|designation|job|position|post|role"
    "|occupation|job role|job name|job description|function|title of post|title",
    Field.GRADE: "grade|pay grade|job grade|salary grade|grade name|grade level|pay band|band"
    "|job group|rank|salary scale|pay scale|scale|level|job level|salary band|grade band|class",
    Field.UNIT: "organisation unit|organization unit|organisational unit|organizational unit"
    "|org unit|unit|unit name|department|dept|department name|dept name|org unit name|business unit"
    "|division|directorate|section|branch|team|org|organisation|organization|cost centre name"
    "|service area|ministry",
    Field.UNIT_CODE: "unit code|org unit code|organisation unit code|organization unit code|unit id"
    "|unit no|unit number|department code|dept code|department id|dept id|dept no|org unit id"
    "|org code|organisation code|organization code|division code|section code|team code"
    "|business unit code|org id",
    Field.MANAGER: "manager staff no|manager staff number|manager staff id|manager number"
    "|manager no|manager id|manager employee id|manager employee number|manager personnel number"
    "|line manager staff no|line manager number|line manager no|line manager id"
    "|line manager employee id|line manager employee number|supervisor staff no|supervisor number"
    "|supervisor no|supervisor id|supervisor employee id|reports to staff no|reports to number"
    "|reports to id|reports to employee id|reports to no|reporting officer no"
    "|reporting officer number|reports to|line manager|manager|supervisor|reporting to"
    "|reporting manager|reporting officer|direct manager|immediate supervisor|boss",
    Field.EMAIL: "e mail|email|e mail address|email address|mail|work email|work e mail"
    "|office email|business email|email work|company email",
    Field.START: "start date|date started|hire date|date of hire|hired|date hired|joining date"
    "|date of joining|date joined|join date|joined|appointment date|date of appointment"
    "|employment start date|employment date|date of employment|commencement date"
    "|date of commencement|contract start|contract start date|start|entry date|doj|started"
    "|service start date|original hire date|effective date|valid from|from",
    Field.END: "end date|date ended|leaving date|date of leaving|leave date|date left|left"
    "|termination date|date of termination|exit date|contract end|contract end date"
    "|employment end date|last day|last working day|expiry date|separation date|end|ended"
    "|date of exit|retirement date|valid to|valid until|to|until",
    Field.FTE: "fte|full time equivalent|wte|whole time equivalent|fte value|contracted fte"
    "|fte percent|fraction|employment fraction|working time|working time percentage|part time"
    "|time fraction|percent employed|employment percentage",
    Field.LOCATION: "location|work location|office location|site|work site|duty station|station"
    "|place of work|workplace|work place|base|town|city|office|building|area|region",
    Field.EMPLOYMENT_TYPE: "employment type|type of employment|employment|contract type"
    "|type of contract|contract|employee type|employment status|employment category"
    "|employment terms"
    "|terms of service|appointment type|type of appointment|engagement type|staff category"
    "|employee category|worker type|staff type|status|type|category",
}
_WHOLE_NAMES = (
    "name|full name|employee name|staff name|name of employee|name of officer|officer name"
    "|person name|names|fullname|worker name"
    "|display name|name of staff|complete name|employee|person"
)
# When the heading is none of these: the words that give a column away, in this order.
_WORDS: tuple[tuple[Field, str], ...] = (
    (Field.EMAIL, r"\be ?mail\b"),
    (Field.MANAGER, r"\b(manager|supervisor|reports to|reporting)\b.*\b(no|number|id|code)\b"),
    (Field.MANAGER, r"\b(manager|supervisor|reports to|reporting (to|officer))\b(?!.*\bname\b)"),
    (Field.START, r"\b(start|hire|hired|join|joining|joined|appointment|commence\w*)\b.*\bdate\b"),
    (Field.START, r"\bdate\b.*\b(start|started|hire|hired|join\w*|appoint\w*|commence\w*)\b"),
    (Field.END, r"\b(end|leaving|leave|termination|exit|expiry|separation)\b.*\bdate\b"),
    (Field.END, r"\bdate\b.*\b(end\w*|left|leaving|termination|exit|expiry|separation)\b"),
    (Field.UNIT_CODE, r"\b(unit|department|dept|org\w*|division|section|team)\b.*\b(code|id|no)\b"),
    (Field.NUMBER, r"\b(staff|employee|emp|personnel|payroll|worker)\b.*\b(no|number|id|code)\b"),
    (Field.SURNAME, r"\b(surname|last name|family name)\b"),
    (Field.GIVEN, r"\b(given|first|forename|forenames)\b"),
    (Field.JOB, r"\b(job|position|post|role)\b.*\b(title|name)\b"),
    (Field.GRADE, r"\b(grade|band)\b"),
    (Field.UNIT, r"\b(unit|department|dept|division|directorate)\b"),
    (Field.FTE, r"\b(fte|wte)\b"),
    (Field.LOCATION, r"\b(location|duty station)\b"),
    (Field.EMPLOYMENT_TYPE, r"\b(employment|contract)\b.*\btype\b"),
)
_OTHER_PEOPLE = re.compile(
    r"\b(manager|supervisor|report\w*|boss|emergency|kin|spouse|previous|former)\b"
)
_FORMS_OF_ADDRESS = frozenset(
    ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev", "hon", "eng")
)


def plain(heading: str) -> str:
    """Return a heading as small letters and digits with single spaces."""
    heading = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", heading))
    heading = heading.casefold().replace("'s", "").replace("\u2019s", "").replace("#", " no ")
    heading = heading.replace("%", " percent ")
    return " ".join(re.sub(r"[\W_]+", " ", heading).split())


def _claims(headings: list[str]) -> Iterator[tuple[int, int, Field]]:
    """Yield how surely (0 is surest) a column holds a field."""
    for column, heading in enumerate(headings):
        if not heading:
            continue
        for field, known in _HEADINGS.items():
            for rank, one in enumerate(known.split("|")):
                if heading in (one, one.replace(" ", "")):
                    yield rank, column, field
                    break
        for rank, (field, pattern) in enumerate(_WORDS):
            if field is not Field.MANAGER and _OTHER_PEOPLE.search(heading):
                continue
            if re.search(pattern, heading):
                yield 100 + rank, column, field


def _claims_of(words: Words, headings: list[str]) -> Iterator[tuple[int, int, Field]]:
    """Yield how surely a column holds a field in another language, always before English."""
    for column, heading in enumerate(headings):
        claim = words.fields.get(simple(heading))
        if claim is not None:
            yield claim[0] - 100, column, claim[1]


def _values(table: Table, column: int) -> list[str]:
    """Return what the first rows hold in a column, without blanks."""
    found = (str(row.cells[column]).strip() for row in table.rows[:50] if column < len(row.cells))
    return [value for value in found if value]


def _is_form_of_address(table: Table, column: int) -> bool:
    values = [value.casefold().rstrip(".") for value in _values(table, column)]
    return bool(values) and sum(value in _FORMS_OF_ADDRESS for value in values) * 2 > len(values)


def _find_whole_name(headings: list[str], words: Words | None, found: dict[Field, int]) -> None:
    """Let a column with the whole name stand for the part of the name that has no column."""
    missing = [field for field in (Field.SURNAME, Field.GIVEN) if field not in found]
    if not missing:
        return
    if words is None:
        columns = [headings.index(name) for name in _WHOLE_NAMES.split("|") if name in headings]
    else:
        columns = [at for at, name in enumerate(headings) if simple(name) in words.whole_names]
    names = {found.get(Field.SURNAME), found.get(Field.GIVEN)}
    free = [at for at in columns if at in names or at not in found.values()]
    if free and Field.SURNAME in missing:
        missing = [Field.SURNAME, Field.GIVEN]
    if free:
        found.update(dict.fromkeys(missing, free[0]))


def guess_columns(table: Table) -> dict[Field, int]:
    """Return the column (from 0) that most likely holds each field.

    Order, case, spaces and punctuation of the headings do not matter. A column
    with the whole name stands for both ``SURNAME`` and ``GIVEN``. Fields
    without a column are left out.
    """
    headings = [plain(heading) for heading in table.header]
    claims = list(_claims(headings))
    whole_names = frozenset(_WHOLE_NAMES.split("|"))
    known = {column for _, column, _ in claims} | {
        column for column, heading in enumerate(headings) if heading in whole_names
    }
    words = language_of(headings, len(known))
    if words is not None:
        claims += _claims_of(words, headings)
    found: dict[Field, int] = {}
    taken: set[int] = set()
    for _, column, field in sorted(claims, key=lambda claim: claim[0]):
        if field in found or column in taken:
            continue
        if headings[column] == "title" and _is_form_of_address(table, column):
            continue
        found[field] = column
        taken.add(column)
    _find_whole_name(headings, words, found)
    if Field.EMAIL not in found:
        for column in range(len(headings)):
            values = _values(table, column)
            if column not in taken and sum("@" in value for value in values) * 2 > len(values) > 1:
                found[Field.EMAIL] = column
                break
    return {field: found[field] for field in Field if field in found}
