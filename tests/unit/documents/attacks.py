"""Ways to change a form after it was signed, each by its name; signed form in, changed file out."""

from __future__ import annotations

import io
import re

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from unit.documents.papers import PARTIES, drawn, sign_with


class Quiet(IncrementalPdfFileWriter):
    """Changes what it is told to and leaves no other trace, as an attacker would."""

    def _update_meta(self):
        pass


def updated(pdf, change):
    writer = Quiet(io.BytesIO(pdf), strict=False)
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def page_of(writer, number=0):
    reference, _resources = writer.find_page_for_modification(number)
    return reference.get_object()


def one_byte(form):
    place = form.index(b"stream\n") + 40  # within its first stream
    return form[:place] + bytes([form[place] ^ 1]) + form[place + 1 :]


def title(form):
    def change(writer):
        content = writer.root["/Metadata"].data.replace(b"Performance Review", b"Praise")
        made = StreamObject(
            {NameObject("/Type"): NameObject("/Metadata"),
             NameObject("/Subtype"): NameObject("/XML")},
            stream_data=content,
        )  # fmt: skip
        writer.root["/Metadata"] = writer.add_object(made)
        writer.update_root()

    return updated(form, change)


def information(form):
    def change(writer):
        writer.set_info(
            writer.add_object(
                DictionaryObject({NameObject("/Author"): TextStringObject("Somebody else")})
            )
        )

    return updated(form, change)


def action():
    return DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert(1)"),
        }
    )


def javascript(form):
    def change(writer):
        names = ArrayObject([TextStringObject("a"), writer.add_object(action())])
        writer.root["/Names"] = DictionaryObject(
            {NameObject("/JavaScript"): DictionaryObject({NameObject("/Names"): names})}
        )
        writer.update_root()

    return updated(form, change)


def open_action(form):
    def change(writer):
        writer.root["/OpenAction"] = action()
        writer.update_root()

    return updated(form, change)


def alternative_text(form):
    def change(writer):
        element = writer.root["/StructTreeRoot"]["/K"]
        while "/K" in element:
            below = element["/K"]
            first = below[0] if isinstance(below, generic.ArrayObject) else below
            if isinstance(first, generic.NumberObject):
                break  # of the marked content on the page
            element = first
            if element.get("/S") == "/P":
                break
        element["/Alt"] = TextStringObject("Something that is not printed here")
        writer.update_container(element)

    return updated(form, change)


def spoken_name(form):
    def change(writer):
        field = writer.root["/AcroForm"]["/Fields"][0]
        field["/TU"] = TextStringObject("Minister")
        writer.update_container(field)

    return updated(form, change)


def field_removed(form):
    def change(writer):
        fields = writer.root["/AcroForm"]["/Fields"]
        last = fields.raw_get(len(fields) - 1)
        del fields[len(fields) - 1]
        writer.update_container(fields)
        for number in range(int(writer.root["/Pages"]["/Count"])):
            page = page_of(writer, number)
            kept = [one for one in list(page.get("/Annots", [])) if one != last.get_object()]
            page["/Annots"] = ArrayObject(
                [writer.add_object(one) if one.container_ref is None else
                 generic.IndirectObject(one.container_ref.idnum, 0, writer) for one in kept]
            )  # fmt: skip
            writer.update_container(page)

    return updated(form, change)


def field_moved(form):
    def change(writer):
        field = writer.root["/AcroForm"]["/Fields"][2]
        field["/Rect"] = ArrayObject([NumberObject(n) for n in (40, 40, 240, 90)])
        writer.update_container(field)

    return updated(form, change)


def block_moved(form):
    def change(writer):
        field = writer.root["/AcroForm"]["/Fields"][0]
        field["/Rect"] = ArrayObject([NumberObject(n) for n in (40, 40, 240, 90)])
        writer.update_container(field)

    return updated(form, change)


def overlay(kind="/FreeText", flags=4):
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(kind),
            NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (100, 500, 400, 560)]),
            NameObject("/Contents"): TextStringObject("5 · Outstanding"),
            NameObject("/DA"): TextStringObject("/Helv 12 Tf"),
            NameObject("/F"): NumberObject(flags),
        }
    )


def put_over(writer, note):
    page = page_of(writer)
    reference = writer.add_object(note)
    page["/Annots"] = ArrayObject([*_references(page, writer), reference])
    writer.update_container(page)
    return reference


def _references(page, writer):
    if "/Annots" not in page:
        return []
    raw = page["/Annots"]
    return [raw.raw_get(place) for place in range(len(raw))]


def text_overlaid(form):
    return updated(form, lambda writer: put_over(writer, overlay()))


def values_replaced(form):
    def change(writer):
        page = page_of(writer)
        made = StreamObject(stream_data=b"BT /F1 12 Tf 100 500 Td (5 Outstanding) Tj ET")
        page["/Contents"] = writer.add_object(made)
        writer.update_container(page)

    return updated(form, change)


def page_swapped(form):
    def change(writer):
        pages = writer.root["/Pages"]
        kids = pages["/Kids"]
        first, second = kids.raw_get(0), kids.raw_get(1)
        pages["/Kids"] = ArrayObject(
            [second, first, *(kids.raw_get(n) for n in range(2, len(kids)))]
        )
        writer.update_container(pages)

    return updated(form, change)


def shadow_hide(_form):
    """Sign under a cover, then take the cover away."""
    kept = []

    def cover(writer):
        kept.append(put_over(writer, overlay("/Square")))

    prepared = sign_with(updated(drawn().pdf, cover))

    def uncover(writer):
        note = writer.get_object(generic.Reference(kept[0].idnum, 0, writer))
        note["/F"] = NumberObject(2)  # hidden
        writer.mark_update(generic.Reference(kept[0].idnum, 0, writer))

    return updated(prepared, uncover)


def shadow_replace(form):
    """Give the signed digits the shapes of others."""

    def change(writer):
        page = page_of(writer)
        fonts = page["/Resources"]["/Font"]
        names = list(fonts.keys())
        font, other = fonts[names[0]], fonts[names[-1]]
        for key in ("/ToUnicode", "/Widths", "/DescendantFonts", "/FirstChar"):
            if key in other:
                font[key] = other.raw_get(key)
        font["/BaseFont"] = NameObject("/Shadow")
        writer.update_container(font)

    return updated(form, change)


def shadow_hide_and_replace(_form):
    """Sign a file that holds a second set of pages, then let the catalog name that one."""
    kept = []

    def second(writer):
        page = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Page"),
                NameObject("/MediaBox"): ArrayObject([NumberObject(n) for n in (0, 0, 595, 842)]),
                NameObject("/Resources"): DictionaryObject(),
            }
        )
        pages = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Pages"),
                NameObject("/Kids"): ArrayObject([writer.add_object(page)]),
                NameObject("/Count"): NumberObject(1),
            }
        )
        kept.append(writer.add_object(pages))

    prepared = sign_with(updated(drawn().pdf, second))

    def turn(writer):
        writer.root["/Pages"] = generic.IndirectObject(kept[0].idnum, 0, writer)
        writer.update_root()

    return updated(prepared, turn)


def truncated(form):
    return form[: len(form) * 9 // 10]


def words_in_the_gap(form):
    gap = list(re.finditer(rb"/Contents <([0-9A-Fa-f]{1000,})>", form))[-1]
    return form[: gap.end(1) - 40] + b"48656C6C6F" + form[gap.end(1) - 30 :]


def other_letters(form):
    """Write one digit of a signature in small letters: the same number, another byte."""
    gap = list(re.finditer(rb"/Contents <([0-9A-Fa-f]{1000,})>", form))[-1]
    place = next(at for at in range(*gap.span(1)) if form[at : at + 1].isalpha())
    return form[:place] + form[place : place + 1].swapcase() + form[place + 1 :]


def behind_the_end(form):
    return form + b"\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def rewritten(form):
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(form)) as pdf:
        pdf.save(stream)
    return stream.getvalue()


WHOLE, PART = PARTIES, PARTIES[:1]
ATTACKS = {
    "one byte changed": (one_byte, WHOLE),
    "title changed": (title, WHOLE),
    "other metadata changed": (information, WHOLE),
    "JavaScript added": (javascript, WHOLE),
    "open action added": (open_action, WHOLE),
    "alternative text changed": (alternative_text, WHOLE),
    "name of a field for readers changed": (spoken_name, WHOLE),
    "field removed before its turn": (field_removed, PART),
    "field moved before its turn": (field_moved, PART),
    "text overlaid by an annotation": (text_overlaid, WHOLE),
    "values replaced by an update": (values_replaced, WHOLE),
    "page swapped": (page_swapped, WHOLE),
    "signature block moved": (block_moved, WHOLE),
    "shadow document: hide": (shadow_hide, WHOLE),
    "shadow document: replace": (shadow_replace, WHOLE),
    "shadow document: hide and replace": (shadow_hide_and_replace, WHOLE),
    "truncated": (truncated, WHOLE),
    "words in the gap of a signature": (words_in_the_gap, WHOLE),
    "a digit of a signature in other letters": (other_letters, WHOLE),
    "objects behind the end": (behind_the_end, WHOLE),
    "file rewritten": (rewritten, WHOLE),
}
