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
    signatures,
    typography,
    updates,
    verify,
)
from reviewdesk.documents.content import Letterhead
from reviewdesk.documents.logo import clean_logo, kind_of
from reviewdesk.documents.scripts import ScriptParagraph
from reviewdesk.domain.verdict import Agreement
from reviewdesk.errors import UserError
from reviewdesk.services.schemes import load_scheme
from unit.documents.papers import NOW, PARTIES, a_snapshot, drawn, keys, sign_with
from unit.documents.test_crafted import is_well, row
from unit.documents.test_scripts import TEXTS

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


def signed_with_more(pdf, party, change, *, certify):
    """Return a form truly signed by a key holder, whose update ``change`` made another."""
    plain = pdf_file.updated
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            pdf_file,
            "updated",
            lambda before, trailer, objects: plain(before, trailer, change(dict(objects))),
        )
        return sign_with(pdf, (party,), certify=certify)


def looks_of(objects):
    return next(number for number, body in objects.items() if b"/Subtype/Form" in body)


def with_looks(objects, drawing):
    fonts = re.search(rb"/Resources<<.*?>>", objects[looks_of(objects)]).group()
    kind = b"/Type/XObject/Subtype/Form/BBox[0 0 250 88]" + fonts
    return {**objects, looks_of(objects): stream(drawing, kind)}


def nothing_else(objects):
    return objects


def words_in_the_box(objects):
    return with_looks(objects, b"BT 1 0 0 1 6 60 Tm /F1+0 8 Tf (\\001\\002) Tj ET")


def words_above_the_box(objects):
    return with_looks(objects, b"BT 1 0 0 1 6 300 Tm /F1+0 8 Tf (\\001\\002) Tj ET")


def words_spread_beside_the_box(objects):
    return with_looks(objects, b"BT 1 0 0 1 6 60 Tm 400 Tc /F1+0 8 Tf (\\001\\002) Tj ET")


def words_turned_out_of_the_box(objects):
    return with_looks(objects, b"1 0 0 1 0 400 cm BT 1 0 0 1 6 60 Tm /F1+0 8 Tf (\\001) Tj ET")


def looks_for_another_party(objects):
    """As if the reviewer had signed already."""
    pdf = drawn().pdf
    number = find(objects_of(pdf), b"/T(sig_reviewer)")
    body = re.sub(
        rb"/AP<</N \d+ 0 R>>", b"/AP<</N %d 0 R>>" % looks_of(objects), objects_of(pdf)[number]
    )
    return {**objects, number: body}


def an_object_that_nobody_names(objects):
    return {**objects, max(objects) + 1: b"<</Type/Catalog>>"}


def a_place_in_endless_digits(objects):
    number = next(one for one, body in objects.items() if b"/Rect" in body)
    zeros = rb"\g<1>" + b"0" * 260
    return {**objects, number: re.sub(rb"(/Rect ?\[ ?)", zeros, objects[number])}


def more_in_the_catalogue(objects):
    number = find(objects, b"/Perms")
    more = objects[number].replace(b"/Perms<<", b"/Perms<</UR3 %d 0 R" % looks_of(objects))
    return {**objects, number: more}


def signed_by_both(change, first):
    pdf = drawn().pdf
    for party in (FIRST, SECOND):
        does = change if (party == FIRST) is first else nothing_else
        pdf = signed_with_more(pdf, party, does, certify=party == FIRST)
    return pdf


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("change", [nothing_else, words_in_the_box], ids=lambda one: one.__name__)
def test_a_signer_may_draw_in_the_own_box(change, first):
    report = verify.verify(signed_by_both(change, first), [keys()[0]])
    assert report.all_well
    assert report.data is Agreement.PAGES


OF_BOTH = (
    words_above_the_box, words_spread_beside_the_box, words_turned_out_of_the_box,
    looks_for_another_party, an_object_that_nobody_names, a_place_in_endless_digits,
)  # fmt: skip


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("change", OF_BOTH, ids=lambda one: one.__name__)
def test_whoever_signs_does_nothing_else(change, first):
    assert not is_well(signed_by_both(change, first))


SAYINGS = {
    **TEXTS, "wide": "W" * 300, "narrow": "i" * 600, "words": "a b " * 80, "lines": "ab\n" * 50,
    "just too long": "x" * 47 + " " + "W" * 48,
}  # fmt: skip


@pytest.mark.parametrize("name", SAYINGS)
def test_whatever_a_signer_is_called_and_says_stands_in_the_box(name):
    said = SAYINGS[name]
    for ink in (None, (((0.1, 0.1, 1.0), (0.9, 0.9, 1.0)),)):
        pdf = signatures.sign(
            drawn().pdf, field=f"sig_{FIRST}", key=keys()[1][FIRST], name=said[:120],
            role_title=said[:80], meaning=said, when=NOW, certify=True, ink=ink,
        )  # fmt: skip
        assert verify.verify(pdf, [keys()[0]]).all_well


def test_the_first_signer_adds_to_the_catalogue_what_signing_needs():
    assert not is_well(signed_by_both(more_in_the_catalogue, first=True))


def test_a_form_that_another_library_packed_is_never_called_the_same():
    """Programs differ on what some packed streams hold, though zlib reads them all."""

    def packed_anew(objects):
        for number, body in objects.items():
            head, _, rest = body.partition(b"\nstream\n")
            if b"/FlateDecode" in head and number == WORDS:
                again = zlib.compress(zlib.decompress(rest.removesuffix(b"\nendstream")), 9)
                head = re.sub(rb"/Length \d+", b"/Length %d" % len(again), head)
                objects[number] = head + b"\nstream\n" + again + b"\nendstream"

    report = verify.verify(prepared(packed_anew), [keys()[0]])
    assert report.data is Agreement.WORDS
    assert report.looks_unproven


@pytest.mark.parametrize("text", ["W" * 130, "\ufdfd" * 130, "職" * 130, "a " * 65])
def test_a_footer_stands_on_one_line(text):
    line = letterhead._one_line(text, "footer", "RD", 487)
    assert line.wrap(487, 1000)[1] <= 9


def jpeg(**how):
    picture = BytesIO()
    Image.new("RGB", (60, 20), "navy").save(picture, "JPEG", **how)
    return picture.getvalue()


@pytest.mark.parametrize(
    "logo",
    [
        jpeg(progressive=True), jpeg(exif=b"Exif\0\0II*\0"), jpeg(comment=b"x"), jpeg() + jpeg(),
        jpeg()[:-40], jpeg()[:300], jpeg() + b"x", clean_logo(jpeg())[:-2],
        jpeg().replace(b"\xff\xdb", b"\xff\xee\x00\x0eAdobe\x00d\x00\x00\x00\x00\x00\xff\xdb", 1),
    ],
)  # fmt: skip
def test_a_logo_that_is_read_in_two_ways_is_not_drawn(logo):
    with pytest.raises(ValueError, match=r"\d"):
        kind_of(logo)
    words = {attachment.LETTERHEAD: letterhead._worded(Letterhead()), "letterhead.jpg": logo}
    assert letterhead.read(words) is None


@pytest.mark.parametrize(
    "raw",
    [jpeg(comment=b"CREATOR: gd-jpeg"), jpeg(progressive=True), jpeg(exif=Image.Exif().tobytes())],
)
def test_whatever_a_logo_brings_along_is_left_behind(raw):
    assert kind_of(clean_logo(raw)) == "jpeg"


def test_a_logo_that_an_earlier_version_kept_is_cleaned_before_it_is_drawn():
    pdf = sign_with(under(Letterhead(logo=jpeg(comment=b"CREATOR: gd-jpeg"))))
    assert verify.verify(pdf, [keys()[0]]).data is Agreement.PAGES


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_logo_that_was_written_here_is_drawn(kind):
    assert kind_of(a_logo(kind)) == kind.lower()


ENDLESS = (
    b"[(" + b"\\(" * 200_000, b"(" * 400_000, b"[" + b"1 " * 2_000_000, b"<" + b"0" * 900_000,
)  # fmt: skip


@pytest.mark.parametrize("body", ENDLESS, ids=range(len(ENDLESS)))
def test_one_endless_object_is_refused_without_dwelling_on_it(body):
    pdf = drawn().pdf
    with pytest.raises(updates.StrangeError):
        updates.parts_of(rebuilt(pdf, {**objects_of(pdf), len(objects_of(pdf)) + 1: body}))


def test_a_text_of_many_lines_is_broken_once():
    """reportlab would copy all of it for each line."""
    assert isinstance(typography.words("a\n" * 40, "body"), ScriptParagraph)
