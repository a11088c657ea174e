from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from builders import a_cycle, a_desk, a_goal, a_person, a_review, as_person
from reviewdesk.domain.goal import GoalKind
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import amendments, goal_copies, goals
from reviewdesk.ui import theme
from reviewdesk.ui.desk_link import DeskLink
from reviewdesk.ui.dialogs.amendment import Amendment
from reviewdesk.ui.dialogs.copy_goals import CopyGoals
from reviewdesk.ui.dialogs.goal_editor import GoalEditor
from reviewdesk.ui.dialogs.note_progress import NoteProgress
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.entry_weights import EntryWeights
from reviewdesk.ui.pages.goals import Page
from reviewdesk.ui.settings import Settings
from reviewdesk.ui.shell import Shell
from reviewdesk.ui.tasks import Tasks


@pytest.fixture
def shell(qapp, tmp_path):
    ctx = a_desk(tmp_path)
    link, tasks = DeskLink(), Tasks()
    link.open(ctx)
    yield Shell(link, tasks, Settings(tmp_path / "settings.ini"), theme.current())
    tasks.shutdown()
    link.close()
    ctx.desk.close()


@pytest.fixture
def team(shell):
    ctx = shell.ctx
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    people = [a_person(ctx, name, boss) for name in ("Kofi", "Adwoa")]
    cycle = a_cycle(ctx, "Annual review")
    return ctx, boss, people, cycle


def show(qtbot, shell, place):
    page = Page(shell)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    shell.link.changed.connect(page.on_changes)
    page.show()
    go(qtbot, page, place)
    return page


def go(qtbot, page, place):
    page.show_place(place)
    qtbot.waitUntil(page.shell.tasks.idle)


def texts(page):
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


def buttons(page):
    return {one.text().strip(): one for one in page.findChildren(QAbstractButton)}


def dialog_of(qtbot, page, kind, call):
    call()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in page.findChildren(kind)))
    return next(one for one in page.findChildren(kind) if one.isVisible())


def plan_page(qtbot, shell, review, person):
    shell.link.seat(as_person(shell.ctx, person).actor)
    page = show(qtbot, shell, Place("goals", str(review)))
    qtbot.waitUntil(lambda: page.panel.plan is not None)
    return page


def test_the_list_is_searched_and_opens_a_plan(qtbot, shell, team):
    ctx, _boss, people, cycle = team
    review = a_review(ctx, people[0], cycle=cycle, state=State.AGREED)
    page = show(qtbot, shell, Place("goals"))
    assert page.model.total == 3
    page.state.setCurrentIndex(page.state.findData("agreed"))
    assert page.model.rowCount() == 1
    page.state.setCurrentIndex(0)
    qtbot.keyClicks(page.box, "kofi")
    assert page.model.rowCount() == 1
    page.view.selectRow(0)
    with qtbot.waitSignal(page.place_requested) as asked:
        qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert asked.args[0] == Place("goals", str(review))
    go(qtbot, page, asked.args[0])
    assert page.title == "Kofi Mensah"
    go(qtbot, page, Place("goals"))
    assert page.title == "Goals"
    assert page.view.isVisible()


def test_a_goal_is_written_with_faults_at_the_field(qtbot, shell, team):
    ctx, boss, people, cycle = team
    review = a_review(ctx, people[0], cycle=cycle, plan=(a_goal("One", 40),))
    page = plan_page(qtbot, shell, review, boss)
    dialog = dialog_of(qtbot, page, GoalEditor, page.panel.add_goal)
    form = dialog.form
    qtbot.keyClicks(form.weight.edit, "45")
    assert dialog.meter.chip.text() == "15 % left"
    dialog.primary_button.click()
    assert "title" in form.title.edit.accessibleDescription()
    form.title.set_text("<b>Train</b> & certify")
    form.baseline.set_text("none")
    dialog.primary_button.click()
    assert "number" in form.baseline.edit.accessibleDescription()
    form.kind.setCurrentIndex(form.kind.findData(GoalKind.MILESTONES.value))
    assert form.baseline.isHidden()
    assert form.milestones.isVisible()
    form.milestones.set_text("First\n\nSecond")
    with qtbot.waitSignal(dialog.finished):
        dialog.primary_button.click()
    qtbot.waitUntil(lambda: len(page.panel.cards) == 2)
    goal = goals.plan(ctx, review).goals[1]
    assert goal.text.milestones == ("First", "Second")
    qtbot.waitUntil(lambda: "<b>Train</b> & certify" in texts(page))


def test_weights_are_shared_out_and_the_plan_is_agreed(qtbot, shell, team):
    ctx, boss, people, cycle = team
    review = a_review(ctx, people[0], cycle=cycle, plan=(a_goal("One", 40), a_goal("Two", None)))
    page = plan_page(qtbot, shell, review, boss)
    assert "plan.agree" not in [one.id for one in page.actions_here()]
    buttons(page)["Share out the rest"].click()
    qtbot.waitUntil(lambda: page.panel.plan.weight_left == 0)
    buttons(page)["Agree the plan"].click()
    qtbot.waitUntil(lambda: page.panel.plan.supervisor_agreed)
    qtbot.waitUntil(lambda: "You have agreed. The other has to agree too." in texts(page))
    goals.agree(as_person(ctx, people[0]), review)
    qtbot.waitUntil(lambda: page.panel.plan.state is State.AGREED)


def test_a_change_is_proposed_and_agreed(qtbot, shell, team):
    ctx, boss, people, cycle = team
    review = a_review(ctx, people[0], cycle=cycle, state=State.AGREED)
    page = plan_page(qtbot, shell, review, boss)
    first = page.panel.plan.goals[0]
    dialog = dialog_of(qtbot, page, Amendment, lambda: page.panel.amend_goal(first))
    dialog.form.target.set_text("10")
    dialog.primary_button.click()
    assert "say why" in dialog.reason.area.accessibleDescription()
    dialog.reason.set_text("Two people left")
    with qtbot.waitSignal(dialog.finished):
        dialog.primary_button.click()
    qtbot.waitUntil(lambda: page.panel.plan.goals[0].pending is not None)
    version = page.panel.plan.goals[0].pending
    amendments.withdraw(as_person(ctx, people[0]), version.id)
    text = replace(first.text, target=Decimal(11))
    amendments.propose(as_person(ctx, people[0]), first.id, text, "Fewer people")
    qtbot.waitUntil(lambda: "Agree to the change" in buttons(page))
    buttons(page)["Agree to the change"].click()
    qtbot.waitUntil(lambda: page.panel.plan.goals[0].text.target == 11)


def test_progress_is_noted(qtbot, shell, team):
    ctx, _boss, people, cycle = team
    review = a_review(ctx, people[0], cycle=cycle, state=State.AGREED)
    page = plan_page(qtbot, shell, review, people[0])
    goal = page.panel.plan.goals[0]
    dialog = dialog_of(qtbot, page, NoteProgress, lambda: page.panel.note_progress(goal))
    dialog.number.set_text("8,5")
    with qtbot.waitSignal(dialog.finished):
        dialog.primary_button.click()
    qtbot.waitUntil(lambda: "Target met" in texts(page))


def test_a_new_goal_is_proposed_and_agreed_by_the_other(qtbot, shell, team):
    ctx, boss, people, cycle = team
    plan = (a_goal("One", 50), a_goal("Two", 50))
    review = a_review(ctx, people[0], cycle=cycle, plan=plan, state=State.AGREED)
    page = plan_page(qtbot, shell, review, boss)
    dialog = dialog_of(qtbot, page, Amendment, page.panel.propose_goal)
    dialog.form.title.set_text("Answer the new law")
    dialog.form.baseline.set_text("0")
    dialog.form.target.set_text("4")
    dialog.form.weight.set_text("20")
    dialog.primary_button.click()
    assert "Please say why the plan changes." in texts(dialog)
    dialog.reason.set_text("The law of May")
    for field in dialog.weights.fields.values():
        field.set_text("40")
    with qtbot.waitSignal(dialog.finished):
        dialog.primary_button.click()
    qtbot.waitUntil(lambda: "Proposed goal" in texts(page))
    assert "Agree to the change" not in buttons(page)
    page = plan_page(qtbot, shell, review, people[0])
    qtbot.waitUntil(lambda: "Agree to the change" in buttons(page))
    buttons(page)["Agree to the change"].click()
    qtbot.waitUntil(lambda: "Goal 3" in texts(page))
    weights = [one.text.weight for one in goals.plan(ctx, review).goals]
    assert weights == [40, 40, 20]


def test_draft_goals_are_put_in_another_order(qtbot, shell, team):
    ctx, boss, people, cycle = team
    plan = (a_goal("One", 50), a_goal("Two", 50))
    review = a_review(ctx, people[0], cycle=cycle, plan=plan)
    page = plan_page(qtbot, shell, review, boss)

    def press(name):
        found = [one for one in page.findChildren(QAbstractButton) if one.accessibleName() == name]
        assert len(found) == 1
        found[0].click()

    press("Move Two up")
    qtbot.waitUntil(lambda: [one.text.title for one in page.panel.plan.goals] == ["Two", "One"])
    press("Move Two down")
    qtbot.waitUntil(lambda: [one.text.title for one in page.panel.plan.goals] == ["One", "Two"])


def test_the_list_shows_my_own_or_my_reports(qtbot, shell, team):
    ctx, boss, people, cycle = team
    a_review(ctx, people[0], cycle=cycle)
    shell.link.seat(as_person(ctx, boss).actor)
    page = show(qtbot, shell, Place("goals"))
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    for words, names in (("My own", {"Yaw Mensah"}),
                         ("My reports'", {"Kofi Mensah", "Adwoa Mensah"})):  # fmt: skip
        page.whose.setCurrentIndex(page.whose.findText(words))
        shown = {page.model.index(place, 0).data() for place in range(page.model.rowCount())}
        assert shown == names


def test_a_goal_is_called_what_its_scheme_calls_it(qtbot, shell, team):
    ctx, boss, people, _cycle = team
    earlier = {"starts": date(2024, 4, 1), "ends": date(2025, 3, 31)}
    office = a_cycle(ctx, "Commitments", scheme="ph-spms-ipcr", **earlier)
    review = a_review(ctx, people[0], cycle=office, plan=(a_goal("Roads", None, section="core"),))
    page = plan_page(qtbot, shell, review, boss)
    qtbot.waitUntil(lambda: "Success Indicator 1" in texts(page))
    assert any("Success Indicators" in one for one in texts(page))


def test_weights_of_the_schemes_own_entries_are_written_in_the_plan(qtbot, shell, team):
    ctx, boss, people, _cycle = team
    earlier = {"starts": date(2024, 4, 1), "ends": date(2025, 3, 31)}
    executive = a_cycle(ctx, "Executives", scheme="us-opm-ses", **earlier)
    review = a_review(ctx, people[0], cycle=executive, plan=())
    page = plan_page(qtbot, shell, review, boss)
    card = page.findChild(EntryWeights)
    for field, weight in zip(card.fields.values(), (10, 20, 20, 10, 40), strict=True):
        field.set_text(str(weight))
    buttons(page)["Save the weights"].click()
    qtbot.waitUntil(lambda: not goals.plan(ctx, review).faults)
    qtbot.waitUntil(lambda: any("Agree the plan" in one.title for one in page.actions_here()))


def test_goals_are_copied_to_people_found_by_name(qtbot, shell, team):
    ctx, boss, people, cycle = team
    review = a_review(ctx, people[0], cycle=cycle, plan=(a_goal("One", 40),))
    page = plan_page(qtbot, shell, review, boss)
    dialog = dialog_of(qtbot, page, CopyGoals, page.panel.copy_to_many)
    assert not dialog.primary_button.isEnabled()
    qtbot.keyClicks(dialog.box, "adwoa")
    dialog.all.click()
    assert dialog.count.text() == "1 goal to 1 person"
    told = []
    shell.ask = type("Ask", (), {"tell": lambda _parent, *words: told.append(words)})
    with qtbot.waitSignal(dialog.finished):
        dialog.primary_button.click()
    assert told == [("1 goal was copied", "")]
    rows = {one.employee: one.goals for one in goal_copies.plans(ctx)}
    assert rows["Adwoa Mensah"] == 1


def test_an_empty_plan_and_a_scheme_without_goals_are_kind(qtbot, shell, team):
    ctx, boss, people, cycle = team
    review = a_review(ctx, people[0], cycle=cycle, plan=())
    page = plan_page(qtbot, shell, review, boss)
    assert "Write the first goal" in buttons(page)
    earlier = {"starts": date(2024, 4, 1), "ends": date(2025, 3, 31)}
    other = a_cycle(ctx, "Doctors", scheme="uk-nhs-medical", **earlier)
    doctor = a_review(ctx, people[1], cycle=other, plan=())
    go(qtbot, page, Place("goals", str(doctor)))
    qtbot.waitUntil(lambda: "This scheme has no goals" in texts(page))


def test_no_sideways_scroll_in_a_small_window(qtbot, shell, team):
    ctx, boss, people, cycle = team
    long = a_goal("A very long title of a goal that goes on and on " * 4)
    review = a_review(ctx, people[0], cycle=cycle, plan=(long, a_goal("Two")))
    page = plan_page(qtbot, shell, review, boss)
    page.resize(640, 480)
    assert page.minimumSizeHint().width() <= 640
    assert page.scroll_area.horizontalScrollBar().maximum() == 0
