"""Printing many papers in one job: order, separator sheets, both sides, grey."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import form_pdf, records
from reviewdesk.services.paper_kinds import kind_named
from reviewdesk.services.records import Order
from reviewdesk.ui import settings
from reviewdesk.ui.dialogs.printing_dialog import PrintingDialog
from reviewdesk.ui.print_job import Piece
from reviewdesk.ui.widgets.labelled import Labelled, TickLine
from reviewdesk.ui.widgets.quiet_inputs import ComboBox
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from reviewdesk.services.context import Context
    from reviewdesk.services.records import RecordRow
    from reviewdesk.ui.shell import Shell

NONE, UNIT, PERSON = "", "unit", "person"


class PrintRecords(PrintingDialog):
    """Asks how, lets the system's dialog choose the printer, and tells how far it is."""

    def __init__(
        self,
        parent: QWidget | None,
        shell: Shell,
        rows: Sequence[RecordRow],
        said: str,
        kind: str = "form",
    ) -> None:
        title = (
            tr_n("Print {n} form", "Print {n} forms", len(rows))
            if kind_named(kind).is_form
            else tr_n("Print {n} paper", "Print {n} papers", len(rows))
        )
        super().__init__(parent, shell, title, tr("{what}.").format(what=said))
        self._rows, self._kind = list(rows), kind
        kept = shell.settings
        self.order = ComboBox(tr("Order"))
        for order in Order:
            self.order.addItem(records.order_words(order), order.value)
        self.order.setCurrentIndex(max(0, self.order.findData(kept.get(settings.PRINT_ORDER))))
        self.separators = ComboBox(tr("Separator sheets"))
        for words, value in (
            (tr("None"), NONE),
            (tr("One before each unit"), UNIT),
            (tr("One before each person"), PERSON),
        ):
            self.separators.addItem(words, value)
        place = self.separators.findData(kept.get(settings.PRINT_SEPARATORS))
        self.separators.setCurrentIndex(max(0, place))
        self.duplex = TickLine(
            tr("Both sides of the sheet"),
            tr("Each form begins on a new sheet."),
            checked=kept.get(settings.PRINT_DUPLEX),
            call=lambda _on: None,
        )
        self.grey = TickLine(
            tr("Grey, without colours"),
            checked=kept.get(settings.PRINT_GREY),
            call=lambda _on: None,
        )
        self.proof = TickLine(
            tr("With the sheet that proves a printed copy"),
            tr("It follows each closed form that has one."),
            checked=kept.get(settings.PRINT_PROOF),
            call=lambda _on: None,
        )
        self.proof.setVisible(kind_named(kind).is_form and any(one.has_proof for one in rows))
        asked = (
            Labelled(tr("Order"), self.order),
            Labelled(tr("Separator sheets"), self.separators),
            self.duplex,
            self.grey,
            self.proof,
        )
        corrected = label(
            tr("Corrections noted beside a form are printed after it."), quiet=True, wrap=True
        )
        corrected.setVisible(kind_named(kind).is_form and any(one.has_corrections for one in rows))
        self.add(*asked, corrected, self.fault, self.busy)
        self.print_button = self.set_buttons(tr("Print …"), self._choose, icon="printer")
        self.choices = (*asked, self.print_button)
        self.print_button.setFocus()

    @override
    def settle(self, *, busy: bool) -> None:
        super().settle(busy=busy)
        if not busy:
            self.print_button.setFocus()

    def _choose(self) -> None:
        kept = self._shell.settings
        kept.set(settings.PRINT_ORDER, self.order.currentData())
        kept.set(settings.PRINT_SEPARATORS, self.separators.currentData())
        kept.set(settings.PRINT_DUPLEX, self.duplex.box.isChecked())
        kept.set(settings.PRINT_GREY, self.grey.box.isChecked())
        kept.set(settings.PRINT_PROOF, self.proof.box.isChecked())
        self._shell.ask.choose_printer(
            self,
            self._print,
            name=tr_n("{n} form", "{n} forms", len(self._rows))
            if kind_named(self._kind).is_form
            else tr_n("{n} paper", "{n} papers", len(self._rows)),
            duplex=self.duplex.box.isChecked(),
            grey=self.grey.box.isChecked(),
        )

    def _print(self, printer: QPrinter) -> None:
        rows = records.ordered(self._rows, Order(self.order.currentData()))
        printed = (
            tr_n("{n} form was printed", "{n} forms were printed", len(rows))
            if kind_named(self._kind).is_form
            else tr_n("{n} paper was printed", "{n} papers were printed", len(rows))
        )
        self.print_pieces(printer, self._pieces(rows), printed, duplex=self.duplex.box.isChecked())

    def _pieces(self, rows: Sequence[RecordRow]) -> list[Piece]:
        ctx, wanted = self._shell.ctx, self.separators.currentData()
        with_proof = kind_named(self._kind).is_form and self.proof.box.isChecked()
        pieces: list[Piece] = []
        unit = None
        for one in rows:
            before: tuple[str, ...] = ()
            if wanted == PERSON:
                before = (one.name, one.unit, one.number)
            elif wanted == UNIT and one.unit_id != unit:
                before = (one.unit,)
            unit = one.unit_id
            pieces.append(Piece(partial(_read, ctx, self._kind, one), before))
            if with_proof and one.has_proof:
                pieces.append(Piece(partial(_read, ctx, "proof", one)))
            if kind_named(self._kind).is_form and one.has_corrections:
                pieces.append(Piece(partial(_read, ctx, "corrections", one)))
        return pieces


def _read(ctx: Context, kind: str, one: RecordRow) -> bytes:
    return form_pdf.drawn(kind_named(kind).read(ctx, one.id, form_pdf.office_paper(ctx)))
