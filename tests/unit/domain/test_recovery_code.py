"""A recovery code read back from how people type it, and told by group where they mistype."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdesk.domain.recovery_code import ALPHABET, GROUPS, LETTERS, new_code, read_code
from reviewdesk.errors import UserError

places = st.integers(0, GROUPS - 1)


def test_a_code_has_more_than_130_random_bits_and_is_another_each_time():
    assert GROUPS * LETTERS * 5 >= 130
    assert len({new_code() for _again in range(200)}) == 200
    assert set("".join(new_code() for _again in range(200))) == {*ALPHABET, "-"}


@pytest.mark.parametrize(
    "typed",
    [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("-", ""),
     lambda code: f"  {code}\n", lambda code: code.replace("-", "\u2013"),
     lambda code: code.replace("0", "O").replace("1", "l")],
)  # fmt: skip
def test_however_it_is_typed_it_is_read(typed):
    for _again in range(50):
        code = new_code()
        assert read_code(typed(code)) == code


@given(places, st.integers(0, LETTERS), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_told_with_its_group(place, letter, other):
    groups = new_code().split("-")
    group = groups[place]
    wrong = group[:letter] + other + group[letter + 1 :]
    if wrong == group:
        return
    groups[place] = wrong
    with pytest.raises(UserError, match=rf"Group {place + 1} .*{wrong}"):
        read_code("-".join(groups))


@given(places, st.integers(0, LETTERS - 1))
def test_two_neighbours_exchanged_are_told_with_their_group(place, letter):
    groups = new_code().split("-")
    group = groups[place]
    wrong = group[:letter] + group[letter + 1] + group[letter] + group[letter + 2 :]
    if wrong == group:
        return
    groups[place] = wrong
    with pytest.raises(UserError, match=f"Group {place + 1} "):
        read_code(" ".join(groups))


@given(places, places)
def test_two_groups_exchanged_are_told(one, other):
    groups = new_code().split("-")
    groups[one], groups[other] = groups[other], groups[one]
    if one != other:
        with pytest.raises(UserError, match=f"Group {min(one, other) + 1} "):
            read_code("-".join(groups))


def test_too_few_and_too_many_characters_are_counted():
    code = new_code()
    for typed, found in ((code[:-1], 34), (code[:17], 15), (f"{code}A", 36), ("", 0)):
        with pytest.raises(UserError, match=f"35 characters; these are {found}"):
            read_code(typed)


@given(st.text())
def test_whatever_is_typed_is_a_code_or_a_sentence(typed):
    with pytest.raises(UserError, match="recovery code"):
        read_code(typed)
