"""Forms that whoever signed first prepared by hand, each byte where our writer puts it.

Everybody signed what is there, so all signatures are intact; what programs show of it differs
from one to another, or from the data within.
"""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from reviewdesk.documents import (
    attached_data,
    attachment,
    form,
    layout,
    letterhead,
    pdf_file,
    verify,
)
from reviewdesk.documents.content import Letterhead
from reviewdesk.documents.logo import clean_logo
from reviewdesk.domain.verdict import Agreement
from reviewdesk.errors import UserError
from reviewdesk.services.schemes import load_scheme
from unit.documents.papers import PARTIES, a_snapshot, drawn, keys, sign_with
from unit.documents.test_crafted import row

FIRST, SECOND, THIRD = PARTIES
PAGE, WORDS = 2, 6  # numbers in ``drawn()``
RED = b"1 0 0 rg 50 50 400 600 re f"
FAKE = b'{"fake": "OUTSTANDING"}'


def stream(content, entries=b""):
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)


def objects_of(pdf):
    """Return the objects of a form of ours by number."""
    table = pdf.rindex(b"xref\n0 ")
    places = [int(one[:10]) for one in re.findall(rb"\d{10} 00000 n \n", pdf[table:])]
    ends = dict(zip(sorted(places), [*sorted(places)[1:], table], strict=True))
    return {
        number: pdf[place + len(b"%d 0 obj\n" % number) : ends[place] - len(b"\nendobj\n")]
        for number, place in enumerate(places, 1)
    }


def rebuilt(pdf, objects, order=None):
    """Return a form of other objects, written as ours are."""
    out, places = pdf_file.HEADER, {}
    for number in order or sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    end = re.sub(rb"/Size \d+", b"/Size %d" % (max(objects) + 1), pdf[pdf.rindex(b"trailer") :])
    end = re.sub(rb"startxref\n\d+", b"startxref\n%d" % len(out), end)
    rows = b"".join(row(places[number]) for number in sorted(objects))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows) + end


def prepared(change, parties=PARTIES):
    """Return a signed form whose objects ``change`` prepared."""
    pdf = drawn().pdf
    objects = objects_of(pdf)
    change(objects)
    return sign_with(rebuilt(pdf, objects), parties)


def find(objects, words):
    return next(number for number, body in objects.items() if words in body)


def add(objects, body):
    objects[len(objects) + 1] = body
    return len(objects)


def fonts_of(objects):
    return [number for number, body in objects.items() if b"/Subtype /TrueType" in body]


def hidden_contents(token):
    """Return a change that gives a page other contents for programs that read so far only."""

    def change(objects):
        number = add(objects, stream(RED))
        objects[PAGE] = objects[PAGE].replace(b"/Tabs/S", b"/Tabs" + token % number)

    return change


def hidden_fonts(objects):
    number = add(objects, b"<<>>")
    objects[PAGE] = objects[PAGE].replace(b"/Font ", b"/Font\x80<</F1+0 %d 0 R>>/Font " % number, 1)


def other_data_for_some(objects):
    number = add(objects, stream(FAKE, b"/Type/EmbeddedFile"))
    for place in [one for one, body in objects.items() if b"/Filespec" in body]:
        objects[place] = re.sub(rb"/UF (\d+) 0 R", b"/UF %d 0 R" % number, objects[place])


def attached_as_well(objects, where):
    number = add(objects, stream(FAKE, b"/Type/EmbeddedFile"))
    number = add(
        objects,
        b"<</Type/Filespec/F(review.json)/UF(review.json)/EF<</F %d 0 R/UF %d 0 R>>>>"
        % (number, number),
    )
    root = find(objects, b"/EmbeddedFiles<<")
    more = b"/Kids[%d 0 R]" % add(objects, b"<</Names[(review.json) %d 0 R]>>" % number)
    old, new = {
        "twice": (b"/Names[", b"/Names[(review.json) %d 0 R " % number),
        "beside": (b"/EmbeddedFiles<<", b"/EmbeddedFiles<<" + more),
    }[where]
    head, names, rest = objects[root].partition(b"/EmbeddedFiles<<")
    objects[root] = head + (names + rest).replace(old, new, 1)


def data_twice(objects):
    attached_as_well(objects, "twice")


def data_beside(objects):
    attached_as_well(objects, "beside")


def another_party(objects):
    number = find(objects, b"/TU(Supervisor)")
    objects[number] = objects[number].replace(b"/TU(Supervisor)", b"/TU(Minister)")


def another_number(objects):
    number = find(objects, b"dc:description")
    objects[number] = objects[number].replace(b"R-2026-00012", b"R-2026-99999")


def pages_without_end(objects):
    number = find(objects, b"/Kids ")
    objects[number] = re.sub(rb"/Kids \[ (\d+ 0 R)", rb"/Kids [ \1 \1 \1", objects[number])


TOLD = (
    hidden_fonts, other_data_for_some, data_twice, data_beside, another_party, another_number,
    pages_without_end,
)  # fmt: skip
TOKENS = (
    b"[\x0b/Contents %d 0 R]", b"[\x80/Contents %d 0 R]", b"[\x00/Contents %d 0 R]",
    b"[1e5 /Contents %d 0 R]", b"[/A{/Contents %d 0 R]", b"[nul /Contents %d 0 R]",
    b"[(\\\n)\r/Contents %d 0 R]",
)  # fmt: skip


def is_well(pdf):
    try:
        return verify.verify(pdf, [keys()[0]]).all_well
    except UserError:
        return False


def test_what_is_rebuilt_without_a_change_is_drawn():
    report = verify.verify(prepared(lambda _objects: None), [keys()[0]])
    assert report.all_well
    assert report.data is Agreement.PAGES


@pytest.mark.parametrize("change", TOLD, ids=lambda one: one.__name__)
def test_what_was_prepared_is_not_well(change):
    assert not is_well(prepared(change))


@pytest.mark.parametrize("parties", [PARTIES[:1], PARTIES], ids=["one", "three"])
@pytest.mark.parametrize("token", TOKENS)
def test_contents_that_only_some_programs_see_are_told(token, parties):
    assert not is_well(prepared(hidden_contents(token), parties))


@pytest.mark.parametrize("parties", [PARTIES[:1], PARTIES], ids=["one", "three"])
def test_a_second_table_for_programs_that_read_the_beginning_first_is_told(parties):
    """Poppler and others follow a table near the beginning where a file claims to be linear."""

    def change(objects):
        inner = b"%d 0 obj\n%s\nendobj\n" % (WORDS, stream(RED))
        add(objects, b"<</Linearized 1/L 0050000/H[100 100]/O 2/E 40000/N 3/T 49000>>")
        entry = bytes((1, 0, 0, 0, 9, 0, 0))
        kind = b"/Type/XRef/W[1 4 2]/Index[%d 1]/Size 207/Root 202 0 R/Prev 0040000" % WORDS
        add(objects, stream(entry, kind))
        add(objects, stream(inner))

    assert not is_well(prepared(change, parties))


@pytest.mark.parametrize("words", [rb"/Kids \[ ", rb"/Fields\["])
def test_pages_and_fields_named_without_end_are_refused(words):
    def change(objects):
        number = next(one for one, body in objects.items() if re.search(words, body))
        again = re.search(words + rb"(\d+ 0 R)", objects[number])
        more = (b" " + again.group(1)) * 3_000
        objects[number] = objects[number].replace(again.group(), again.group() + more)

    with pytest.raises(UserError, match="far more than any form"):
        verify.verify(prepared(change, PARTIES[:1]))


def letters_without_width(objects):
    for number in fonts_of(objects):
        objects[number] = re.sub(
            rb"/Widths \[[^\]]*\]", b"/Widths [ %s]" % (b"0 " * 256), objects[number]
        )


def other_letters(objects):
    kind = b"/Subtype /TrueType /Encoding << /Type /Encoding /Differences [ 0 %s] >>" % (
        b"/zero " * 128
    )
    for number in fonts_of(objects):
        objects[number] = objects[number].replace(b"/Subtype /TrueType", kind)


def said_otherwise(objects):
    number = next(one for one, body in objects.items() if b"/StructElem/S/P/" in body)
    objects[number] = objects[number].replace(b"/S/P/", b"/S/P/ActualText(Poor)/", 1)


def drawn_over(objects):
    head, _, rest = objects[WORDS].partition(b"\nstream\n")
    page = zlib.decompress(rest.removesuffix(b"\nendstream")) + b"\n/Artifact BMC %s EMC\n" % RED
    packed = zlib.compress(page)
    head = re.sub(rb"/Length \d+", b"/Length %d" % len(packed), head)
    objects[WORDS] = head + b"\nstream\n" + packed + b"\nendstream"


@pytest.mark.parametrize(
    "change",
    [letters_without_width, other_letters, said_otherwise, drawn_over],
    ids=lambda one: one.__name__,
)
def test_what_our_drawing_has_not_is_never_called_the_same(change):
    """It could be another version's, and the words agree: so people are told to look."""
    pdf = prepared(change)
    assert attached_data.compare(pdf).agreement is not Agreement.PAGES
    report = verify.verify(pdf, [keys()[0]])
    assert report.looks_unproven
    assert "look at the pages" in "".join(one.words for one in report.findings)


def a_logo(kind="PNG", colour="navy"):
    picture = BytesIO()
    Image.new("RGB", (600, 200), colour).save(picture, kind)
    return clean_logo(picture.getvalue())


HEADS = {
    "address": Letterhead(lines=("12 Harbour Road", "Lakeside")),
    "footer": Letterhead(footer="Lakeside District Office · 12 Harbour Road"),
    "mark": Letterhead(classification="OFFICIAL — SENSITIVE"),
    "logo": Letterhead(logo=a_logo()),
    "photo": Letterhead(logo=a_logo("JPEG")),
    "all": Letterhead(a_logo(), ("12 Harbour Road", "شارع الميناء"), "Footer", "OFFICIAL"),
}


def under(head, paper=layout.Paper.A4):
    content = form.form_content(a_snapshot(), load_scheme("general-five"))
    return layout.draw(letterhead.headed(content, head), paper=paper).pdf


@pytest.mark.parametrize("paper", layout.Paper)
@pytest.mark.parametrize("name", HEADS)
def test_a_form_under_a_letterhead_is_drawn_again(name, paper, monkeypatch):
    pdf = sign_with(under(HEADS[name], paper))
    report = verify.verify(pdf, [keys()[0]])
    assert report.all_well
    assert report.data is Agreement.PAGES
    monkeypatch.setattr(attached_data, "_is_drawn", lambda *_given: False)
    assert attached_data.compare(pdf).agreement is Agreement.WORDS


def test_a_landscape_form_on_letter_paper_is_drawn_again():
    scheme = replace(load_scheme("general-five"), landscape=True)
    content = form.form_content(a_snapshot(), scheme)
    pdf = layout.draw(content, paper=layout.Paper.LETTER).pdf
    assert attached_data.compare(pdf).agreement is Agreement.PAGES


def test_papers_without_data_carry_no_letterhead():
    content = form.form_content(replace(a_snapshot(), state="draft"), load_scheme("general-five"))
    assert letterhead.headed(content, HEADS["all"]).attachments == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12 Harbour Road", "13 Harbour Road"),
        ('"footer": "Footer"', '"footer": ["Footer"]'),
        ('"lines"', '"more": 1, "lines"'),
        ("OFFICIAL", "PUBLIC"),
    ],
)
def test_another_letterhead_than_is_drawn_is_told(old, new):
    content = letterhead.headed(
        form.form_content(a_snapshot(), load_scheme("general-five")), HEADS["all"]
    )
    changed = tuple(
        replace(one, content=one.content.decode().replace(old, new).encode())
        if one.name == attachment.LETTERHEAD
        else one
        for one in content.attachments
    )
    assert changed != content.attachments
    pdf = layout.draw(replace(content, attachments=changed)).pdf
    found = attached_data.compare(pdf)
    assert found.agreement is Agreement.NONE
    assert found.fault


@pytest.mark.parametrize("logo", [b"", b"no picture", a_logo(colour="red")])
def test_another_logo_than_is_drawn_is_never_called_the_same(logo):
    content = letterhead.headed(
        form.form_content(a_snapshot(), load_scheme("general-five")), HEADS["logo"]
    )
    changed = tuple(
        replace(one, content=logo) if one.name == "letterhead.png" else one
        for one in content.attachments
    )
    pdf = layout.draw(replace(content, attachments=changed)).pdf
    assert attached_data.compare(pdf).agreement is not Agreement.PAGES


def test_a_letterhead_may_hold_anything():
    deep = b"[" * 100_000
    for words in (b"", b"{}", b"[]", deep, b'{"lines": 1}', b"\xff", json.dumps([1]).encode()):
        assert letterhead.read({attachment.LETTERHEAD: words}) is None
    assert letterhead.read({"letterhead.png": a_logo()}) is None
    assert letterhead.read({}) == Letterhead()
