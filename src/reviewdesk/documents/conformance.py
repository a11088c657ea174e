"""Finished pages into a file that stands up: PDF/A-3a (archives) and PDF/UA-1 (everyone).

ISO 19005-3 and ISO 14289-1. Written here: the structure tree, the metadata that claims both
standards, the colour profile, the attachments, and the empty fields for the signatures, each
of which, once signed, locks itself.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from reviewdesk import resources
from reviewdesk.documents.attachment import attach
from reviewdesk.documents.fonts import clean
from reviewdesk.documents.pdf_file import PdfFile, references, text
from reviewdesk.documents.tagging import Element

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument

    from reviewdesk.documents.content import Content
    from reviewdesk.documents.frames import SignatureBox
    from reviewdesk.documents.tagging import Tags

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


def finish(
    document: PDFDocument, tags: Tags, content: Content, boxes: tuple[SignatureBox, ...]
) -> bytes:
    """Return the file of finished pages; the same pages always give the same bytes.

    Args:
        document: what reportlab drew.
        tags: the structure that was marked meanwhile.
        content: title, office, reference, language and attachments.
        boxes: where the signatures go; a draft has none.
    """
    file = PdfFile(document)
    tree = _Tree(file, boxes)
    root = file.add(
        f"<</Type/Catalog/Pages {file.page_tree} 0 R/PageMode/UseNone"
        f"/Lang{text(content.language)}/MarkInfo<</Marked true>>"
        f"/ViewerPreferences<</DisplayDocTitle true>>{_described(file, content)}"
        f"{attach(file, content.attachments)}{tree.fields()}"
        f"/StructTreeRoot {tree.write(tags)} 0 R>>"
    )
    return file.written(root, file.add(f"<</Title{text(clean(content.title))}>>"))


@cache
def _profile() -> bytes:
    return resources.file("colour/srgb.icc").read_bytes()


def _described(file: PdfFile, content: Content) -> str:
    """Add the metadata and the colours, and return their entries of the catalogue."""
    metadata = _METADATA.format(
        title=escape(clean(content.title)),
        office=escape(clean(content.office) or "ReviewDesk"),
        reference=escape(clean(content.reference)),
        language=escape(content.language),
    )
    said = file.add_stream(metadata.encode(), "/Type/Metadata/Subtype/XML", pack=False)
    colours = file.add_stream(_profile(), "/N 3")
    return (
        f"/Metadata {said} 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
        f"/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile {colours} 0 R>>]"
    )


class _Tree:
    """The structure of a file and the fields that stand in it, while they are written."""

    def __init__(self, file: PdfFile, boxes: tuple[SignatureBox, ...]) -> None:
        self._file = file
        self._boxes = {box.field: box for box in boxes}
        self._widgets = {field: file.add("") for field in self._boxes}
        self._made: dict[Element, int] = {}
        self._holding: list[Element] = []
        """The elements that fields stand in, in the order of reading."""

    def fields(self) -> str:
        """Add the form of the signatures and return its entry of the catalogue.

        Names of fields share no prefix, which readers need.
        """
        if not self._widgets:
            return ""
        listed = references(self._widgets.values())
        return f"/AcroForm {self._file.add(f'<</Fields[{listed}]/SigFlags 3>>')} 0 R"

    def write(self, tags: Tags) -> int:
        """Add the elements, what stands for them on pages, and return the number of their root."""
        file = self._file
        root = file.add("")
        top = self._element(tags.root, root)
        numbers = []
        for place in range(len(file.pages)):
            on_page = [self._made[one] for one in tags.marked.get(place, ())]
            numbers.append(f"{place} {file.add(f'[{references(on_page)}]')} 0 R")
            placed = [self._widgets[one.field] for one in self._boxes.values() if one.page == place]
            fields = f"/Annots[{references(placed)}]" if placed else ""
            file.put_page(place, f"/StructParents {place}/Tabs/S{fields}")
        for place, element in enumerate(self._holding, start=len(file.pages)):
            self._widget(element.field, place)
            numbers.append(f"{place} {self._made[element]} 0 R")
        by_number = file.add(f"<</Nums[{' '.join(numbers)}]>>")
        file.put(
            root,
            f"<</Type/StructTreeRoot/K {top} 0 R/ParentTree {by_number} 0 R"
            f"/ParentTreeNextKey {len(numbers)}>>",
        )
        return root

    def _element(self, element: Element, parent: int) -> int:
        file = self._file
        number = self._made[element] = file.add("")
        begins = next((part[0] for part in element.parts if isinstance(part, tuple)), None)
        page = "" if begins is None else f"/Pg {file.pages[begins]} 0 R"
        below = []
        for part in element.parts:
            if isinstance(part, Element):
                if part.parts or part.field in self._widgets or part.tag in _CELLS:
                    below.append(f"{self._element(part, number)} 0 R")
            elif part[0] == begins:
                below.append(str(part[1]))
            else:
                below.append(f"<</Type/MCR/Pg {file.pages[part[0]]} 0 R/MCID {part[1]}>>")
        if element.field:
            widget = self._widgets[element.field]
            on_page = file.pages[self._boxes[element.field].page]
            below.append(f"<</Type/OBJR/Obj {widget} 0 R/Pg {on_page} 0 R>>")
            self._holding.append(element)
        # one part stands alone: pyHanko knows a field in the tree only where no array is around it
        kids = f" {below[0]}" if len(below) == 1 else f"[{' '.join(below)}]"
        file.put(
            number,
            f"<</Type/StructElem/S/{element.tag}/P {parent} 0 R{page}"
            f"{_attributes(element)}/K{kids}>>",
        )
        return number

    def _widget(self, field: str, place: int) -> None:
        box = self._boxes[field]
        left, bottom, right, top = (round(one) for one in box.rect)
        empty = self._file.add_stream(
            b"", f"/Type/XObject/Subtype/Form/BBox[0 0 {right - left} {top - bottom}]", pack=False
        )
        lock = self._file.add(f"<</Type/SigFieldLock/Action/Include/Fields[{text(field)}]>>")
        title = text(clean(box.title))
        self._file.put(
            self._widgets[field],
            f"<</Type/Annot/Subtype/Widget/FT/Sig/T{text(field)}/TU{title}/Contents{title}"
            f"/Rect[{left} {bottom} {right} {top}]/P {self._file.pages[box.page]} 0 R/F {_PRINT}"
            f"/AP<</N {empty} 0 R>>/Lock {lock} 0 R/StructParent {place}>>",
        )


def _attributes(element: Element) -> str:
    """Return what an element says beside its parts."""
    words = ""
    if element.scope:
        words += f"/A<</O/Table/Scope/{element.scope}>>"
    if element.tag == "L":
        words += f"/A<</O/List/ListNumbering/{'Disc' if element.marks else 'None'}>>"
    if element.alt:
        words += f"/Alt{text(clean(element.alt))}"
    if element.box:
        words += f"/A<</O/Layout/BBox[{' '.join(str(round(one)) for one in element.box)}]>>"
    return words
