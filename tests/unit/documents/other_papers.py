"""One of each paper beside the form, with any text in all its places."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from PIL import Image, ImageDraw

from reviewdesk.documents import (
    content,
    correction_papers,
    form,
    layout,
    plan_papers,
    talk_papers,
    unit_papers,
)
from reviewdesk.documents.logo import clean_logo
from reviewdesk.domain.correction import CorrectionLine
from reviewdesk.domain.paper_lines import (
    AgreementLines,
    ChangeLine,
    CorrectionLines,
    ImprovementLine,
    ImprovementLines,
    PaperHead,
    PlannedGoal,
    SheetLines,
    SignerRow,
    SummaryLines,
    TalkLine,
    TalkLines,
    UnitLine,
)
from reviewdesk.domain.snapshot import PersonLine
from reviewdesk.services import schemes
from unit.documents.papers import a_snapshot

DAY = date(2026, 3, 19)
NOBODY = PersonLine("", "", "", "")


def a_picture(width=300, height=120, mode="RGBA", kind="PNG"):
    """Return a picture that can be seen through where it can."""
    colour = (0, 0, 0, 0) if mode == "RGBA" else "white"
    image = Image.new(mode, (width, height), colour)
    ImageDraw.Draw(image).ellipse(
        (10, 10, height - 10, height - 10), fill=255 if mode == "L" else "navy"
    )
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def a_letterhead(text=""):
    return content.Letterhead(
        clean_logo(a_picture()),
        (text or "12 Harbour Road", text or "Telephone 020 555 0134"),
        text or "Registered public body no. 1142",
        text or "CONFIDENTIAL - PERSONNEL",
    )


def a_head(text="", **changes):
    person = PersonLine(text or "Emily White", "LD-1002", text or "Inspector", text or "North")
    head = PaperHead(
        text or "Lakeside District Office", "R-2026-00012", text or "Year", date(2025, 4, 1),
        date(2026, 3, 31), person, person, DAY,
    )  # fmt: skip
    return replace(head, **changes)


def an_agreement(text="", **changes):
    change = ChangeLine(
        DAY, text or "Ngozi", text or "A new law", (text or "Target: 9 → 8",), "Both agreed."
    )
    goal = PlannedGoal(
        text or "Answer letters sooner", "50 %",
        (("Measure", text or "Days"), ("Target", text or "9 days"), ("Due", "")),
        (text or "Draft", text or "Train"), (change,),
    )  # fmt: skip
    lines = AgreementLines(
        a_head(text), (goal, goal), (goal,), (goal,),
        ((text or "Elements", ((text or "Service", "40 %"),)),), (("Employee", text or "agreed"),),
    )  # fmt: skip
    return plan_papers.agreement_content(replace(lines, **changes))


def an_improvement_plan(text="", lines=2):
    line = ImprovementLine(
        text or "Answer letters sooner", (("Rating", text or "2 · Low"),), text or "Late."
    )
    head = a_head(text)
    signers = (("Employee", text or "Emily White"), ("HR officer", ""))
    return plan_papers.improvement_content(ImprovementLines(head, (line,) * lines, signers))


def talks(text="", held=2):
    talk = TalkLine(
        DAY, text or "Backlog", text or "We talked.", text or "Ngozi", None,
        ((text or "Goal", text or "9 days"),), (text or "Ask the workshop (Ngozi)",),
    )  # fmt: skip
    lines = TalkLines(a_head(text), (talk,) * held, (text or "Ask",), "2 of 2 held" if held else "")
    return talk_papers.talks_content(lines)


def some_corrections(text="", noted=2):
    one = CorrectionLine(
        "2026-03-19", text or "Disputed by Emily White, the employee", "Not accepted",
        text or "Answer letters sooner", text or "Target: 9 days\nReached: 12 days",
        text or "The target was 8 days.", text or "I have the letter.",
        (text or "Not accepted by Ngozi on 20 March 2026. The minutes say otherwise.",),
    )  # fmt: skip
    bare = replace(one, said="", replies=())
    record = (("Form", text or "R-2026-00012, version 1"), ("SHA-256 of its file", "ab" * 32))
    lines = CorrectionLines(a_head(text), record, (one, bare)[:noted])
    return correction_papers.corrections_content(lines)


def a_summary(text="", total=40):
    unit = UnitLine(text or "Roads", (20, 5, 5, 5, 0, 5))
    return unit_papers.summary_content(
        SummaryLines(
            text or "Office", text or "Year", text, DAY, total, 3,
            tuple(text or one for one in ("Plan", "Under way", "Rating", "Signing", "Closed")),
            (unit, unit), ((text or "5 · Best", 4), ("4 · Good", 6)), 10,
        )
    )  # fmt: skip


def a_sheet(text="", rows=3):
    row = SignerRow(
        text or "Emily White", text or "R-1", "Closed", (text or "Emily, 19 March", "", "")
    )
    columns = tuple(text or one for one in ("Employee", "Supervisor", "Reviewer"))
    return unit_papers.sheet_content(
        SheetLines(text or "Office", text or "Year", text, DAY, columns, (row,) * rows)
    )


def charts(text=""):
    one = unit_papers.ChartPage(
        text or "Where", text or "By step", text or "One.", a_picture(mode="RGB"), 300, 120,
        (text or "Step", text or "Reviews"), ((text or "Plan", "1"),),
    )  # fmt: skip
    return unit_papers.charts_content(
        (one, replace(one, image=b"", rows=())), text or "Year", "Office", "R"
    )


def a_blank(scheme_id="general-five", text=""):
    scheme = schemes.load_scheme(scheme_id)
    snapshot = a_snapshot(
        state="blank", entries=(), comments=(), signers=(), employee=NOBODY, supervisor=NOBODY,
        reviewer=None, document_id="", period_start="",
    )  # fmt: skip
    if text:
        person = PersonLine(text, text, text, text, text)
        snapshot = replace(snapshot, employee=person, supervisor=person, office=text, appeal=text)
        sections = tuple(
            replace(one, title=text, entry_word=text, guidance=text) for one in scheme.sections
        )
        scheme = replace(scheme, form_title=text, sections=sections)
    return form.form_content(snapshot, scheme)


def by_hand(text="x"):
    """Return every block that is filled by hand, and lists and pictures, with a text in it."""
    blocks = (
        content.Box(text, 3), content.Box(text, 900), content.Ticks(text, (text, text)),
        content.TickGrid(text, (text, text, text), (text, f"{text}\n{text}")),
        content.PenLine(text, text, text), content.PenLine(text),
        content.Points((text, text), text),
        content.Picture(a_picture(mode="RGB"), text, 4000, 9000), content.Heading(text, 2),
        content.Grid((text, text), ((text, text),), (1, 5), room=30, numbers_from=1),
    )  # fmt: skip
    return content.Content(text, text, text, text, "en", mark="", blocks=blocks)


PAPERS = {
    "goal agreement": an_agreement,
    "improvement plan": an_improvement_plan,
    "check-ins": talks,
    "corrections": some_corrections,
    "unit summary": a_summary,
    "sign-off sheet": a_sheet,
    "charts": charts,
    "blank form": lambda text="": a_blank(text=text),
    "by hand": lambda text="": by_hand(text or "Words"),
}


def drawn(made, *, headed=True, text="", paper=layout.Paper.A4):
    """Return a paper as a PDF, on the office's letterhead."""
    head = a_letterhead(text) if headed else content.Letterhead()
    return layout.draw(replace(made, letterhead=head), paper=paper).pdf
