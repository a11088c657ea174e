"""Trusting a signer's key no more: why, and from which day on."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate

from reviewdesk.domain.trust import RevocationReason, reason_words
from reviewdesk.i18n import tr
from reviewdesk.services import revocations
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, DateBox
from reviewdesk.ui.widgets.typed_values import day_in
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.services.authority import CertificateRow
    from reviewdesk.ui.shell import Shell


class Revoke(Dialog):
    """Asks why and since when one key is no longer trusted."""

    def __init__(self, parent: QWidget, shell: Shell, one: CertificateRow) -> None:
        super().__init__(
            parent,
            tr("Revoke the key of {name}?").format(name=one.person),
            tr(
                "What it signed before that day stays valid; what it signs from then on is "
                "refused. This cannot be undone: {name} gets a new key instead."
            ).format(name=one.person),
        )
        self._shell, self._id = shell, one.id
        self._today = shell.ctx.clock.today()
        self.reason = ComboBox(tr("Why"))
        for reason in RevocationReason:
            self.reason.addItem(reason_words(reason), reason.value)
        self.reason.setMinimumContentsLength(30)
        self.day = DateBox(tr("Not trusted from"))
        self.day.setDate(QDate(self._today.year, self._today.month, self._today.day))
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.add(
            Labelled(tr("Why"), self.reason),
            Labelled(tr("Not trusted from"), self.day),
            self.fault,
        )
        self.set_buttons(tr("Revoke the key"), self._revoke, danger=True)
        self.reason.setFocus()

    def _revoke(self) -> None:
        ctx, key, day = self._shell.ctx, self._id, day_in(self.day)
        reason = RevocationReason(self.reason.currentData())
        since = None if day == self._today else datetime.combine(day, time(), UTC)
        self._shell.tasks.run(
            lambda _progress: revocations.revoke(ctx, key, reason, since),
            lambda _done: self.accept(),
            failed=self._refused,
            essential=True,
        )

    def _refused(self, fault: UserError) -> None:
        self.fault.setText(str(fault))
        self.fault.show()
