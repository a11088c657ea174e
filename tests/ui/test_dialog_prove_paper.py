"""Proving a paper copy in the real window: typed, from a picture, wrong, and by whom."""

from __future__ import annotations

import pytest

from builders import a_review
from integration.services.parties import Parties
from reviewdesk.documents import code_text
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import form_pdf, proof_sheets, proving
from reviewdesk.ui import ask
from ui.drivers import desk_window
from ui.walkabout import is_sound


@pytest.fixture
def parties(ctx):
    return Parties(ctx, a_review(ctx, state=State.CLOSED))


@pytest.fixture
def driver(qtbot, ctx, parties, tmp_path):
    with desk_window(qtbot, ctx, tmp_path) as driver:
        yield driver


def opened(driver):
    """Open the dialog as people do: by its words in the Ctrl+K window's list of actions."""
    from reviewdesk.ui.dialogs.prove_paper import ProvePaper

    dialog = ProvePaper(driver.window, driver.shell)
    dialog.open()
    driver.settle()
    return dialog


def test_a_typed_code_is_proven_and_says_what_the_paper_must_say(qtbot, driver, ctx, parties):
    dialog = opened(driver)
    is_sound(qtbot, dialog)
    driver.press("Prove")
    driver.sees("Please write something here.")
    (text,) = proving.codes(proof_sheets.proof_sheet(ctx, parties.review))
    groups = list(code_text.groups(code_text.read(text)))
    driver.type("Code from the paper", " ".join(["0" * 10, *groups[1:]]))
    driver.press("Prove")
    driver.sees("compare group 1 of")
    driver.type("Code from the paper", "\n".join(groups))
    driver.press("Prove")
    driver.sees("Proven. Compare each line with the paper")
    driver.sees("Kofi Mensah")
    driver.sees("3.00 · 3 · Meets Expectations")
    assert not any("compare group" in text for text in driver.texts())
    is_sound(qtbot, dialog)
    driver.close_dialog()


def test_a_scan_of_a_page_is_looked_up_on_this_desk(driver, ctx, parties, tmp_path, monkeypatch):
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(form_pdf.form_bytes(ctx, parties.review))
    monkeypatch.setattr(ask, "choose_open_file", lambda *given, **_more: given[3](scan))
    opened(driver)
    driver.press("From a picture …")
    driver.sees("Proven. Compare each line with the paper")
    scan.write_bytes(b"Dear all")
    driver.press("From a picture …")
    driver.sees("This file is no picture that can be read.")
    driver.close_dialog()


def test_whoever_may_not_see_the_form_is_told_nothing_of_it(driver, ctx, parties):
    codes = proving.codes(form_pdf.form_bytes(ctx, parties.review))
    short = dict(proving.prove_here(ctx, codes).rows)["On each page"]
    driver.sit(parties.outsider.actor.person_id)
    opened(driver)
    driver.type("Code from the paper", short)
    driver.press("Prove")
    driver.sees("may not do this here")
    assert not any("Kofi Mensah" in text for text in driver.texts())
    driver.close_dialog()


def test_the_proof_sheet_is_saved_from_the_form(driver, ctx, parties, tmp_path, monkeypatch):
    names, path = [], tmp_path / "sheet.pdf"

    def choose(_parent, _title, _filter, on_path, *, name=""):
        names.append(name)
        on_path(path)

    monkeypatch.setattr(ask, "choose_save_file", choose)
    driver.go("review", parties.review)
    driver.press("Preview form")
    driver.press("Save proof sheet …")
    assert path.read_bytes() == proof_sheets.proof_sheet(ctx, parties.review)
    assert names == [f"{parties.view(ctx).number} Kofi Mensah proof.pdf"]
    driver.close_dialog()


def test_the_form_and_its_proof_sheet_are_printed_together(
    driver, ctx, parties, tmp_path, monkeypatch
):
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter()
    printer.setResolution(200)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    monkeypatch.setattr(
        ask, "choose_printer", lambda _parent, on_printer, **_how: on_printer(printer)
    )
    driver.go("review", parties.review)
    driver.press("Preview form")
    driver.press("Print …")
    driver.qtbot.waitUntil((tmp_path / "printed.pdf").exists)
    driver.settle()
    driver.close_dialog()
    codes = proving.codes_of(tmp_path / "printed.pdf")
    report = proving.prove_here(ctx, codes)
    assert len(codes) == 2
    assert report.proven
    assert report.kind == "sheet"


def test_the_action_is_found_by_its_words(driver):
    from reviewdesk.ui.everywhere import actions_everywhere

    action = next(
        one for one in actions_everywhere(driver.window, ()) if one.title == "Prove a paper copy"
    )
    action.call()
    driver.settle()
    assert driver.front().windowTitle() == "Prove a paper copy"
    driver.close_dialog()
