"""What the file of a form holds, and nothing more, whoever signed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pikepdf import Name

from reviewdesk.documents.attachment import DATA, LETTERHEAD, LOGOS, SCHEME
from reviewdesk.documents.content import SignatureBlock
from reviewdesk.documents.fonts import clean
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    import pikepdf

    from reviewdesk.documents.content import Content

_OF_CATALOGUE = {
    "/Type", "/Pages", "/PageMode", "/Lang", "/MarkInfo", "/ViewerPreferences", "/Metadata",
    "/OutputIntents", "/Names", "/AF", "/AcroForm", "/StructTreeRoot", "/Perms", "/Extensions",
    "/Version",
}  # fmt: skip
_OF_PAGE = {
    "/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/StructParents", "/Tabs",
    "/Annots", "/Rotate", "/Trans",
}  # fmt: skip
_OF_FIELD = {
    "/Type", "/Subtype", "/FT", "/T", "/TU", "/Contents", "/Rect", "/P", "/F", "/AP", "/Lock",
    "/StructParent", "/V",
}  # fmt: skip
"""What the catalogue, a page and a field of a form hold; earlier versions wrote a little more."""
_FILES = {DATA, SCHEME, LETTERHEAD, *LOGOS.values()}
_NAMED_MOST = 5


class DiffersError(Exception):
    """In which way a file is not the form that its data makes, as a sentence."""


def demand_nothing_more(pdf: pikepdf.Pdf) -> None:
    """Refuse a form that holds what the program never puts into one, whoever signed that.

    Such as actions, scripts, layers, links and other notes than the fields of signatures.

    Raises:
        DiffersError: when it holds more.
    """
    root = pdf.Root
    kids = list(root.Pages.Kids)
    if len({one.objgen for one in kids}) != len(kids) or any(one.Type != Name.Page for one in kids):
        raise _more(tr("other pages"))
    if _is_more_attached(root.Names.EmbeddedFiles):
        raise _more(tr("other attachments"))
    parts = [(root, _OF_CATALOGUE), (root.Names, {"/EmbeddedFiles"})]
    fields: list[Any] = []
    if "/AcroForm" in root:
        parts.append((root.AcroForm, {"/Fields", "/SigFlags"}))
        fields = list(root.AcroForm.Fields)
    notes = [note for page in kids for note in page.get("/Annots", [])]
    parts += [(page, _OF_PAGE) for page in kids]
    parts += [(one, _OF_FIELD) for one in fields]
    if sorted(one.objgen for one in notes) != sorted(one.objgen for one in fields) or any(
        (one.FT, one.Subtype) != (Name.Sig, Name.Widget) for one in fields
    ):
        raise _more(tr("notes on its pages"))
    more = {name for part, known in parts for name in part.keys() - known}
    if more:
        raise _more(", ".join(sorted(name.strip("/") for name in more)[:_NAMED_MOST]))


def _is_more_attached(files: Any) -> bool:
    """Return whether more is attached than a form's own, or not to every program the same."""
    names = [str(one) for one in list(files.Names)[::2]]
    held = [one.EF for one in list(files.Names)[1::2]]
    return (
        set(files.keys()) != {"/Names"}
        or names != sorted(set(names) & _FILES)
        or any(set(one.keys()) != {"/F", "/UF"} or one.F.objgen != one.UF.objgen for one in held)
    )


def _more(names: str) -> DiffersError:
    return DiffersError(tr("This file holds more than a form does: {names}.").format(names=names))


def demand_same_fields(pdf: pikepdf.Pdf, content: Content) -> None:
    """Refuse a form whose fields programs name otherwise than the form does.

    Raises:
        DiffersError: when they do.
    """
    form: Any = pdf.Root.get("/AcroForm")
    told = {} if form is None else {str(one.T): str(one.TU) for one in form.Fields}
    blocks = [one for one in content.blocks if isinstance(one, SignatureBlock)]
    wanted = {one.field: clean(one.title) for one in blocks}
    if told != wanted:
        raise DiffersError(tr("The fields of this file are not those of the form."))
