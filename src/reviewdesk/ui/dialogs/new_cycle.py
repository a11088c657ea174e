"""Making a cycle: scheme, period, due dates, who takes part."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from reviewdesk.domain.cycle import Population, default_period, phase_plan
from reviewdesk.domain.days import period_words
from reviewdesk.i18n import tr
from reviewdesk.services import cycles, schemes
from reviewdesk.ui.widgets.button import row
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.emptying import empty
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, DateBox, SpinBox
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from uuid import UUID

    from reviewdesk.domain.parties import Phase
    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.services.cycles import PopulationChoices
    from reviewdesk.services.schemes import SchemeCard
    from reviewdesk.ui.shell import Shell


class NewCycle(Dialog):
    """A form whose dates follow from scheme and period until somebody changes them.

    Signals:
        made(UUID): the cycle that was made.
    """

    made = Signal(object)

    def __init__(self, parent: QWidget, shell: Shell) -> None:
        super().__init__(
            parent, tr("New cycle"), tr("The scheme is copied in: later changes leave it alone.")
        )
        self._shell = shell
        self._dates: dict[Phase, DateBox] = {}
        self._own: set[Phase] = set()
        starts, ends = default_period(shell.ctx.clock.today())
        self.scheme = ComboBox(tr("Scheme"))
        self.name = LineField(tr("Name"), longest=120)
        self.starts, self.ends = DateBox(tr("First day")), DateBox(tr("Last day"))
        _set(self.starts, starts)
        _set(self.ends, ends)
        self._period = label("", quiet=True, wrap=True)
        self.unit = ComboBox(tr("Unit"))
        self.grade = ComboBox(tr("Grade"))
        self.employment = ComboBox(tr("Employment type"))
        self.minimum = SpinBox(tr("Days of service needed"))
        self.minimum.setRange(0, 366)
        self._phases = QWidget()
        self._phases.setLayout(QGridLayout())
        self._fault = label("", tone="bad", wrap=True)
        self._fault.hide()
        self._build()
        self.name.changed.connect(lambda _text: self.name.edit.setProperty("proposed", False))
        for box in (self.starts, self.ends):
            box.dateChanged.connect(self._follow)
        self.scheme.currentIndexChanged.connect(self._scheme_chosen)
        self.make_button = self.set_buttons(tr("Make the cycle"), self._make, icon="plus")
        shell.tasks.run(self._read, self._offer)

    def _build(self) -> None:
        inner = QWidget()
        inner.setProperty("ground", False)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, self._shell.theme.px(8), 0)
        column.setSpacing(self._shell.theme.px(12))
        for widget in (Labelled(tr("Scheme"), self.scheme), self.name):
            column.addWidget(widget)
        days = row(Labelled(tr("First day"), self.starts), Labelled(tr("Last day"), self.ends))
        column.addLayout(days)
        column.addWidget(self._period)
        column.addWidget(label(tr("Due dates"), "strong"))
        column.addWidget(self._phases)
        column.addWidget(label(tr("Who takes part"), "strong"))
        column.addLayout(
            row(
                Labelled(tr("Unit"), self.unit),
                Labelled(tr("Grade"), self.grade),
                Labelled(tr("Employment type"), self.employment),
            )
        )
        column.addWidget(Labelled(tr("Days of service needed"), self.minimum))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        inner.setProperty("ground", True)
        area.setWidget(inner)
        inner.setAutoFillBackground(False)
        area.setMinimumHeight(self._shell.theme.px(380))
        self.add(area, self._fault)

    def _read(self, _progress: Progress) -> tuple[tuple[SchemeCard, ...], PopulationChoices]:
        ctx = self._shell.ctx
        return schemes.list_schemes(), cycles.population_choices(ctx)

    def _offer(self, found: tuple[tuple[SchemeCard, ...], PopulationChoices]) -> None:
        cards, choices = found
        self.unit.addItem(tr("All units"), None)
        for unit_id, name in choices.units:
            self.unit.addItem(name, unit_id)
        self.grade.addItem(tr("All grades"), "")
        for grade in choices.grades:
            self.grade.addItem(grade, grade)
        self.employment.addItem(tr("All types"), "")
        for kind in choices.employment_types:
            self.employment.addItem(kind, kind)
        for card in cards:
            self.scheme.addItem(card.name, card.id)
        self.scheme.setCurrentIndex(max(0, self.scheme.findData("general-five")))
        self._scheme_chosen()

    def _scheme_chosen(self) -> None:
        if self.scheme.currentData() is None:
            return
        scheme = schemes.load_scheme(self.scheme.currentData())
        self.minimum.setValue(scheme.minimum_days)
        self._own.clear()
        self._dates.clear()  # each scheme has steps and titles of its own
        grid = self._phases.layout()
        assert grid is not None
        empty(grid)
        self._follow()

    def _follow(self) -> None:
        starts, ends = _day(self.starts), _day(self.ends)
        self._period.setText(
            period_words(starts, ends) if starts < ends else tr("The period ends before it starts.")
        )
        if not self.name.text() or self.name.edit.property("proposed"):
            span = str(starts.year) if starts.year == ends.year else f"{starts.year}/{ends.year}"
            self.name.edit.setText(tr("Annual review {years}").format(years=span))
            self.name.edit.setProperty("proposed", True)
        if self.scheme.currentData() is None or starts >= ends:
            return
        scheme = schemes.load_scheme(self.scheme.currentData())
        grid = self._phases.layout()
        assert isinstance(grid, QGridLayout)
        for place, (phase, title, due) in enumerate(phase_plan(scheme, starts, ends).dates):
            if phase not in self._dates:
                box = DateBox(title)
                box.dateChanged.connect(lambda _day, phase=phase: self._own.add(phase))
                self._dates[phase] = box
                grid.addWidget(Labelled(title, box), place // 2, place % 2)
            if phase not in self._own:
                self._dates[phase].blockSignals(True)
                _set(self._dates[phase], due)
                self._dates[phase].blockSignals(False)

    def _make(self) -> None:
        name, scheme_id = self.name.text(), self.scheme.currentData()
        starts, ends = _day(self.starts), _day(self.ends)
        unit = self.unit.currentData()
        population = Population(
            units=frozenset([unit]) if unit else frozenset(),
            grades=frozenset([self.grade.currentData()] if self.grade.currentData() else []),
            employment_types=frozenset(
                [self.employment.currentData()] if self.employment.currentData() else []
            ),
        )
        dates = {phase: _day(box) for phase, box in self._dates.items()}
        minimum = self.minimum.value()

        def work(_progress: Progress) -> UUID:
            return cycles.create(
                self._shell.ctx,
                name=name,
                scheme_id=scheme_id,
                starts=starts,
                ends=ends,
                population=population,
                minimum_days=minimum,
                dates=dates,
            )

        self.make_button.setEnabled(False)
        self._shell.tasks.run(work, self._finished, failed=self._refused)

    def _finished(self, cycle_id: UUID) -> None:
        self.accept()
        self.made.emit(cycle_id)

    def _refused(self, fault: UserError) -> None:
        self.make_button.setEnabled(True)
        self._fault.setText(f"{fault.happened} {error_text(fault)}".strip())
        self._fault.show()


def _set(box: DateBox, day: date) -> None:
    box.setDate(QDate(day.year, day.month, day.day))


def _day(box: DateBox) -> date:
    chosen = box.date()
    return date(chosen.year(), chosen.month(), chosen.day())
