"""Updates of a second signer made by hand, byte by byte, and then truly signed."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject

from reviewdesk.documents import pdf_file, verify
from reviewdesk.documents.signature_container import contain
from reviewdesk.documents.signers import opened
from reviewdesk.errors import UserError
from unit.documents import by_pyhanko
from unit.documents.attacks import page_of
from unit.documents.papers import NOW, PARTIES, drawn, keys, sign_with
from unit.documents.test_signings import (
    an_action_on_its_field,
    an_open_action,
    fields_signed_alone,
    signed_beside,
)

FIRST, SECOND = PARTIES[:2]
WIDGET, PAGE, WORDS = 18, 2, 14  # numbers in ``drawn()``
OTHER = (
    b"\n<</Length 44>>\nstream\nBT /F1+0 40 Tf 100 500 Td (OUTSTANDING) Tj ET\nendstream\nendobj\n"
)


def row(place, generation=0):
    return b"%010d %05d n \n" % (place, generation)


def parts(start, update):
    """Return the objects of an update of pyHanko's: number and words from "obj" on."""
    places = []
    for first, rows in re.findall(rb"(?m)^(\d+) \d+\n((?:\d{10} 00000 n \n)+)", update):
        for more, one in enumerate(rows.splitlines()):
            places.append((int(one[:10]) - start, int(first) + more))
    places.sort()
    ends = [place for place, _ in places[1:]] + [update.rindex(b"xref\n0 1")]
    return {
        number: update[place + len(b"%d 0 obj" % number) : end]
        for (place, number), end in zip(places, ends, strict=True)
    }


def built(prefix, objects, hidden=b"", rows=lambda _hidden: b"", gap=b"", order=lambda one: one):
    """Return an update: objects, one more that only ``rows`` leads to, and its table."""
    words, table = b"", b"xref\n0 1\n0000000000 65535 f \n"
    for number in order(list(objects)):
        table += b"%d 1\n" % number + row(len(prefix) + len(words))
        words += b"%d 0 obj" % number + objects[number]
    table += rows(len(prefix) + len(words))
    words += hidden + gap
    old = re.findall(rb"/Root \d+ 0 R|/Info \d+ 0 R|/ID ?\[.*?\]", prefix)[-3:]
    last = int(re.findall(rb"startxref\s+(\d+)", prefix)[-1])
    return words + table + b"trailer\n<<\n/Size %d\n%s\n/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n" % (
        max(objects) + 1, b"\n".join(old), last, len(prefix) + len(words),
    )  # fmt: skip


def crafted(make, pdf=None):
    """Return a form signed by two, where ``make`` words the second's update of its objects."""
    prefix = by_pyhanko.sign(pdf or drawn().pdf, FIRST, keys()[1][FIRST], NOW, certify=True)
    whole = by_pyhanko.sign(prefix, SECOND, keys()[1][SECOND], NOW)
    update = make(prefix, parts(len(prefix), whole[len(prefix) :]))
    gap = max(re.finditer(rb"<[0-9a-fA-F]{2000,}>", update), key=lambda one: len(one.group()))
    left, right = len(prefix) + gap.start(), len(prefix) + gap.end()
    pdf = prefix + update
    found = re.search(rb"/ByteRange \[[^\]]*\] *", update)
    ranges = b"/ByteRange [0 %d %d %d]" % (left, right, len(pdf) - right)
    at = len(prefix) + found.start()
    pdf = pdf[:at] + ranges.ljust(len(found.group())) + pdf[at + len(found.group()) :]
    digest = hashlib.sha256(pdf[:left] + pdf[right:]).digest()
    key = keys()[1][SECOND]
    with opened(key) as sign:
        made = contain(digest, [key.certificate, key.authority], sign).hex()
    return pdf[:left] + b"<" + made.encode().ljust(right - left - 2, b"0") + b">" + pdf[right:]


def with_more(objects, number, old, new):
    assert old in objects[number]
    return {**objects, number: objects[number].replace(old, new, 1)}


def nothing_else(prefix, objects):
    return built(prefix, objects)


def a_field_twice_in_the_table(prefix, objects):
    """qpdf takes the first, pyHanko and pdfium the last."""
    moved = re.sub(rb"/Rect \[.*?\]", b"/Rect [ 0 0 595 842 ]", objects[WIDGET])
    return built(prefix, objects, b"00000000018 0 obj" + moved, lambda at: b"18 1\n" + row(at))


def a_page_of_an_impossible_generation(prefix, objects):
    """qpdf and pyHanko leave such a row out; pdfium, poppler and mupdf do not."""
    words = b"%011d 0 obj" % WORDS + OTHER
    return built(prefix, objects, words, lambda at: b"%d 1\n" % WORDS + row(at, 99999))


def an_object_off_the_table(prefix, objects):
    return built(prefix, objects, gap=b"%011d 0 obj" % WORDS + OTHER)


def two_trailers(prefix, objects):
    return built(prefix, objects).replace(b"startxref", b"trailer\n<</Root 1 0 R>>\nstartxref")


def words_after_the_end(prefix, objects):
    return built(prefix, objects) + b"%011d 0 obj" % WORDS + OTHER


def a_signature_that_brings_more(prefix, objects):
    *_, last = objects
    more = with_more(objects, last, b"/Type /Sig\n", b"/Type /Sig\n/More %d 0 R\n" % (last + 1))
    return built(prefix, {**more, last + 1: b"\n<</App 1>>\nendobj\n"})


def a_signature_that_names_nothing(prefix, objects):
    *_, last = objects
    return built(prefix, with_more(objects, last, b"/Type /Sig\n", b"/Type /Sig\n/More 7777 0 R\n"))


def looks_without_an_edge(prefix, objects):
    """pdfium draws them all over the page."""
    *_, looks, _last = objects
    return built(prefix, with_more(objects, looks, b"/BBox", b"/Box"))


def a_field_read_elsewhere(prefix, objects):
    """Its words are looked for by "18 0 obj", which is also the end of "218 0 obj"."""
    first = next(number for number in objects if number % 100 == WIDGET and number != WIDGET)
    keys_ = b"\n<<\n/Rect 0 /AP 0 /V 0 /F 0 /P 0 /Subtype 0\n"
    objects = with_more(objects, first, b"\n<<\n", keys_)
    objects = with_more(objects, WIDGET, b"/Rect [ ", b"/Rect % \n [ 0")
    return built(prefix, objects, order=lambda one: [first, *(n for n in one if n != first)])


def a_size_that_leaves_objects_out(prefix, objects):
    """Some programs see no object from there on."""
    return re.sub(rb"/Size \d+", b"/Size %d" % WORDS, built(prefix, objects))


def a_catalogue_of_its_own(prefix, objects):
    """A copy, which the last update alone does not tell from the form's if a later one names it."""
    number = int(re.findall(rb"/Root (\d+) 0 R", prefix)[-1])
    copied = re.findall(rb"(?s)\n%d 0 obj(\n.*?endobj\n)" % number, prefix)[-1]
    more = {**objects, max(objects) + 1: copied}
    return built(prefix, more).replace(b"/Root %d " % number, b"/Root %d " % max(more))


def other_looks(objects, edge):
    """Return objects with looks that are drawn all over the page where ``edge`` is not seen."""
    *_, number, _last = objects
    found = re.search(
        rb"/Resources.*?(?=/Type|/Subtype|/Length|/Filter|>>\s*\nstream)",
        objects[number],
        re.DOTALL,
    )
    entries = b"/Type/XObject/Subtype/Form" + edge + (found.group() if found else b"")
    drawing = b"q 1 0 0 rg -300 -300 1200 1200 re f Q"
    words = b"\n<<%s/Length %d>>\nstream\n%s\nendstream\nendobj\n"
    return {**objects, number: words % (entries, len(drawing), drawing)}


def an_edge_that_some_do_not_see(prefix, objects):
    return built(prefix, other_looks(objects, b"/BBox\x0b[0 0 250 88]"))


def an_edge_that_some_see_twice(prefix, objects):
    return built(prefix, other_looks(objects, b"/BBox[0 0 250 88]/BBox\x80 0"))


def the_catalogue_as_it_was(prefix, objects):
    """Beside it something could be changed that is not looked for where more was added."""
    number = int(re.findall(rb"/Root (\d+) 0 R", prefix)[-1])
    again = re.findall(rb"(?s)\n%d 0 obj(\n.*?endobj\n)" % number, prefix)[-1]
    return built(prefix, {number: again, **objects})


def a_place_in_other_digits(prefix, objects):
    place = re.search(rb"/Rect \[ (\d+)", objects[WIDGET])
    return built(prefix, with_more(objects, WIDGET, place.group(), b"/Rect [ 0" + place.group(1)))


CRAFTED = (
    an_edge_that_some_do_not_see, an_edge_that_some_see_twice, the_catalogue_as_it_was,
    a_place_in_other_digits,
    a_size_that_leaves_objects_out, a_catalogue_of_its_own,
    a_field_twice_in_the_table, a_page_of_an_impossible_generation, an_object_off_the_table,
    two_trailers, words_after_the_end, a_signature_that_brings_more,
    a_signature_that_names_nothing, looks_without_an_edge, a_field_read_elsewhere,
)  # fmt: skip


def is_well(pdf):
    try:
        return verify.verify(pdf, [keys()[0]]).all_well
    except UserError:
        return False


@pytest.mark.parametrize("make", CRAFTED, ids=lambda one: one.__name__)
def test_nothing_crafted_is_well(make):
    assert not is_well(crafted(make))


@pytest.mark.parametrize("make", CRAFTED, ids=lambda one: one.__name__)
def test_what_is_crafted_is_no_signature_alone(make):
    assert fields_signed_alone(crafted(make)) == {}


def test_what_is_made_in_the_same_way_but_plain_is():
    pdf = crafted(nothing_else)
    assert list(fields_signed_alone(pdf).values()) == [f"sig_{SECOND}"]
    assert is_well(pdf)


def test_other_looks_with_an_edge_are_well():
    """They are the signer's own, and stand in their place."""
    assert is_well(
        crafted(lambda prefix, objects: built(prefix, other_looks(objects, b"/BBox[0 0 250 88]")))
    )


def prepared(old, new):
    """Return a form with other words in an object, its table made anew."""
    pdf = drawn().pdf
    assert old in pdf
    pdf = pdf.replace(old, new, 1)
    at, count = pdf.rindex(b"xref\n0 "), pdf.count(b" 00000 n \n")
    rows = b"".join(row(pdf.index(b"\n%d 0 obj\n" % n) + 1) for n in range(1, count + 1))
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (count + 1)
    tail = re.sub(rb"startxref\n\d+", b"startxref\n%d" % at, pdf[pdf.rindex(b"trailer") :])
    return pdf[:at] + head + rows + tail


@pytest.mark.parametrize(("old", "new"), [
    (b"/MarkInfo", b"/PieceInfo 18 0 R/MarkInfo"),
    (b"/MarkInfo", b"/OpenAction 18 0 R/MarkInfo"),
    (b"/StructParents 0/Tabs/S", b"/StructParents 0/Tabs/S/Annots[18 0 R]"),
], ids=["catalogue", "action", "another page"])  # fmt: skip
def test_a_field_that_is_something_else_as_well_is_not_ours(old, new):
    pdf = crafted(nothing_else, prepared(old, new))
    assert fields_signed_alone(pdf) == {}
    assert not is_well(pdf)


@pytest.mark.parametrize("generation", [0, 1])
def test_an_object_waited_for_on_a_page_is_found(generation):
    """For qpdf there is nothing of another generation; pdfium and mupdf do not look at it."""
    words = b"/StructParents 0/Tabs/S/Annots[900 %d R]" % generation
    note = (
        b"\n<</Subtype/FreeText/Rect[100 500 400 560]/Contents(OUT)/F 4/AP<</N %d 0 R>>>>\nendobj\n"
    )

    def make(prefix, objects):
        *_, looks, _last = objects
        objects = with_more(objects, looks, b"/Resources <<", b"/Foo 900 0 R /Resources <<")
        return built(prefix, {**objects, 900: note % looks})

    pdf = crafted(make, prepared(b"/StructParents 0/Tabs/S", words))
    assert fields_signed_alone(pdf) == {}
    assert not is_well(pdf)


def hidden_table(page, drawing):
    """Return an update whose table follows another than the form's, which lies in a stream.

    That is the form's own with one row more, which qpdf and pyHanko leave out and pdfium obeys.
    """
    plain = pdf_file.updated

    def updated(pdf, trailer, objects):
        number = max(objects) + 1
        words = b"\n%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
            page, len(drawing), drawing,
        )  # fmt: skip
        for digits in (3, 4, 5, 6):
            at = len(pdf) + len(b"%d 0 obj\n<</Length >>\nstream\n" % number) + digits
            more = b"%d 1\n%010d 99999 n \n" % (page, at + 1)
            table = pdf[trailer.table :].replace(b"trailer", more + b"trailer", 1)
            stream = words + table.split(b"startxref")[0]
            stream += b"startxref\n%d\n%%%%EOF\n" % (at + len(words))
            if len(str(len(stream))) == digits:
                break
        objects = {
            one: body.replace(b"/Subtype/Form", b"/Subtype/Form/Foo %d 0 R" % number, 1)
            for one, body in objects.items()
        }
        held = b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream)
        elsewhere = replace(trailer, table=at + len(words))
        return plain(pdf, elsewhere, {number: held, **objects})

    return updated


def test_a_table_of_the_first_signer_that_follows_another_than_the_forms_is_told(monkeypatch):
    pdf = drawn().pdf
    with pikepdf.open(io.BytesIO(pdf)) as form:
        page = form.pages[0].Contents.objgen[0]
    with monkeypatch.context() as patch:
        red = b"1 0 0 rg 60 560 400 60 re f"
        patch.setattr(pdf_file, "updated", hidden_table(page, red))
        evil = sign_with(pdf, (FIRST,))
    evil = sign_with(evil, PARTIES[1:], certify=False)
    with pypdfium2.PdfDocument(evil) as shown:  # so it matters
        assert (255, 0, 0) in {one for _n, one in shown[0].render().to_pil().getcolors(10**6)}
    report = verify.verify(evil, [keys()[0]])
    assert "odd" in {one.kind for one in report.findings if one.is_grave}
    assert not report.all_well


def test_what_was_added_before_the_first_signature_is_told():
    """Nobody looks at each byte of it."""
    pdf = drawn().pdf
    with pikepdf.open(io.BytesIO(pdf)) as form:
        trailer = pdf_file.Trailer(
            len(form.objects) + 1, form.trailer.Root.objgen[0], form.trailer.Info.objgen[0],
            bytes(form.trailer.ID[0]).hex(), int(re.findall(rb"startxref\n(\d+)", pdf)[-1]),
        )  # fmt: skip
        body = form.pages[0].obj.unparse(resolved=True)
        page = form.pages[0].obj.objgen[0]
    report = verify.verify(sign_with(pdf_file.updated(pdf, trailer, {page: body})), [keys()[0]])
    assert "strange" in {one.kind for one in report.findings if one.is_grave}


def test_a_field_that_was_prepared_elsewhere_is_not_well():
    """It is signed as it lies, but not where a form that is drawn again has it."""
    pdf = drawn().pdf
    place = re.search(rb"/Rect\[\d+ (\d+) \d+ (\d+)\]", pdf)
    moved = place.group().replace(place.group(1), b"9".rjust(len(place.group(1)), b"1"), 1)
    pdf = sign_with(pdf.replace(place.group(), moved, 1))
    assert fields_signed_alone(pdf)
    assert not is_well(pdf)


def test_what_the_first_signer_adds_is_told_though_it_is_signed():
    """Everybody after them signs it too, and no digest is wrong."""
    for change, name in ((an_open_action, "OpenAction"), (an_action_on_its_field, "AA")):
        pdf = signed_beside(change, is_first=True)
        report = verify.verify(pdf, [keys()[0]])
        assert all(one.intact for one in report.signatures)
        assert not report.all_well
        assert any(name in one.words for one in report.findings if one.is_grave)


def compressed(pdf):
    """Return a form with a table and objects as other programs write them since PDF 1.5."""
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        file.save(stream, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return stream.getvalue()


def by_others(pdf):
    for party in PARTIES:
        pdf = by_pyhanko.sign(pdf, party, keys()[1][party], NOW, certify=party == FIRST)
    return pdf


@pytest.mark.parametrize("kind", ["odd", "strange"])
def test_a_form_that_another_program_wrote_before_it_was_signed_is_told(kind):
    pdf = drawn().pdf
    if kind == "odd":  # what is added to such a file is written in another way too
        pdf = by_others(compressed(pdf))
    else:
        pdf = sign_with(pdf.replace(b"\xbf\xf7\xa2\xfe", b"\xbe\xf7\xa2\xfe", 1))
    report = verify.verify(pdf, [keys()[0]])
    assert all(one.intact for one in report.signatures)
    assert kind in {one.kind for one in report.findings if one.is_grave}


def test_a_form_that_another_program_wrote_is_not_signed():
    """An update of ours would be of another kind than the file."""
    with pytest.raises(UserError, match="not written as the program writes it"):
        sign_with(compressed(drawn().pdf))


@pytest.mark.parametrize("party", ["employee", "minister"])
def test_only_an_empty_field_is_signed(party):
    with pytest.raises(KeyError, match=party):
        sign_with(
            sign_with(drawn().pdf, (FIRST,)),
            (party,),
            unlocked=dict.fromkeys((party,), keys()[1][FIRST]),
        )


def test_a_note_that_looks_like_a_field_is_more_than_a_form_holds():
    """The first signer laid it there, and signed it."""

    def change(writer):
        page = page_of(writer, 0)
        note = DictionaryObject({NameObject("/Subtype"): NameObject("/FreeText")})
        page[NameObject("/Annots")] = ArrayObject([writer.add_object(note)])
        writer.mark_update(page.container_ref)

    report = verify.verify(signed_beside(change, is_first=True), [keys()[0]])
    assert any("notes" in one.words for one in report.findings if one.is_grave)
