"""Papers are shown where their user stands; the letterhead is set in a dialog."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from builders import a_desk, a_review
from reviewdesk.domain.lifecycle import State
from reviewdesk.errors import UserError
from reviewdesk.services import letterheads, papers
from reviewdesk.ui import theme
from reviewdesk.ui.desk_link import DeskLink
from reviewdesk.ui.dialogs.letterhead import LetterheadDialog
from reviewdesk.ui.dialogs.paper_preview import PaperPreview
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages import checkins, dashboard, review, schemes
from reviewdesk.ui.pages import goals as goal_pages
from reviewdesk.ui.settings import Settings
from reviewdesk.ui.shell import Shell
from reviewdesk.ui.tasks import Tasks
from unit.documents.other_papers import a_picture


@pytest.fixture
def shell(qapp, tmp_path):
    ctx = a_desk(tmp_path)
    link, tasks = DeskLink(), Tasks()
    link.open(ctx)
    yield Shell(link, tasks, Settings(tmp_path / "settings.ini"), theme.current())
    tasks.shutdown()
    link.close()
    ctx.desk.close()


def shown(qtbot, shell, page, place):
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    page.show_place(place)
    qtbot.waitUntil(lambda: bool(page.actions_here()), timeout=20_000)
    return page


@pytest.mark.parametrize(
    ("room", "name", "wanted"),
    [
        (goal_pages, "goals", {"plan.print": "goal agreement"}),
        (checkins, "checkins", {"talks.print": "check-ins"}),
        (review, "review", {"review.by-hand": "to fill in", "review.improve": "improvement"}),
        (schemes, "schemes", {"schemes.blank": "to fill in"}),
        (dashboard, "dashboard", {"dashboard.summary": "summary", "dashboard.sheet": "sign-off"}),
    ],
)
def test_each_paper_is_offered_where_its_user_stands(qtbot, shell, room, name, wanted):
    made = a_review(shell.ctx, state=State.IN_PROGRESS)
    where = {"schemes": "general-five", "dashboard": None}.get(name, str(made))
    page = shown(qtbot, shell, room.Page(shell), Place(name, where))
    for action_id, words in wanted.items():
        action = next(one for one in page.actions_here() if one.id == action_id)
        action.call()
        dialog = page.findChild(PaperPreview)
        qtbot.waitUntil(lambda d=dialog: bool(d._content))
        assert dialog._content.startswith(b"%PDF")
        assert words in dialog._name
        assert not dialog.paper.isHidden()
        qtbot.waitUntil(shell.tasks.idle)
        dialog.reject()
        qtbot.waitUntil(lambda: page.findChild(PaperPreview) is None)


def test_whoever_may_not_print_a_paper_is_told(qtbot, shell, monkeypatch):
    made = a_review(shell.ctx, state=State.IN_PROGRESS)
    told = []
    monkeypatch.setattr(shell.ask, "tell_error", lambda _parent, fault: told.append(fault))
    page = shown(qtbot, shell, goal_pages.Page(shell), Place("goals", str(made)))

    def refuse(*_any):
        raise UserError("You may not.")

    monkeypatch.setattr(papers, "goal_agreement", refuse)
    next(one for one in page.actions_here() if one.id == "plan.print").call()
    qtbot.waitUntil(lambda: len(told) == 1)
    qtbot.waitUntil(lambda: page.findChild(PaperPreview) is None)


def test_the_letterhead_is_set_once(qtbot, shell, tmp_path, monkeypatch):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = LetterheadDialog(window, shell)
    dialog.open()
    qtbot.waitUntil(dialog._keep.isEnabled)
    assert dialog.picture.text() == "There is no logo."
    (tmp_path / "bad.png").write_bytes(b"no picture")
    (tmp_path / "logo.png").write_bytes(a_picture())
    chosen = []
    monkeypatch.setattr(shell.ask, "choose_open_file", lambda *given: chosen.append(given[-1]))
    dialog._choose()
    chosen[0](tmp_path / "bad.png")
    qtbot.waitUntil(lambda: "no picture that can be read" in dialog.fault.text())
    chosen[0](tmp_path / "logo.png")
    qtbot.waitUntil(lambda: not dialog.picture.pixmap().isNull())
    dialog.lines.set_text("12 Harbour Road\nLakeside")
    dialog.classification.set_text("CONFIDENTIAL")
    dialog.paper.setCurrentIndex(1)
    dialog._save()
    qtbot.waitUntil(lambda: bool(letterheads.letterhead(shell.ctx).classification))
    kept = letterheads.letterhead(shell.ctx)
    assert kept.lines == ("12 Harbour Road", "Lakeside")
    assert kept.logo.startswith(b"\x89PNG")
    qtbot.waitUntil(lambda: window.findChild(LetterheadDialog) is None)
