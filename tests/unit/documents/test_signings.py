"""What a signer adds beside a signature, in the same update, is never taken for a signature.

The short way knows only what our own writer makes, and every other file goes the long way,
through pyHanko's own analysis.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, SuspiciousModification
from pyhanko.sign.diff_analysis.policies import StandardDiffPolicy

from reviewdesk.documents import signings, verify
from reviewdesk.documents.reading import UNREADABLE, open_bounded
from reviewdesk.domain.verdict import Agreement
from reviewdesk.errors import UserError
from unit.documents import by_pyhanko
from unit.documents.attacks import ATTACKS, action, page_of
from unit.documents.papers import NOW, PARTIES, drawn, keys, sign_with, signed

DATA = Path(__file__).parents[2] / "data"
FIRST, SECOND = PARTIES[:2]


def fields_signed_alone(pdf):
    reader, _tail = open_bounded(pdf)
    return signings.OnlySignatures(pdf, list(reader.embedded_regular_signatures))._fields


def field(writer, party):
    listed = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
    return next(one for one in listed if one["/T"] == f"sig_{party}")


def other_words_on_a_page(writer):
    page = page_of(writer)
    page[NameObject("/Contents")] = writer.add_object(StreamObject(stream_data=b"BT ET"))
    writer.mark_update(page.container_ref)


def something_nobody_refers_to(writer):
    writer.add_object(StreamObject(stream_data=b"BT ET"))


def another_object_rewritten(writer):
    contents = page_of(writer).raw_get("/Contents").get_object()
    contents._data = b"BT ET"
    contents._encoded_data = None
    writer.mark_update(writer.root["/Pages"]["/Kids"][0].raw_get("/Contents"))


def another_field_moved(writer):
    other = field(writer, "reviewer")
    other[NameObject("/Rect")] = ArrayObject([NumberObject(one) for one in (0, 0, 9, 9)])
    writer.mark_update(other.container_ref)


def its_own_field_moved(writer):
    own = field(writer, SECOND)
    own[NameObject("/Rect")] = ArrayObject([NumberObject(one) for one in (0, 0, 9, 9)])
    writer.mark_update(own.container_ref)


def an_action_on_its_field(writer):
    own = field(writer, SECOND)
    own[NameObject("/AA")] = DictionaryObject({NameObject("/E"): action()})
    writer.mark_update(own.container_ref)


def an_open_action(writer):
    writer.root[NameObject("/OpenAction")] = action()
    writer.update_root()


def a_note_on_a_page(writer):
    page = page_of(writer, -1)
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/FreeText")})
    page["/Annots"].append(writer.add_object(note))
    writer.mark_update(page.container_ref)


def other_properties(writer):
    said = DictionaryObject({NameObject("/Title"): TextStringObject("Praise")})
    writer.set_info(writer.add_object(said))


ELSEWHERE = (
    "one byte changed",
    "words in the gap of a signature",
    "a digit of a signature in other letters",
)
"""What digests and ``envelope.py`` find."""
BESIDE = (
    other_words_on_a_page,
    another_object_rewritten,
    another_field_moved,
    its_own_field_moved,
    an_action_on_its_field,
    an_open_action,
    a_note_on_a_page,
    other_properties,
)


def signed_beside(change, pdf=None, *, is_first=False):
    """Return a form whose second signer changed something in the update that signs it.

    Or whose first signer did, and the second signed what they left.
    """
    pdf = pdf or drawn().pdf
    for party in (FIRST, SECOND):
        changes = is_first == (party == FIRST)
        pdf = by_pyhanko.sign(
            pdf,
            party,
            keys()[1][party],
            NOW,
            certify=party == FIRST,
            change=change if changes else lambda _writer: None,
        )
    return pdf


def test_ours_are_told_without_pyhankos_analysis(monkeypatch):
    def never(*_given, **_more):
        raise AssertionError

    monkeypatch.setattr(StandardDiffPolicy, "review_file", never)
    pdf = signed()
    assert set(fields_signed_alone(pdf).values()) == {f"sig_{one}" for one in PARTIES[1:]}
    report = verify.verify(pdf, [keys()[0]])
    assert all(one.intact for one in report.signatures)


def test_a_form_that_an_earlier_version_wrote_is_well():
    """Its pages were written by qpdf, with other subsets of fonts."""
    pdf = (DATA / "form-of-an-earlier-version.pdf").read_bytes()
    report = verify.verify(pdf)
    assert len(report.signatures) == len(PARTIES)
    assert all(one.intact for one in report.signatures)
    assert not [one for one in report.findings if one.is_grave]
    assert report.data is Agreement.VALUES


@pytest.mark.parametrize("before", [1, 2])
def test_a_form_that_was_begun_when_pyhanko_wrote_updates_is_gone_on_with(before):
    pdf = drawn().pdf
    for party in PARTIES[:before]:
        pdf = by_pyhanko.sign(pdf, party, keys()[1][party], NOW, certify=party == FIRST)
    pdf = sign_with(pdf, PARTIES[before:], certify=False)
    assert set(fields_signed_alone(pdf).values()) == {f"sig_{one}" for one in PARTIES[1:]}
    report = verify.verify(pdf, [keys()[0]])
    assert report.all_well
    assert report.data is Agreement.PAGES


def test_a_form_that_qpdf_wrote_is_signed_by_this_version():
    """As those of an earlier version were, before anybody signed them."""
    pdf = (DATA / "form-of-an-earlier-version.pdf").read_bytes()
    pdf = sign_with(pdf[: pdf.index(b"%%EOF\n") + len(b"%%EOF\n")])
    assert set(fields_signed_alone(pdf).values()) == {f"sig_{one}" for one in PARTIES[1:]}
    report = verify.verify(pdf, [keys()[0]])
    assert report.all_well
    assert report.data is Agreement.VALUES


@pytest.mark.parametrize("change", BESIDE, ids=lambda one: one.__name__)
def test_what_a_signer_changes_beside_is_no_signature_alone(change):
    pdf = signed_beside(change)
    assert fields_signed_alone(pdf) == {}
    report = verify.verify(pdf, [keys()[0]])
    assert not report.all_well


def test_an_object_that_nobody_refers_to_is_left_to_pyhanko():
    assert fields_signed_alone(signed_beside(something_nobody_refers_to)) == {}


def test_nothing_beside_is_a_signature_alone():
    pdf = signed_beside(lambda _writer: None)
    assert list(fields_signed_alone(pdf).values()) == [f"sig_{SECOND}"]


def test_an_object_that_an_old_reference_waits_for_is_found():
    """A form may name an object that is not there; who adds it later changes what it says."""
    number = 9999
    pdf = drawn().pdf.replace(b"/MarkInfo<</Marked true>>", b"/OpenAction %d 0 R      " % number, 1)
    assert b"/OpenAction" in pdf

    def add(writer):
        writer.objects[0, number] = action()
        writer._lastobj_id = number

    assert fields_signed_alone(signed_beside(add, pdf)) == {}


def test_looks_that_are_another_part_of_the_form_are_not_ours(monkeypatch):
    pdf = signed()
    looks = max(re.finditer(rb"/AP<</N (\d+) 0 R", pdf), key=lambda one: one.start())
    older = re.search(rb"/AP<</N (\d+) 0 R>>", pdf).group(1)
    swapped = b"/N " + older.rjust(len(looks.group(1)), b"0") + b" 0 R"
    pdf = pdf[: looks.start()] + swapped + pdf[looks.end() :]
    assert fields_signed_alone(pdf) == {}


@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_goes_the_short_way(name):
    """But for what was changed in place."""
    attack, parties = ATTACKS[name]
    with contextlib.suppress(UserError):
        assert not fields_signed_alone(attack(signed(parties=parties))) or name in ELSEWHERE


FORM = signed()


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_short_way_never_allows_what_the_long_one_forbids(data):
    """Bytes of the updates are changed at random; the digests are not looked at here."""
    updates = [one.end() for one in re.finditer(rb"%%EOF\n", FORM)]
    where = data.draw(st.integers(updates[1], len(FORM) - 1))
    some = st.binary(min_size=1, max_size=12) | st.from_regex(
        rb"[0-9 R/<>\[\]]{1,8}", fullmatch=True
    )
    what, result = data.draw(some), None
    pdf = FORM[:where] + what + FORM[where + len(what) :]
    with contextlib.suppress(UserError, *UNREADABLE):
        reader, _tail = open_bounded(pdf)
        found = list(reader.embedded_regular_signatures)
        if signings.OnlySignatures(pdf, found)._fields:
            first = min(one.signed_revision for one in found)
            result = DEFAULT_DIFF_POLICY.review_file(reader, first)
            event(type(result).__name__)
    assert not isinstance(result, SuspiciousModification)
