"""A form as an OpenDocument text that says and shows the same: headings, tables, lists, frames.

What LibreOffice is given to convert has to be equal to what our own forms are.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from reviewdesk.documents import content as parts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from reviewdesk.documents.content import Content

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(
    f'xmlns:{short}="{_ODF}:{long}"'
    for short, long in (
        ("office", "office:1.0"), ("text", "text:1.0"), ("style", "style:1.0"),
        ("fo", "xsl-fo-compatible:1.0"), ("table", "table:1.0"), ("manifest", "manifest:1.0"),
    )
)  # fmt: skip
_MANIFEST = (
    f'<manifest:manifest {_NAMES} manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_SIZES = {
    "body": (9.5, "normal", 0), "label": (8, "normal", 2), "fact": (9, "normal", 0),
    "strong": (9.5, "bold", 0), "title": (18, "bold", 0), "h1": (13, "bold", 16),
    "h2": (10.5, "bold", 9), "score": (20, "bold", 0), "furniture": (7.5, "normal", 0),
}  # fmt: skip
"""Of letters, their weight, and the room above them, in points."""
_STYLES = "".join(
    f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties '
    f'fo:margin-bottom="5pt" fo:margin-top="{above}pt" fo:line-height="130%"/>'
    f'<style:text-properties fo:font-size="{size}pt" '
    f'fo:font-weight="{weight}"/></style:style>'
    for name, (size, weight, above) in _SIZES.items()
) + (
    '<style:style style:name="line" style:family="table-cell"><style:table-cell-properties '
    'fo:border-bottom="0.4pt solid #c5ccd5" fo:padding="3pt"/></style:style>'
    '<style:style style:name="sunk" style:family="table-cell"><style:table-cell-properties '
    'fo:background-color="#eef1f5" fo:padding="5pt"/></style:style>'
    '<style:style style:name="frame" style:family="table-cell"><style:table-cell-properties '
    'fo:border="0.8pt solid #c5ccd5" fo:padding="34pt"/></style:style>'
    '<style:style style:name="bare" style:family="table-cell"/>'
)


def write(path: Path, content: Content) -> None:
    """Write a form as a document of LibreOffice's own."""
    body = _said("title", content.title) + _said("body", content.subtitle)
    body += "".join(map(_block, content.blocks))
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("META-INF/manifest.xml", _MANIFEST)
        file.writestr("styles.xml", _page(content))
        file.writestr(
            "content.xml",
            f'<office:document-content {_NAMES} office:version="1.2"><office:automatic-styles>'
            f"{_STYLES}</office:automatic-styles><office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
        )


def _page(content: Content) -> str:
    """Return the styles of a page: its size, and what stands above and below it."""
    number = 'Page <text:page-number text:select-page="current"/> of <text:page-count/>'
    above = f"<text:p>{escape(content.office)} {escape(content.title)}</text:p>"
    below = f"<text:p>{escape(content.reference)} {number}</text:p>"
    return (
        f'<office:document-styles {_NAMES} office:version="1.2"><office:automatic-styles>'
        '<style:page-layout style:name="paper"><style:page-layout-properties '
        'fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="1.9cm"/></style:page-layout>'
        "</office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Standard" style:page-layout-name="paper">'
        f"<style:header>{above}</style:header><style:footer>{below}</style:footer>"
        "</style:master-page></office:master-styles></office:document-styles>"
    )


def _block(block: parts.Block) -> str:
    match block:
        case parts.Heading():
            head = f'<text:h text:style-name="h{block.level}" text:outline-level="{block.level}">'
            words = f"{head}{escape(block.text)}  {escape(block.aside)}</text:h>"
        case parts.Text():
            words = _said("label", block.label) + _said("body", block.text)
        case parts.Facts() | parts.Ratings():
            words = _table(("fact", "strong"), block.rows)
        case parts.Grid():
            words = _table(("fact",) * len(block.header), block.rows, block.header)
        case parts.Result():
            shown = _said("score", f"{block.score} · {block.level}")
            words = _rows(1, _cell("sunk", _said("label", block.title) + shown))
        case parts.Points():
            items = "".join(
                f"<text:list-item>{_said('fact', one)}</text:list-item>" for one in block.items
            )
            words = f"{_said('label', block.label)}<text:list>{items}</text:list>"
        case parts.SignatureBlock():
            beside = _said("strong", block.title) + _said("fact", block.name)
            beside += _said("label", block.meaning)
            words = _rows(2, _cell("bare", beside) + _cell("frame", "<text:p/>"))
        case _:
            raise TypeError(type(block))
    return words


def _said(style: str, words: str) -> str:
    return f'<text:p text:style-name="{style}">{escape(words)}</text:p>' if words else ""


def _cell(style: str, inside: str) -> str:
    return f'<table:table-cell table:style-name="{style}">{inside}</table:table-cell>'


def _rows(columns: int, *rows: str, head: str = "") -> str:
    inside = "".join(f"<table:table-row>{one}</table:table-row>" for one in rows)
    if head:
        head = f"<table:table-header-rows><table:table-row>{head}</table:table-row>"
        head += "</table:table-header-rows>"
    column = f'<table:table-column table:number-columns-repeated="{columns}"/>'
    return f"<table:table>{column}{head}{inside}</table:table>"


def _table(
    styles: tuple[str, ...], rows: Iterable[tuple[str, ...]], header: tuple[str, ...] = ()
) -> str:
    lines = [
        "".join(_cell("line", _said(style, one)) for style, one in zip(styles, row, strict=True))
        for row in rows
    ]
    head = "".join(_cell("sunk", _said("label", one)) for one in header)
    return _rows(len(styles), *lines, head=head)
