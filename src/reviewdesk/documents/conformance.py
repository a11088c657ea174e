"""Finished pages into a file that stands up: PDF/A-3a (archives) and PDF/UA-1 (everyone).

ISO 19005-3 and ISO 14289-1. Written with pikepdf: the structure tree, the metadata that
claims both standards, the colour profile, the attachments, and the empty fields for the
signatures, each of which, once signed, locks itself.
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from reviewdesk import resources
from reviewdesk.documents.attachment import attach
from reviewdesk.documents.fonts import clean
from reviewdesk.documents.tagging import Element

if TYPE_CHECKING:
    from reviewdesk.documents.content import Content
    from reviewdesk.documents.frames import SignatureBox
    from reviewdesk.documents.tagging import Tags

pikepdf.settings.set_flate_compression_level(3)  # a fifth less time to save, a fiftieth larger
_CELLS = ("TR", "TH", "TD")
"""Written even when empty, so that every row has as many cells."""
_PRINT = 4
"""Annotation flag: the field is printed."""
_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{office}</rdf:li></rdf:Seq></dc:creator>
   <dc:description>
    <rdf:Alt><rdf:li xml:lang="x-default">{reference}</rdf:li></rdf:Alt>
   </dc:description>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <pdf:Producer>ReviewDesk</pdf:Producer>
   <xmp:CreatorTool>ReviewDesk</xmp:CreatorTool>
   <pdfaid:part>3</pdfaid:part>
   <pdfaid:conformance>A</pdfaid:conformance>
   <pdfuaid:part>1</pdfuaid:part>
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
     <pdfaProperty:name>part</pdfaProperty:name>
     <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
     <pdfaProperty:category>internal</pdfaProperty:category>
     <pdfaProperty:description>Part of ISO 14289 it conforms to</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
   </rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def finish(pages: bytes, tags: Tags, content: Content, boxes: tuple[SignatureBox, ...]) -> bytes:
    """Return the file of finished pages; the same pages always give the same bytes.

    Args:
        pages: what reportlab drew.
        tags: the structure that was marked meanwhile.
        content: title, office, reference, language and attachments.
        boxes: where the signatures go; a draft has none.
    """
    with pikepdf.open(io.BytesIO(pages)) as pdf:
        drop_unused(pdf)
        describe(pdf, content)
        attach(pdf, content.attachments)
        widgets = _fields(pdf, boxes)
        _write_tree(pdf, tags, widgets)
        stream = io.BytesIO()
        pdf.save(
            stream,
            deterministic_id=True,
            min_version="1.7",
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return stream.getvalue()


def drop_unused(pdf: pikepdf.Pdf) -> None:
    """Take out what reportlab leaves: a font that is not embedded, dates, itself as maker."""
    for page in pdf.pages:
        fonts = page.Resources.get(Name.Font, Dictionary())
        for name in list(fonts.keys()):
            if Name.FontDescriptor not in fonts[name]:
                del fonts[name]


def describe(pdf: pikepdf.Pdf, content: Content) -> None:
    """Write what a file is: title, office, language, the standards it keeps, its colours."""
    metadata = _METADATA.format(
        title=escape(clean(content.title)),
        office=escape(clean(content.office) or "ReviewDesk"),
        reference=escape(clean(content.reference)),
        language=escape(content.language),
    )
    stream = pdf.make_stream(metadata.encode(), Type=Name.Metadata, Subtype=Name.XML)
    profile = pdf.make_stream(_profile(), N=3)
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String(clean(content.title))))
    root = pdf.Root
    root.Metadata = stream
    root.Lang = String(content.language)
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB"),
                Info=String("sRGB"),
                DestOutputProfile=profile,
            )
        ]
    )


@cache
def _profile() -> bytes:
    return resources.file("colour/srgb.icc").read_bytes()


def _fields(pdf: pikepdf.Pdf, boxes: tuple[SignatureBox, ...]) -> dict[str, pikepdf.Object]:
    """Make an empty signature field for each box; names share no prefix, which readers need."""
    widgets: dict[str, pikepdf.Object] = {}
    for box in boxes:
        page = pdf.pages[box.page]
        rect = [round(one) for one in box.rect]
        empty = pdf.make_stream(
            b"",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, rect[2] - rect[0], rect[3] - rect[1]]),
        )
        widgets[box.field] = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=String(box.field),
                TU=String(clean(box.title)),
                Contents=String(clean(box.title)),
                Rect=Array(rect),
                P=page.obj,
                F=_PRINT,
                AP=Dictionary(N=empty),
                Lock=pdf.make_indirect(
                    Dictionary(
                        Type=Name.SigFieldLock,
                        Action=Name.Include,
                        Fields=Array([String(box.field)]),
                    )
                ),
            )
        )
        annotations = page.obj.get(Name.Annots, Array())
        annotations.append(widgets[box.field])
        page.obj.Annots = annotations
    if widgets:
        pdf.Root.AcroForm = pdf.make_indirect(
            Dictionary(Fields=Array(list(widgets.values())), SigFlags=3)
        )
    return widgets


def _write_tree(pdf: pikepdf.Pdf, tags: Tags, widgets: dict[str, pikepdf.Object]) -> None:
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    pages = [page.obj for page in pdf.pages]
    made: dict[int, pikepdf.Object] = {}
    fields: list[pikepdf.Object] = []
    numbers = Array()
    root.K = _write(pdf, tags.root, root, pages, made, widgets, fields)
    for place, page in enumerate(pages):
        page.StructParents = place
        page.Tabs = Name.S
        elements = [made[id(one)] for one in tags.marked.get(place, ())]
        _number(numbers, place, pdf.make_indirect(Array(elements)))
    for place, (element, widget) in enumerate(fields, start=len(pages)):
        widget.StructParent = place
        _number(numbers, place, element)
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pages) + len(fields)
    pdf.Root.StructTreeRoot = root


def _number(numbers: Array, key: int, value: pikepdf.Object) -> None:
    numbers.append(key)
    numbers.append(value)


def _write(
    pdf: pikepdf.Pdf, element: Element, parent: Any, pages: list[Any], made: Any, widgets: Any,
    fields: Any,
) -> pikepdf.Object:  # fmt: skip
    entry = {"/Type": Name.StructElem, "/S": Name(f"/{element.tag}"), "/P": parent}
    if element.scope:
        entry["/A"] = Dictionary(O=Name.Table, Scope=Name(f"/{element.scope}"))
    if element.tag == "L":
        marks = Name.Disc if element.marks else Name("/None")
        entry["/A"] = Dictionary(O=Name.List, ListNumbering=marks)
    if element.alt:
        entry["/Alt"] = String(clean(element.alt))
    if element.box:
        entry["/A"] = Dictionary(O=Name.Layout, BBox=Array([round(one) for one in element.box]))
    begins = next((part[0] for part in element.parts if isinstance(part, tuple)), None)
    if begins is not None:
        entry["/Pg"] = pages[begins]
    node = pdf.make_indirect(Dictionary(entry))
    made[id(element)] = node
    below: list[Any] = []
    for part in element.parts:
        if isinstance(part, Element):
            if part.parts or part.field in widgets or part.tag in _CELLS:
                below.append(_write(pdf, part, node, pages, made, widgets, fields))
        else:
            page, number = part
            same = page == begins
            below.append(number if same else Dictionary(Type=Name.MCR, Pg=pages[page], MCID=number))
    if element.field:
        widget = widgets[element.field]
        below.append(Dictionary(Type=Name.OBJR, Obj=widget, Pg=widget.P))
        fields.append((node, widget))
    # one part stands alone: pyHanko knows a field in the tree only where no array is around it
    node.K = below[0] if len(below) == 1 else Array(below)
    return node
