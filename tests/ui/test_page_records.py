"""Finding, choosing, printing and saving many forms in the real window."""

from __future__ import annotations

import io
import subprocess

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from builders import a_cycle, a_person, a_review, as_auditor
from reviewdesk.domain.lifecycle import State
from reviewdesk.errors import UserError
from reviewdesk.services import corrections, form_pdf, records
from reviewdesk.ui import ask
from reviewdesk.ui.dialogs.form_preview import open_preview
from ui.walkabout import is_sound


@pytest.fixture
def office(ctx):
    """Return a boss and her people in two units, one of whose forms is signed."""
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi", surname="Top"), surname="Boss")
    people = [
        a_person(ctx, given, boss, surname=surname, unit=unit)
        for given, surname, unit in (
            ("Kofi", "Zuma", "Roads"),
            ("Akua", "Addo", "Water"),
            ("Abena", "Mensah", "Roads"),
        )
    ]
    cycle = a_cycle(ctx, "Annual review 2026")
    a_review(ctx, people[0], cycle=cycle, state=State.CLOSED)
    a_review(ctx, people[1], cycle=cycle, state=State.RATING)
    return boss, people


@pytest.fixture
def printed(monkeypatch, tmp_path):
    """Let the system's print dialog print into a file at once; return the file and the wishes."""
    wishes = {"path": tmp_path / "printed.pdf", "asked": 0}

    def choose(_parent, on_printer, *, name="", duplex=False, grey=False):
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(wishes["path"]))
        printer.setDuplex(
            getattr(QPrinter.DuplexMode, "DuplexLongSide" if duplex else "DuplexNone")
        )
        if grey:
            printer.setColorMode(QPrinter.ColorMode.GrayScale)
        wishes.update(name=name, duplex=duplex, grey=grey)
        wishes["asked"] += 1
        on_printer(printer)

    monkeypatch.setattr(ask, "choose_printer", choose)
    return wishes


def pages_of(ctx, row):
    with pikepdf.open(io.BytesIO(form_pdf.form_bytes(ctx, row.id))) as file:
        return len(file.pages)


def names(page):
    return [one.name for one in page.model.shown()]


def test_forms_are_found_by_cycle_unit_state_and_person(qtbot, driver, ctx, office):
    driver.go("records")
    driver.sees("All shown: 4 forms, about")
    page = driver.page()
    assert page.cycle.currentText() == "Annual review 2026"
    is_sound(qtbot, driver.window)
    driver.type("Search forms", "akua")
    assert names(page) == ["Akua Addo"]
    driver.sees("All shown: 1 form, about")
    driver.type("Search forms", "")
    driver.choose("Unit", "Water")
    assert names(page) == ["Akua Addo"]
    driver.choose("Unit", "Roads")  # Water's people report to somebody of Roads
    assert "Kofi Zuma" in names(page)
    driver.choose("Unit", "All units")
    driver.choose("Signed or draft", "Signed")
    assert names(page) == ["Kofi Zuma"]
    driver.qtbot.waitUntil(lambda: "pages." in page.words.text())
    assert page.words.text() == f"All shown: 1 form, {pages_of(ctx, page.chosen()[0])} pages."
    driver.type("Search forms", "nobody at all")
    driver.sees("No form fits.")


def test_everybody_finds_their_own(driver, ctx, office):
    boss, people = office
    driver.sit(boss)
    driver.go("records")
    assert driver.rows() == 4  # her three and her own
    driver.sit(people[0])
    driver.go("records")
    assert names(driver.page()) == ["Kofi Zuma"]
    driver.shell.link.seat(as_auditor(ctx).actor)
    driver.go("records")
    assert driver.rows() == 4
    driver.sit(a_person(ctx, "New"))
    driver.go("records")
    driver.sees("There are no forms yet")


def test_forms_are_ticked_by_key_by_click_and_all_at_once(qtbot, driver, ctx, office):
    driver.go("records")
    page = driver.page()
    view = page.view
    view.setFocus()
    view.selectRow(0)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    driver.sees("2 are ticked: 2 forms")
    box = page.model.index(0, 0)
    assert box.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert box.flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert box.data() == "yes"  # what a screen reader says
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(box).center())
    driver.sees("1 is ticked: 1 form")
    driver.type("Search forms", "zuma")
    driver.sees("1 is ticked, 1 of them not shown")
    driver.press("Tick all shown")
    driver.sees("2 are ticked, 1 of them not shown: 2 forms")
    driver.press("Untick all")
    driver.sees("All shown: 1 form")


def test_a_clerk_prints_all_forms_with_four_clicks(qtbot, driver, ctx, office, printed):

    driver.press("Records")  # one

    driver.press("Print …")  # two
    is_sound(qtbot, driver.front())
    driver.press("Print …")  # three; the fourth is in the system's own dialog
    driver.sees("4 forms were printed")
    assert printed["asked"] == 1
    assert printed["name"] == "4 forms"  # no person's name in the printer's list
    rows = records.list_records(ctx)
    with pikepdf.open(printed["path"]) as file:
        assert len(file.pages) == sum(pages_of(ctx, row) + row.has_proof for row in rows)
        width, height = (round(float(one)) for one in file.pages[0].MediaBox[2:])
    assert abs(width - 595) <= 1
    assert abs(height - 842) <= 1
    driver.close_dialog()


def pictures(page):
    objects = page.Resources.get("/XObject", {})
    return [one for one in dict(objects).values() if one.Subtype == "/Image"]


def test_order_separators_both_sides_and_grey(driver, ctx, office, printed):
    driver.go("records")
    driver.press("Print …")
    driver.choose("Separator sheets", "One before each unit")
    dialog = driver.front()
    dialog.duplex.box.click()
    dialog.grey.box.click()
    driver.press("Print …")
    driver.sees("4 forms were printed")
    driver.close_dialog()
    assert printed["duplex"]
    assert printed["grey"]
    rows = records.ordered(records.list_records(ctx), records.Order.UNIT)
    expected = []
    unit = None
    for row in rows:
        if row.unit != unit:
            expected += ["separator", "empty"]
            unit = row.unit
        pages = pages_of(ctx, row)
        expected += ["form"] * pages + ["empty"] * (pages % 2)
        expected += ["form", "empty"] * row.has_proof  # the sheet that proves the copy
    with pikepdf.open(printed["path"]) as file:
        found = []
        for page in file.pages:
            fonts = "/Font" in page.Resources and len(page.Resources.Font.keys())
            found.append("form" if pictures(page) else "separator" if fonts else "empty")
            assert {str(one.ColorSpace) for one in pictures(page)} <= {"/DeviceGray"}
        assert found == expected
    text = subprocess.run(
        ["pdftotext", printed["path"], "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert text.split() == ["Roads", "Water"]


def test_what_was_wished_is_wished_again(driver, office, printed):
    driver.go("records")
    driver.press("Print …")
    driver.choose("Order", "Number of the form")
    driver.front().grey.box.click()
    driver.press("Print …")
    driver.sees("4 forms were printed")
    driver.close_dialog()
    driver.press("Print …")
    dialog = driver.front()
    assert dialog.order.currentText() == "Number of the form"
    assert dialog.grey.box.isChecked()
    driver.close_dialog()


def test_printing_is_stopped_and_begun_again(driver, office, printed):
    driver.go("records")
    driver.press("Print …")
    dialog = driver.front()
    dialog.print_button.click()
    dialog.busy.stop_button.click()
    driver.settle()
    driver.sees("Stopped.")
    driver.press("Print …")
    driver.sees("4 forms were printed")
    driver.close_dialog()


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_takes_nothing_is_told(driver, office, printed, tmp_path):
    printed["path"] = tmp_path / "no such folder" / "printed.pdf"
    driver.go("records")
    driver.press("Print …")
    driver.press("Print …")
    driver.sees("The printer does not take the job.")
    driver.close_dialog()


def test_forms_are_saved_as_single_files_and_resumed(
    qtbot, driver, ctx, office, tmp_path, monkeypatch
):
    folder = tmp_path / "saved"
    monkeypatch.setattr(ask, "choose_folder", lambda _p, _t, on_path, **_: on_path(folder))
    driver.go("records")
    driver.press("Save as files …")
    is_sound(qtbot, driver.front())
    driver.sees("For example: R-2026-")
    driver.type("File names", "{unit}/{oops}")
    driver.sees("There is no field {oops}.")
    dialog = driver.front()
    assert not dialog.save_button.isEnabled()
    driver.type("File names", "{unit}/{surname}")
    driver.sees("For example: ")
    driver.press("Choose where …")
    driver.sees("4 files written.")
    driver.close_dialog()
    saved = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.pdf"))
    assert saved == ["Roads/Boss.pdf", "Roads/Mensah.pdf", "Roads/Zuma.pdf", "Water/Addo.pdf"]
    driver.press("Save as files …")
    assert driver.front().pattern.text() == "{unit}/{surname}"
    driver.press("Choose where …")
    driver.sees("0 files written, 4 were there already.")
    driver.close_dialog()


def test_a_field_is_inserted_from_the_menu(driver, office):
    driver.go("records")
    driver.press("Save as files …")
    dialog = driver.front()
    driver.type("File names", "x")
    dialog.fields.click()
    menu = next(one for one in dialog.children() if hasattr(one, "popup"))
    assert [one.text() for one in menu.actions()][:2] == ["Number of the form", "Surname"]
    menu.actions()[1].trigger()
    menu.close()
    assert dialog.pattern.text() == "x{surname}"
    driver.close_dialog()


def test_blank_forms_stopped_say_so_and_are_begun_again(driver, ctx, printed):
    driver.go("records")
    driver.press("Blank forms …")
    dialog = driver.front()
    dialog.copies.setValue(3)
    dialog.print_button.click()
    assert not dialog.copies.isEnabled()
    dialog.busy.stop_button.click()
    driver.settle()
    driver.sees("Stopped.")
    assert dialog.copies.isEnabled()
    driver.press("Print …")
    driver.sees("The blank forms were printed")


def test_forms_are_bound_and_a_stop_leaves_nothing(driver, ctx, office, tmp_path, monkeypatch):
    path = tmp_path / "volume.pdf"
    monkeypatch.setattr(ask, "choose_save_file", lambda _p, _t, _f, done, **_: done(path))
    driver.go("records")
    driver.press("Save as files …")
    dialog = driver.front()
    dialog.bound.click()
    driver.sees("attached to the volume")
    dialog.save_button.click()
    dialog.busy.stop_button.click()
    driver.settle()
    driver.sees("Stopped.")
    assert not path.exists()
    driver.press("Choose where …")
    driver.sees("in 1 volume.")
    driver.close_dialog()
    assert path.read_bytes().startswith(b"%PDF")


def test_a_disk_without_room_is_told_in_the_dialog(driver, office, tmp_path, monkeypatch):
    blocked = tmp_path / "a file"
    blocked.write_text("mine", encoding="utf-8")
    monkeypatch.setattr(ask, "choose_folder", lambda _p, _t, on_path, **_: on_path(blocked))
    driver.go("records")
    driver.press("Save as files …")
    driver.press("Choose where …")
    driver.sees("cannot be made")
    driver.close_dialog()
    assert blocked.read_text(encoding="utf-8") == "mine"


def test_papers_that_are_not_forms_are_not_called_forms(driver, office, printed):
    driver.go("records")
    driver.choose("Kind of paper", "Goal agreement")
    driver.press("Save as files …")
    driver.sees("Save 4 papers")
    driver.close_dialog()
    driver.press("Print …")
    driver.sees("Print 4 papers")
    driver.press("Print …")
    driver.sees("4 papers were printed")
    assert printed["name"] == "4 papers"


def test_corrections_are_printed_after_their_form(driver, ctx, office, printed):
    row = next(one for one in records.list_records(ctx) if one.surname == "Zuma")
    corrections.note(ctx, row.id, "record", "Not hers", "Seen in the file")
    driver.go("records")
    driver.type("Search forms", "zuma")
    driver.press("Print …")
    driver.sees("Corrections noted beside a form are printed after it.")
    driver.press("Print …")
    driver.sees("1 form was printed")
    with pikepdf.open(printed["path"]) as file:
        assert len(file.pages) == pages_of(ctx, row) + 2  # the sheet that proves it, and these
    driver.close_dialog()
    driver.choose("Kind of paper", "Corrections")
    driver.press("Print …")
    driver.sees("Print 1 paper")
    assert not driver.shown("are printed after it")
    driver.close_dialog()


def test_blank_forms_are_printed_and_saved(qtbot, driver, ctx, printed, tmp_path, monkeypatch):
    path = tmp_path / "blank.pdf"
    monkeypatch.setattr(ask, "choose_save_file", lambda _p, _t, _f, done, **_: done(path))
    driver.go("records")
    driver.sees("There are no forms yet")
    driver.press("Blank forms …")
    is_sound(qtbot, driver.front())
    driver.choose("Paper", "Letter")
    driver.press("Save as …")
    with pikepdf.open(path) as file:
        pages = len(file.pages)
    driver.press("Blank forms …")
    driver.front().copies.setValue(3)
    driver.press("Print …")
    driver.sees("The blank forms were printed")
    driver.close_dialog()
    with pikepdf.open(printed["path"]) as file:
        assert len(file.pages) == 3 * pages


def test_a_form_that_vanishes_meanwhile_stops_the_job_with_a_sentence(
    driver, office, printed, monkeypatch
):
    def gone(*_all):
        raise UserError("This review is not on this desk.")

    driver.go("records")
    driver.press("Print …")
    monkeypatch.setattr(form_pdf, "drawn", gone)
    driver.press("Print …")
    driver.sees("This review is not on this desk.")
    driver.close_dialog()


@pytest.mark.parametrize("closed", [False, True])
def test_one_form_is_printed_from_its_preview_even_when_that_is_closed(
    driver, ctx, office, printed, closed
):
    row = next(one for one in records.list_records(ctx) if one.surname == "Zuma")
    dialog = open_preview(driver.window, driver.shell, row.id)
    driver.settle()
    if closed:
        next(one for one in driver.find(object, "Print …")).click()
        dialog.reject()
        driver.settle()
    else:
        driver.press("Print …")
        driver.close_dialog()
    with pikepdf.open(printed["path"]) as file:
        assert len(file.pages) == pages_of(ctx, row) + 1  # and the sheet that proves it
