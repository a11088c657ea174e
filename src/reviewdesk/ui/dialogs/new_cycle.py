"""Making a cycle, or changing one: scheme, period, due dates, who takes part."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from reviewdesk.domain.cycle import CycleState, Population, default_period, phase_plan
from reviewdesk.domain.days import period_words
from reviewdesk.domain.interim import agreed_on_paper
from reviewdesk.i18n import tr
from reviewdesk.services import cycles, own_schemes
from reviewdesk.services.standing import read_scheme
from reviewdesk.ui.widgets.button import row
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.emptying import empty
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, DateBox, SpinBox
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.tick_box import TickBox
from reviewdesk.ui.widgets.ticked_list import SeveralButton
from reviewdesk.ui.widgets.words import label, one_line

if TYPE_CHECKING:
    from uuid import UUID

    from reviewdesk.domain.parties import Phase
    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.services.cycles import CyclePage, CycleRow, PopulationChoices
    from reviewdesk.services.schemes import SchemeCard
    from reviewdesk.ui.shell import Shell

    _Found = tuple[tuple[SchemeCard, ...], PopulationChoices, tuple[CycleRow, ...]]


class NewCycle(Dialog):
    """A form whose dates follow from scheme and period until somebody changes them.

    Signals:
        made(UUID): the cycle that was made.
    """

    made = Signal(object)

    def __init__(self, parent: QWidget, shell: Shell, changes: CyclePage | None = None) -> None:
        super().__init__(
            parent,
            tr("New cycle") if changes is None else tr("Change this cycle"),
            tr("The scheme is copied in: later changes leave it alone.")
            if changes is None
            else _what_changes(changes),
        )
        self._changes = changes
        self._shell = shell
        self._dates: dict[Phase, DateBox] = {}
        self._own: set[Phase] = set()
        self._others: tuple[CycleRow, ...] = ()
        """The cycles there are beside this one."""
        self._dated = False
        """Whether somebody chose the period; until then it is the scheme's."""
        starts, ends = default_period(shell.ctx.clock.today())
        if changes is not None:
            starts, ends = changes.row.starts, changes.row.ends
        self.scheme = ComboBox(tr("Scheme"))
        self.name = LineField(tr("Name"), longest=120)
        self.starts, self.ends = DateBox(tr("First day")), DateBox(tr("Last day"))
        _set(self.starts, starts)
        _set(self.ends, ends)
        self._period = label("", quiet=True, wrap=True)
        self.unit = SeveralButton(tr("Units"), tr("All units"))
        self.grade = SeveralButton(tr("Grades"), tr("All grades"))
        self.employment = SeveralButton(tr("Employment types"), tr("All types"))
        self.minimum = SpinBox(tr("Days under a plan needed for a rating"))
        self.minimum.setRange(0, 366)
        self.from_start = TickBox(tr("Plans count from the first day, agreed on paper before"))
        self.from_start.clicked.connect(lambda _on: self.from_start.setProperty("own", True))
        self._phases = QWidget()
        self._phases.setLayout(QGridLayout())
        self._fault = label("", tone="bad", wrap=True)
        self._fault.hide()
        self._build()
        self.name.changed.connect(lambda _text: self.name.edit.setProperty("proposed", False))
        for box in (self.starts, self.ends):
            box.dateChanged.connect(self._dates_chosen)
        self.scheme.currentIndexChanged.connect(self._scheme_chosen)
        words = tr("Make the cycle") if changes is None else tr("Save the changes")
        self.make_button = self.set_buttons(
            words, self._make, icon="plus" if changes is None else ""
        )
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
                Labelled(tr("Units, with those below them"), self.unit),
                Labelled(tr("Grades"), self.grade),
                Labelled(tr("Employment types"), self.employment),
            )
        )
        column.addWidget(Labelled(tr("Days under a plan needed for a rating"), self.minimum))
        column.addWidget(self.from_start)
        column.addStretch(1)
        self.add(inner, self._fault)

    def _read(self, _progress: Progress) -> _Found:
        ctx = self._shell.ctx
        return (
            tuple(own_schemes.for_cycles(ctx)),
            cycles.population_choices(ctx),
            tuple(cycles.list_cycles(ctx)),
        )

    def _offer(self, found: _Found) -> None:
        cards, choices, others = found
        own = self._changes.row.id if self._changes is not None else None
        self._others = tuple(one for one in others if one.id != own)
        rule = self._changes.population if self._changes is not None else Population()
        self.unit.offer(choices.units, rule.units)
        self.grade.offer([(one, one) for one in choices.grades], rule.grades)
        kinds = [(one, one) for one in choices.employment_types]
        self.employment.offer(kinds, rule.employment_types)
        for card in cards:
            self.scheme.addItem(card.name, card.id)
        wanted = next((card.id for card in cards if card.general), "")
        if self._changes is not None:
            wanted = self._changes.scheme_id
        self.scheme.setCurrentIndex(max(0, self.scheme.findData(wanted)))
        self._scheme_chosen()
        if self._changes is not None:
            self._fill(self._changes)

    def _fill(self, page: CyclePage) -> None:
        """Show a cycle as it is; what is fixed for good cannot be changed."""
        fixed: list[QWidget] = [self.scheme, self.starts, self.ends]
        if page.row.state is CycleState.OPEN:
            fixed += [self.unit, self.grade, self.employment, self.minimum]
        for one in fixed:
            one.setEnabled(False)
        self.name.set_text(page.row.name)
        self.name.edit.setProperty("proposed", False)
        self.minimum.setValue(page.minimum_days)
        self.from_start.setChecked(page.plans_from_start)
        for phase, _title, due in page.phases:
            if phase in self._dates:
                _set(self._dates[phase], due)

    def _scheme_chosen(self) -> None:
        if self.scheme.currentData() is None:
            return
        scheme = read_scheme(own_schemes.text_for_cycle(self._shell.ctx, self.scheme.currentData()))
        self.minimum.setValue(scheme.minimum_days)
        if self._changes is None and not self._dated:
            starts, ends = self._proposed(scheme)
            for box, day in ((self.starts, starts), (self.ends, ends)):
                box.blockSignals(True)
                _set(box, day)
                box.blockSignals(False)
        self._own.clear()
        self._dates.clear()  # each scheme has steps and titles of its own
        grid = self._phases.layout()
        assert grid is not None
        empty(grid)
        self._follow()

    def _proposed(self, scheme: Scheme) -> tuple[date, date]:
        """Return the period of today, or the next one where a cycle of the scheme has begun it."""
        starts, ends = default_period(self._shell.ctx.clock.today(), scheme.period)
        taken = [one.ends for one in self._others if one.scheme == scheme.name]
        if any(day >= starts for day in taken):
            starts, ends = default_period(max(taken) + timedelta(days=1), scheme.period)
        return starts, ends

    def _dates_chosen(self) -> None:
        self._dated = True
        self._follow()

    def _follow(self) -> None:
        starts, ends = _day(self.starts), _day(self.ends)
        self._period.setText(self._told(starts, ends))
        if not self.from_start.property("own") and self._changes is None:
            today = self._shell.ctx.clock.today()
            self.from_start.setChecked(agreed_on_paper(starts, today))
        if not self.name.text() or self.name.edit.property("proposed"):
            span = str(starts.year) if starts.year == ends.year else f"{starts.year}/{ends.year}"
            self.name.edit.setText(tr("Annual review {years}").format(years=span))
            self.name.edit.setProperty("proposed", True)
        if self.scheme.currentData() is None or starts >= ends:
            return
        scheme = read_scheme(own_schemes.text_for_cycle(self._shell.ctx, self.scheme.currentData()))
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

    def _told(self, starts: date, ends: date) -> str:
        """Return the period in words, and which cycles have days of it too."""
        if starts >= ends:
            return tr("The period ends before it starts.")
        both = [one.name for one in self._others if one.starts <= ends and starts <= one.ends]
        if not both:
            return period_words(starts, ends)
        words = tr("{period}. Days of it are also in: {names}.")
        return words.format(
            period=period_words(starts, ends), names=", ".join(map(one_line, both[:3]))
        )

    def _make(self) -> None:
        name, scheme_id = self.name.text(), self.scheme.currentData()
        starts, ends = _day(self.starts), _day(self.ends)
        population = Population(
            units=frozenset(self.unit.keys),
            grades=frozenset(self.grade.keys),
            employment_types=frozenset(self.employment.keys),
        )
        dates = {phase: _day(box) for phase, box in self._dates.items()}
        minimum, from_start = self.minimum.value(), self.from_start.isChecked()
        changes = self._changes

        def work(_progress: Progress) -> UUID:
            if changes is not None:
                cycles.change(
                    self._shell.ctx,
                    changes.row.id,
                    name=name,
                    population=population,
                    minimum_days=minimum,
                    plans_from_start=from_start,
                    dates=dates,
                )
                return changes.row.id
            return cycles.create(
                self._shell.ctx,
                name=name,
                scheme_id=scheme_id,
                starts=starts,
                ends=ends,
                population=population,
                minimum_days=minimum,
                plans_from_start=from_start,
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


def _what_changes(page: CyclePage) -> str:
    if page.row.state is CycleState.OPEN:
        return tr("It is launched: its name and its due dates can still be changed.")
    return tr("Scheme and period stay; for others, make a new cycle.")


def _set(box: DateBox, day: date) -> None:
    box.setDate(QDate(day.year, day.month, day.day))


def _day(box: DateBox) -> date:
    chosen = box.date()
    return date(chosen.year(), chosen.month(), chosen.day())
