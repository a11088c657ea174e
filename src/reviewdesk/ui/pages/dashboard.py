"""Dashboard: four charts of one cycle, each with its table and the people behind its bars."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from reviewdesk.domain.days import day_words
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.services import dashboard, printing
from reviewdesk.services.dashboard import Filters
from reviewdesk.ui.actions import Action
from reviewdesk.ui.dialogs.people_behind import PeopleBehind
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.widgets.button import IconButton, row
from reviewdesk.ui.widgets.card import Figure
from reviewdesk.ui.widgets.chart import chart_ink
from reviewdesk.ui.widgets.chart_card import ChartCard
from reviewdesk.ui.widgets.empty_state import EmptyState
from reviewdesk.ui.widgets.emptying import empty
from reviewdesk.ui.widgets.quiet_inputs import ComboBox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from reviewdesk.analytics.charts import Chart, Picture
    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Changes, Context
    from reviewdesk.services.dashboard import Choices, Dashboard
    from reviewdesk.services.papers import Paper
    from reviewdesk.ui.shell import Shell

_TABLES = frozenset({"review", "check_in", "cycle", "person", "unit"})
FILES = "PNG (*.png);;PDF (*.pdf);;CSV (*.csv)"


class Page(PageFrame):
    """Reads the numbers on the desk thread and draws on the other one."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.set_title(tr("Dashboard"))
        self.cycle = ComboBox(tr("Cycle"))
        self.unit = ComboBox(tr("Unit, with those below it"))
        self.grade = ComboBox(tr("Grade"))
        self._filters = QWidget()
        across = row(self.cycle, self.unit, self.grade, None)
        across.setContentsMargins(0, 0, 0, 0)
        self._filters.setLayout(across)
        self.band.addWidget(self._filters)
        self.cycle.setMinimumContentsLength(24)
        self.unit.setMinimumContentsLength(16)
        self._shown: Dashboard | None = None
        self._cards: dict[str, ChartCard] = {}
        self._figures = QWidget()
        self._charts = QWidget()
        for combo in (self.cycle, self.unit, self.grade):
            combo.activated.connect(lambda _index: self.reload())
        self.shell.theme.changed.connect(self._redraw)

    @override
    def show_place(self, place: Place) -> None:
        self.shell.tasks.run(lambda _progress: dashboard.choices(self.ctx), self._offer)

    @override
    def on_changes(self, changes: Changes) -> None:
        if changes.tables & _TABLES:
            self.reload()

    def reload(self) -> None:
        """Read the numbers again for the chosen cycle, unit and grade."""
        cycle_id = self.cycle.currentData()
        if cycle_id is None:
            return
        filters = Filters(cycle_id, self.unit.currentData(), self.grade.currentData() or "")
        self.shell.tasks.run(lambda _progress: dashboard.dashboard(self.ctx, filters), self._show)

    def _offer(self, choices: Choices) -> None:
        if not choices.cycles:
            self._filters.hide()
            self.clear()
            self.add(
                EmptyState(
                    "chart-column",
                    tr("Nothing to show yet"),
                    tr("The charts begin with the first cycle that is launched."),
                ),
                stretch=1,
            )
            return
        self._filters.show()
        _fill(self.cycle, [(name, key) for key, name in choices.cycles])
        _fill(self.unit, [(tr("All units"), None), *((n, key) for key, n in choices.units)])
        _fill(self.grade, [(tr("All grades"), None), *((one, one) for one in choices.grades)])
        self.reload()

    def _show(self, shown: Dashboard) -> None:
        first = self._shown is None or not self._cards
        self._shown = shown
        today = day_words(self.ctx.clock.today())
        self.set_title(tr("Dashboard"), tr("Figures as of {day}").format(day=today))
        self.set_actions(
            [
                Action(
                    "dashboard.save",
                    tr("Save all charts"),
                    partial(self._save, shown.charts),
                    icon="download",
                ),
                Action(
                    "dashboard.summary",
                    tr("Print the unit summary"),
                    self._print_summary,
                    icon="printer",
                    shown=False,
                ),
                Action(
                    "dashboard.sheet",
                    tr("Print the sign-off sheet"),
                    self._print_sheet,
                    icon="printer",
                    right=Right.PRINT_FORM,
                    shown=False,
                ),
            ]
        )
        if first:
            self._build(shown)
        self._show_figures(shown)
        for chart in shown.charts:
            card = self._cards[chart.id]
            card.set_note(f"{chart.subtitle}. {chart.finding}")
            card.set_table(chart.columns, chart.table())
            card.chart.refresh()

    def _build(self, shown: Dashboard) -> None:
        self.clear()
        self._figures, self._charts = QWidget(), QWidget()
        self._figures.setLayout(QGridLayout())
        grid = QGridLayout()
        grid.setSpacing(self.shell.theme.px(16))
        grid.setContentsMargins(0, 0, 0, 0)
        self._charts.setLayout(grid)
        for chart in shown.charts:
            card = ChartCard(chart.title, height=250)
            save = IconButton("download", tr("Save this chart: {title}").format(title=chart.title))
            save.clicked.connect(partial(self._save_one, chart.id))
            card.add_trailing(save)
            card.chart.size_wanted.connect(partial(self._draw, chart.id))
            card.picked.connect(partial(self._open_behind, chart.id))
            self._cards[chart.id] = card
        self._arrange()
        self.add(self._figures, self._charts)

    def _arrange(self) -> None:
        """Lay the cards out, two in a row where there is room."""
        grid = self._charts.layout()
        if not isinstance(grid, QGridLayout):
            return
        across = 1 if self.width_class() == "narrow" else 2
        for place, card in enumerate(self._cards.values()):
            grid.addWidget(card, place // across, place % across)
        for column in range(2):
            grid.setColumnStretch(column, 1 if column < across else 0)

    @override
    def refold(self) -> None:
        super().refold()
        self._arrange()

    def _show_figures(self, shown: Dashboard) -> None:
        grid = self._figures.layout()
        assert isinstance(grid, QGridLayout)
        empty(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self.shell.theme.px(16))
        share = 100 * shown.closed // shown.total if shown.total else 0
        figures = (
            (f"{shown.total:,}", tr("Reviews")),
            (f"{shown.closed:,}", tr("Closed, {share} %").format(share=share)),
            (f"{shown.waiting_for_signature:,}", tr("Waiting for a signature")),
            (f"{shown.late:,}", tr("Past their date")),
        )
        for place, (number, words) in enumerate(figures):
            grid.addWidget(Figure(number, words), 0, place)

    def _chart(self, chart_id: str) -> Chart | None:
        charts = self._shown.charts if self._shown else ()
        return next((one for one in charts if one.id == chart_id), None)

    def _draw(self, chart_id: str, width: int, height: int, ratio: float) -> None:
        chart = self._chart(chart_id)
        if chart is None:
            return
        ink = chart_ink()

        def work(_progress: Progress) -> Picture:
            return dashboard.chart_picture(chart, (width, height), ratio, ink)

        def done(picture: Picture) -> None:
            if self._chart(chart_id) is chart:
                self._cards[chart_id].chart.set_picture(picture, chart.finding)

        self.shell.tasks.run(work, done, lane="compute")

    def _redraw(self) -> None:
        for card in self._cards.values():
            card.chart.refresh()

    def _open_behind(self, chart_id: str, key: str) -> None:
        chart = self._chart(chart_id)
        if chart is None or self._shown is None:
            return
        bar = next((one for one in chart.bars if one.key == key), None)
        people = self._shown.behind.get((chart_id, key), ())
        if bar is None or not people:
            return
        held = bar.value if chart.id == "months" else 0
        dialog = PeopleBehind(self, self.shell, f"{chart.title}: {bar.label}", people, held)
        dialog.chosen.connect(self._open_review)
        dialog.open()

    def _open_review(self, review_id: UUID) -> None:
        self.place_requested.emit(Place("review", review_id.hex))

    def _print_summary(self) -> None:
        from reviewdesk.services import unit_papers

        self._print(tr("Unit summary"), unit_papers.unit_summary)

    def _print_sheet(self) -> None:
        from reviewdesk.services import unit_papers

        self._print(tr("Sign-off sheet"), unit_papers.sign_off_sheet)

    def _print(self, title: str, draw: Callable[[Context, UUID, UUID | None, str], Paper]) -> None:
        """Show a paper about the cycle and unit that are chosen."""
        from reviewdesk.ui.dialogs.paper_preview import open_paper

        ctx, cycle, unit = self.ctx, self.cycle.currentData(), self.unit.currentData()
        open_paper(self, self.shell, title, lambda size: draw(ctx, cycle, unit, size))

    def _save_one(self, chart_id: str) -> None:
        chart = self._chart(chart_id)
        if chart is not None:
            self._save((chart,))

    def _save(self, charts: tuple[Chart, ...]) -> None:
        title = charts[0].title if len(charts) == 1 else tr("Dashboard")
        name = f"{printing.safe_name(f'{self.cycle.currentText()} {title}')}.png"

        ctx = self.ctx
        chosen_filters = (self.cycle, self.unit, self.grade)
        about = " · ".join(one.currentText() for one in chosen_filters)

        def chosen(path: Path) -> None:
            def work(_progress: Progress) -> None:
                dashboard.save_charts(ctx, charts, path, about)

            def done(_nothing: None) -> None:
                self.shell.ask.tell(
                    self, tr("Saved"), tr("The file is {path}.").format(path=str(path))
                )

            self.shell.tasks.run(work, done)

        self.shell.ask.choose_save_file(self, tr("Save as"), FILES, chosen, name=name)


def _fill(combo: ComboBox, choices: list[tuple[str, object]]) -> None:
    """Offer other choices and keep the one that was chosen."""
    chosen = combo.currentData()
    combo.blockSignals(True)
    combo.clear()
    for words, key in choices:
        combo.addItem(words, key)
    place = next((n for n, (_, key) in enumerate(choices) if key == chosen and key), 0)
    combo.setCurrentIndex(place)
    combo.blockSignals(False)
