"""The weights of the scheme's own entries, such as five elements that add up to 100 %."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from reviewdesk.domain.goal import number_words
from reviewdesk.i18n import tr
from reviewdesk.services import plan_parts
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Card, Line
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.typed_values import NotReadableError, number_in, read_number
from reviewdesk.ui.widgets.weight_meter import WeightMeter
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from uuid import UUID

    from reviewdesk.services.plan_parts import WeightedPart
    from reviewdesk.ui.shell import Shell


class EntryWeights(Card):
    """Shows the weights of one section; in a draft plan they are written here."""

    def __init__(self, shell: Shell, review: UUID, part: WeightedPart, *, may_edit: bool) -> None:
        super().__init__(part.title)
        self._shell, self._review, self._part = shell, review, part
        self.fields: dict[str, LineField] = {}
        if not may_edit:
            for one in part.entries:
                weight = number_words(one.weight)
                shown = tr("{weight} %").format(weight=weight) if weight else tr("no weight yet")
                self.add(Line(one.name, one.definition, label(shown, quiet=True)))
            return
        self.add(
            label(
                tr("Give every entry its weight in per cent; together {total} %.").format(
                    total=number_words(part.total)
                ),
                quiet=True,
                wrap=True,
            )
        )
        for one in part.entries:
            field = LineField(one.name, hint="%")
            field.set_text(number_words(one.weight))
            field.changed.connect(lambda _text: self._weigh())
            self.fields[one.name] = field
            self.add(field)
        self.meter = WeightMeter(part.total, self._share_out if part.left else None)
        self.add(self.meter, row(Button(tr("Save the weights"), self._save, icon="save"), None))
        self._weigh()

    def _weigh(self) -> None:
        given = Decimal(0)
        for field in self.fields.values():
            try:
                given += number_in(field.text()) or Decimal(0)
            except NotReadableError:
                continue
        self.meter.set_given(given)

    def _share_out(self) -> None:
        ctx, review, section = self._shell.ctx, self._review, self._part.section
        self._shell.tasks.run(
            lambda _progress: plan_parts.share_out_entries(ctx, review, section), essential=True
        )

    def _save(self) -> None:
        try:
            weights = {name: read_number(field) for name, field in self.fields.items()}
        except NotReadableError:
            return
        ctx, review, section = self._shell.ctx, self._review, self._part.section
        self._shell.tasks.run(
            lambda _progress: plan_parts.set_weights(ctx, review, section, weights), essential=True
        )
