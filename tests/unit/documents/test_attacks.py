"""What is done to a signed form is found, also where other readers call it valid."""

from __future__ import annotations

import subprocess
from datetime import timedelta

import pytest

from reviewdesk.documents import certificates, verify
from reviewdesk.domain.verdict import Standing, verdict
from reviewdesk.errors import UserError
from unit.documents.attacks import ATTACKS
from unit.documents.papers import NOW, PARTIES, drawn, keys, sign_with, signed

WORDS = {
    "title changed": "title",
    "other metadata changed": "other properties",
    "JavaScript added": "script",
    "open action added": "action that runs when the file is opened",
    "alternative text changed": "screen reader",
    "name of a field for readers changed": "screen reader",
    "field removed before its turn": "was taken out",
    "field moved before its turn": "was moved",
    "text overlaid by an annotation": "laid over page 1 (FreeText)",
    "values replaced by an update": "printed on page 1",
    "page swapped": "printed on page",
    "signature block moved": "was moved",
    "shadow document: hide": "note on page 1",
    "shadow document: replace": "fonts or pictures",
    "shadow document: hide and replace": "pages",
    "words in the gap of a signature": "place where a signature lies",
    "objects behind the end": "behind the end",
}
"""What must be said of each; a file that was changed in place or cut off cannot say where."""


@pytest.fixture(scope="module")
def forms():
    return {parties: signed(parties=parties) for parties in (PARTIES, PARTIES[:1])}


def pdfsig(pdf, path):
    path.write_bytes(pdf)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, encoding="utf-8",
        errors="replace", check=False,
    ).stdout  # fmt: skip
    valid = said.count("Signature is Valid.")
    there = said.count("Signature Validation:")
    whole = ", all covered" if "Total document signed" in said else ""
    return f"{valid} of {there} valid{whole}"


def ours(pdf, roots):
    try:
        found = verify.verify(pdf, roots)
    except UserError as fault:
        return False, str(fault)
    words = [one.words for one in found.findings if one.is_grave]
    words += [one.changes for one in found.signatures if not one.intact]
    words += [one.standing.value for one in found.signatures if not one.is_well and one.intact]
    return found.all_well, " ".join(dict.fromkeys(words)) or verdict(found)


@pytest.mark.parametrize("name", list(ATTACKS))
def test_an_attack_is_found_and_said(name, forms, tmp_path, record_property):
    attack, parties = ATTACKS[name]
    changed = attack(forms[parties])
    assert changed != forms[parties]
    well, words = ours(changed, [keys()[0]])
    assert not well
    assert WORDS.get(name, "") in words, words
    record_property("attack", (name, pdfsig(changed, tmp_path / "a.pdf"), words[:160]))


@pytest.mark.parametrize("parties", [PARTIES, PARTIES[:2], PARTIES[:1]], ids=len)
def test_poppler_agrees_on_what_nobody_touched(parties, tmp_path, record_property):
    form = signed(parties=parties)
    well, words = ours(form, [keys()[0]])
    assert well
    said = pdfsig(form, tmp_path / "a.pdf")
    assert said == f"{len(parties)} of {len(parties)} valid, all covered"
    record_property("attack", (f"(none, {len(parties)} signed)", said, words))


def test_an_authority_of_the_same_name_is_another_one(forms, tmp_path, record_property):
    stranger = certificates.new_authority("Lakeside District Office", "other words", NOW)
    found = verify.verify(forms[PARTIES], [stranger.certificate_pem])
    assert not found.all_well
    assert {one.standing for one in found.signatures} == {Standing.UNKNOWN_AUTHORITY}
    said = pdfsig(forms[PARTIES], tmp_path / "a.pdf")
    record_property("attack", ("authority of the same name", said, "not trusted here"))


def test_a_certificate_out_of_date_at_signing_is_refused(tmp_path, record_property):
    for when in (NOW + timedelta(days=366 * 5 + 1), NOW - timedelta(days=2)):
        form = sign_with(drawn().pdf, PARTIES[:1], when=when)
        for roots in ([keys()[0]], []):
            found = verify.verify(form, roots)
            assert not found.all_well
            assert found.signatures[0].standing is Standing.OUT_OF_DATE
    said = pdfsig(form, tmp_path / "a.pdf")
    record_property("attack", ("certificate out of date at signing", said, "out of date: refused"))


def test_an_older_state_is_well_by_itself_so_only_the_desk_can_tell(forms):
    """``tests/integration/services/test_verifying.py`` shows that the desk does."""
    form = forms[PARTIES]
    ends = [place + 6 for place in range(len(form)) if form.startswith(b"%%EOF\n", place)]
    assert verify.verify(form[: ends[-2]], [keys()[0]]).all_well
