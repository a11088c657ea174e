"""What is written can be read again, by the program and by a person."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdesk.domain import scheme_file, scheme_write
from unit.domain.scheme_forms import PATHS, SCHEMES

HEADER = re.compile(r"^(\[\[?[a-z_.]+\]\]?)$", re.MULTILINE)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_shipped_scheme_is_written_as_it_is_shipped(path):
    scheme = SCHEMES[path.stem]
    text = scheme_file.write(scheme)

    assert scheme_file.read(text) == (scheme, ())
    assert scheme_file.write(scheme_file.read(text)[0]) == text
    assert tomllib.loads(text, parse_float=Decimal) == given_by_hand(path)
    tables = [each.strip("[]").partition(".")[0] for each in HEADER.findall(text)]
    shipped = HEADER.findall(path.read_text(encoding="utf-8"))
    by_hand = order(each.strip("[]").partition(".")[0] for each in shipped)
    assert order(tables) == [each for each in by_hand if each in tables]


def given_by_hand(path):
    """The shipped file without the keys that only repeat what holds anyway."""
    table = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    written = tomllib.loads(scheme_file.write(SCHEMES[path.stem]), parse_float=Decimal)
    return _only(table, written)


def _only(table, pattern):
    if isinstance(table, dict):
        return {key: _only(each, pattern[key]) for key, each in table.items() if key in pattern}
    if isinstance(table, list):
        return [_only(each, other) for each, other in zip(table, pattern, strict=True)]
    return table


def order(names):
    return list(dict.fromkeys(names))


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_the_head_says_what_it_is_and_how_to_check_it(scheme):
    lines = scheme_file.write(scheme).split("\n")

    assert lines[0] == f"# {scheme.name}, {scheme.version}"
    assert "reviewdesk schemes check" in lines[2]
    assert lines[4] == f'id = "{scheme.id}"'
    assert all(len(line) < 400 for line in lines)


pieces = st.sampled_from(
    ["word", " ", "  ", "\n", "\t", '"', '"""', "\\", "\\ ", " \\", "#", "[a]", "é", "ܡܫܝܚܐ",
     "\u202e", "\u2028", "😀", "''", "x" * 130, "{", "= 1", "\u00a0", "\\u0041", "\\n"]
)  # fmt: skip
long_texts = (
    st.lists(pieces, min_size=1, max_size=120)
    .map("".join)
    .filter(str.strip)
    .map(lambda t: t[:3000])
).filter(str.strip)


one_line = long_texts.map(lambda t: " ".join(t.split())[:80].strip()).filter(bool)


@given(one_line, long_texts, one_line, st.sampled_from(sorted(SCHEMES)))
def test_any_text_of_any_length_comes_back_unchanged(one, other, third, scheme_id):
    other = "\n".join(other.split("\n")[:60])
    if not other.strip():
        other = one
    scheme = SCHEMES[scheme_id]
    changed = replace(
        scheme,
        name=one,
        version=third,
        source=other + one,
        office=one,
        check_before_use=(one, other),
        guidance=tuple(replace(each, text=other) for each in scheme.guidance),
        sections=tuple(replace(each, title=third, guidance=other) for each in scheme.sections),
        result=replace(
            scheme.result,
            unit=one,
            levels=tuple(replace(each, definition=other) for each in scheme.result.levels),
        ),
    )
    assert scheme_file.read(scheme_write.write(changed)) == (changed, ())


numbers = st.decimals(Decimal("0.000001"), Decimal(1_000_000), places=6)


@given(numbers, numbers, st.integers(0, 6), st.booleans())
def test_any_number_comes_back_exactly(factor, divisor, places, exact):
    scheme = SCHEMES["uk-nhs-medical"]
    result = replace(
        scheme.result, factor=factor, divisor=divisor, places=places, bands_on_exact=exact
    )
    changed = replace(scheme, result=result)
    assert scheme_file.read(scheme_write.write(changed)) == (changed, ())


def test_an_empty_list_is_written_so_that_the_fault_is_told():
    scheme = replace(SCHEMES["general-five"], signatories=())
    text = scheme_file.write(scheme)

    assert "\nsignatories = []\n" in text
    (fault,) = scheme_file.read(text)[1]
    assert fault.message == "Nobody signs the form."
    assert fault.line == text[: text.index("signatories")].count("\n") + 1
