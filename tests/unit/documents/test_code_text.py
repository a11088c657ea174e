"""Codes as letters: typed again they are the same, and a typing error is told by its group."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdesk.documents import code_text
from reviewdesk.errors import UserError

CONTENT = bytes(range(1, 200))
DIGEST = "9f" * 32
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def typed(groups):
    return " ".join(groups)


@given(st.binary(min_size=1, max_size=400))
def test_what_was_written_is_read(content):
    assert code_text.read(code_text.qr_text(content)) == content
    groups = code_text.groups(content)
    assert code_text.read(typed(groups)) == content
    assert code_text.read("-".join(groups).lower() + "\n") == content
    assert code_text.read("".join(groups)) == content


@given(st.binary(min_size=1, max_size=60), st.data())
def test_one_wrong_letter_is_told_by_its_group(content, data):
    groups = list(code_text.groups(content))
    place = data.draw(st.integers(0, len(groups) - 1))
    at = data.draw(st.integers(0, len(groups[place]) - 1))
    other = data.draw(st.sampled_from(LETTERS.replace(groups[place][at], "")))
    groups[place] = groups[place][:at] + other + groups[place][at + 1 :]
    with pytest.raises(UserError, match=f"group {place + 1} of {len(groups)}"):
        code_text.read(typed(groups))


@given(st.binary(min_size=12, max_size=60), st.data())
def test_letters_or_groups_changed_about_are_told(content, data):
    groups = list(code_text.groups(content))
    first, second = groups[0], groups[1]
    at = data.draw(st.integers(0, 8))
    if first[at] != first[at + 1]:
        turned = first[:at] + first[at + 1] + first[at] + first[at + 2 :]
        with pytest.raises(UserError, match="group 1 of"):
            code_text.read(typed([turned, *groups[1:]]))
    if first != second and len(groups) > 2:
        with pytest.raises(UserError, match="group 1, 2 of"):
            code_text.read(typed([second, first, *groups[2:]]))


def test_letters_that_look_alike_are_what_they_were_meant_to_be():
    content = b"\x00\x42\x10\x84\x21\x08\x42\x10"  # many zeros and ones
    text = typed(code_text.groups(content))
    for meant in (text.replace("0", "O"), text.replace("1", "l"), text.replace("1", "I")):
        assert code_text.read(meant) == content


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no code"),
        ("   ", "no code"),
        ("RD1", "no code"),
        ("Dear all", "typing error"),
        ("https://example.org/?a=1", "no code"),
        ("RD1U", "“U” is in no code"),
        ("RD1A", "not complete"),
        ("RD10001", "not complete"),
        ("ü" * 50, "in no code"),
        ("A" * (code_text.LONGEST + 1), "too long"),
        ("\0\ud800", "no code"),
    ],
)
def test_what_is_no_code_gets_a_sentence(text, says):
    with pytest.raises(UserError) as refused:
        code_text.read(text)
    assert says in refused.value.happened
    assert refused.value.remedy


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_code_that_breaks_off_is_not_taken(cut):
    text = typed(code_text.groups(CONTENT))
    with pytest.raises(UserError):
        code_text.read(text[:-cut])


@given(st.binary(min_size=32, max_size=32).map(bytes.hex))
def test_a_short_code_is_twelve_letters_of_a_digest(digest):
    short = code_text.short_code(digest)
    assert [len(part) for part in short.split("-")] == [4, 4, 4]
    assert code_text.is_short(short)
    assert code_text.read_short(short.replace("-", " ").lower()) == short
    assert digest.startswith(code_text.digest_start(short))


def test_a_mistyped_short_code_is_told():
    short = code_text.short_code(DIGEST)
    for place, letter in enumerate(short):
        if letter != "-":
            wrong = short[:place] + ("A" if letter != "A" else "B") + short[place + 1 :]
            with pytest.raises(UserError, match="wrong letter"):
                code_text.read_short(wrong)
    with pytest.raises(UserError, match="in no code"):
        code_text.read_short("????-" * 3)
