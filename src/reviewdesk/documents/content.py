"""What a paper says, as a tree of blocks without places on a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of a part; level 1 is a part of the form, level 2 an entry in it."""

    text: str
    level: int = 1
    aside: str = ""
    """Shown at the other end of the line, such as a weight."""
    room: int = 0
    """Points that it needs on its page with what follows; 0 for the usual few lines."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words of one or more paragraphs; ``label`` stands small above them."""

    text: str
    label: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values in two columns, short ones only."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ratings:
    """What was rated: label and value, the values set strongly."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a heading to each column; the first column names the row."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """How wide the columns are, in relation to each other."""
    notes: tuple[str, ...] = ()
    """What stands small under the name of each row; empty where nothing does."""
    room: int = 0
    """Least height of a row in points, where something is added by hand."""
    numbers_from: int = 0
    """From which column there are numbers, set at the right edge; 0 for none."""


@dataclass(frozen=True, slots=True)
class Result:
    """The overall result."""

    title: str
    score: str
    level: str


@dataclass(frozen=True, slots=True)
class Points:
    """Short texts of one kind, each a point of a list; ``label`` stands small above them."""

    items: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with what it says for whoever does not see it."""

    image: bytes
    """PNG or JPEG without transparency."""
    alt: str
    width: float
    """In points; on paper never wider than the page."""
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """A frame to write in by hand; ``label`` says what."""

    label: str
    lines: int = 3


@dataclass(frozen=True, slots=True)
class Ticks:
    """Choices to tick by hand."""

    label: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TickGrid:
    """A square to tick for each row under each choice."""

    word: str
    """What a row is."""
    options: tuple[str, ...]
    rows: tuple[str, ...]
    """Name of each row, and in the lines under it what it means."""


@dataclass(frozen=True, slots=True)
class PenLine:
    """The place for one signature by pen, with its day."""

    title: str
    name: str = ""
    """Empty where the name is written by hand too."""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """The place for one signature."""

    field: str
    """Name of the signature field, such as ``sig_employee``."""
    title: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Code:
    """A large QR code, with what it is for who cannot see it."""

    text: str
    described: str


Block = (
    Heading
    | Text
    | Facts
    | Ratings
    | Grid
    | Result
    | Points
    | Picture
    | Box
    | Ticks
    | TickGrid
    | PenLine
    | SignatureBlock
    | Code
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file within the paper."""

    name: str
    mime: str
    relation: str
    """To the paper, as PDF/A-3 names it: ``Data``, or ``Supplement``."""
    description: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What an office has on all its papers."""

    logo: bytes = b""
    """PNG or JPEG without transparency; empty for none."""
    lines: tuple[str, ...] = ()
    """Address and the like, on the first page."""
    footer: str = ""
    """At the foot of every page."""
    classification: str = ""
    """At the top and the foot of every page, in words."""


@dataclass(frozen=True, slots=True)
class Content:
    """A whole paper."""

    title: str
    subtitle: str
    office: str
    reference: str
    """Stands on every page: document number and version."""
    language: str
    mark: str
    """Across every page, such as DRAFT; empty for none."""
    blocks: tuple[Block, ...]
    landscape: bool = False
    """Whether the pages lie on their side."""
    attachments: tuple[Attachment, ...] = ()
    code: str = ""
    """Stands as a QR code in the margin of every page; empty for none."""
    letterhead: Letterhead = Letterhead()
