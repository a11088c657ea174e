"""Files that are made to harm: a clear answer within seconds, and bounded memory."""

from __future__ import annotations

import io
import random
import time
import zlib

import pikepdf
import pytest

from reviewdesk import i18n
from reviewdesk.documents import apart, verify
from reviewdesk.errors import UserError
from unit.documents.papers import keys, signed


@pytest.fixture(scope="module", autouse=True)
def _ended():
    yield
    apart.stop()


@pytest.fixture(scope="module")
def form():
    return signed()


def pdf_of(objects, *, root=1):
    """Return a file of these objects, numbered from 1, with a table of where they are."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, root, start,
    )  # fmt: skip
    return bytes(out)


def stream(content, extra=b""):
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (
        len(content), extra, content,
    )  # fmt: skip


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
BOMB = zlib.compress(bytes(200_000_000), 9)


def a_million_objects():
    return pdf_of([CATALOG, PAGES, PAGE, *[b"0"] * 600_000])


def bomb_in_metadata():
    catalog = b"<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R >>"
    bomb = stream(BOMB, b"/Type /Metadata /Subtype /XML")
    return pdf_of([catalog, PAGES, PAGE, bomb])


def bomb_in_an_object_stream():
    """Let the catalog lie in an object stream that unpacks to 200 million bytes."""
    return with_xref_stream(stream(BOMB, b"/Type /ObjStm /N 1 /First 4"))


def with_xref_stream(held, entries=None, size=3):
    out = bytearray(b"%PDF-1.7\n")
    place = len(out)
    out += b"2 0 obj\n" + held + b"\nendobj\n"
    start = len(out)
    table = entries or bytes([0, 0, 0, 0, 2, 0, 2, 0, 1, 0, place, 0])
    packed = zlib.compress(table, 9)
    out += b"3 0 obj\n" + stream(
        packed, b"/Type /XRef /Size %d /W [1 2 1] /Root 1 0 R /Index [0 %d]" % (size, size)
    )
    out += b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def bomb_in_an_xref_stream():
    return with_xref_stream(stream(zlib.compress(b"x")), entries=bytes(200_000_000), size=9)


def a_million_entries_in_an_xref_stream():
    return with_xref_stream(
        stream(zlib.compress(b"x")), entries=bytes([1, 0, 9, 0]) * 5_000_000, size=5_000_000
    )


def deep_arrays():
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R /X %s >>" % (b"[" * 200_000), PAGES, PAGE])


def deep_dictionaries():
    return pdf_of([b"<< /Type /Catalog /X " + b"<< /A " * 100_000, PAGES, PAGE])


def a_circle_of_pages():
    return pdf_of([CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>", PAGE])


def a_circle_of_fields():
    catalog = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [4 0 R 4 0 R] >> >>"
    field = b"<< /FT /Sig /T (a) /Kids [4 0 R 5 0 R 5 0 R] >>"
    return pdf_of([catalog, PAGES, PAGE, field, field])


def a_circle_of_updates(form):
    return form.replace(b"/Prev ", b"/Prev 0", 1)


def endless_previous():
    body = pdf_of([CATALOG, PAGES, PAGE])
    start = body.rindex(b"xref\n0")
    return body.replace(b"/Size 4", b"/Size 4 /Prev %d" % start)


def one_long_array():
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R /X [%s] >>" % (b"1 " * 6_000_000), PAGES, PAGE])


def many_revisions():
    body = pdf_of([CATALOG, PAGES, PAGE])
    for _again in range(3000):
        start = len(body)
        previous = int(body[body.rindex(b"startxref\n") + 10 :].split()[0])
        body += (
            b"xref\n0 0\ntrailer\n<< /Size 4 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
            % (previous, start)
        )
    return body


def blank_bytes_within(form=b""):
    return b"%PDF-1.7\n" + bytes(8_000_000) + b"%%EOF\n" + form


def blank_bytes_at_the_end(form=b""):
    return form + bytes(8_000_000)


def words_at_the_end(form=b""):
    return form + b"x" * 8_000_000


def many_tables(form=b""):
    return form + b"trailer /XRef " * 500_000 + b"%%EOF\n"


def no_end():
    return b"%PDF-1.7\n" + b"<<" * 2_000_000


LARGE = [
    many_revisions, blank_bytes_within, blank_bytes_at_the_end, words_at_the_end, many_tables,
    no_end,
]  # fmt: skip
"""Refused for what they are, before a reader dwells on them."""


def encrypted():
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


HARMFUL = [
    a_million_objects, bomb_in_metadata, bomb_in_an_object_stream, bomb_in_an_xref_stream,
    a_million_entries_in_an_xref_stream, deep_arrays, deep_dictionaries, a_circle_of_pages,
    a_circle_of_fields, endless_previous, one_long_array, encrypted, *LARGE,
]  # fmt: skip


def answer(content):
    """Return what is said of a file, and how many signatures it is told to have."""
    try:
        report = apart.ask("verify.verify", content, (keys()[0],))
    except UserError as fault:
        return f"{fault.happened} {fault.remedy}", 0
    assert not report.all_well
    return report.findings[0].words, len(report.signatures)


@pytest.mark.parametrize("make", HARMFUL, ids=lambda make: make.__name__)
def test_a_harmful_file_gets_an_answer_and_the_next_one_too(make, form):
    words, signatures = answer(make())
    assert words.endswith(".")
    assert signatures == 0
    assert apart.ask("verify.verify", form, (keys()[0],)).all_well


@pytest.mark.parametrize("make", LARGE, ids=lambda make: make.__name__)
def test_a_large_file_is_refused_soon(make):
    words, _signatures = answer(make())
    assert "more time or memory" not in words


def test_what_is_behind_the_end_of_a_form_is_told_and_hides_no_signature(form):
    report = apart.ask("verify.verify", words_at_the_end(form), (keys()[0],))
    assert "tail" in {one.kind for one in report.findings}
    assert len(report.signatures) == len(verify.verify(form).signatures)


def test_a_process_that_works_for_ever_is_ended():
    began = time.process_time()
    with pytest.raises(UserError, match="more time or memory"):
        apart.ask("unit.documents.harm.work_for_ever")
    assert time.process_time() - began < 2  # it is the other one that worked


def test_a_process_that_eats_memory_is_refused():
    with pytest.raises(UserError, match="more time or memory"):
        apart.ask("unit.documents.harm.eat_memory")


def test_what_it_says_is_in_the_language_of_the_one_who_asks():
    assert i18n.in_use() == ""
    with pytest.raises(UserError) as caught:
        apart.ask("verify.verify", b"Dear all")
    assert str(caught.value) == "This file is not a PDF. Choose the PDF file of a review."


def test_some_hundred_mutations_of_a_form_are_never_well_and_always_answered(form):
    """Thousands were tried by hand with the same generator; see the seed to try others."""
    dice = random.Random(20260319)
    roots = (keys()[0],)
    for _again in range(150):
        changed = mutated(form, dice)
        if changed == form:
            continue
        try:
            assert not verify.verify(changed, roots).all_well
        except UserError:
            continue


def mutated(form, dice):
    content = bytearray(form)
    place, length = dice.randrange(len(content)), dice.randrange(1, 400)
    kind = dice.randrange(7)
    if kind == 0:
        content[place] ^= dice.randrange(1, 256)
    elif kind == 1:
        content[place : place + length] = bytes(len(content[place : place + length]))
    elif kind == 2:
        del content[place:]
    elif kind == 3:
        content[place:place] = content[place : place + length]
    elif kind == 4:
        del content[place : place + length]
    elif kind == 5:
        content += form[place : place + 20_000] + b"\n%%EOF\n"
    else:
        digits = [
            at for at in range(place, min(place + 3000, len(content))) if 48 <= content[at] <= 57
        ]
        for at in digits[: dice.randrange(1, 4)]:
            content[at] = dice.choice(b"0123456789")
    return bytes(content)
