"""The parts of a scheme as its editor shows them: which fields, in which words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from reviewdesk.domain.scheme import (
    Average,
    Band,
    Block,
    BlockHeading,
    Column,
    Combination,
    Condition,
    Dimension,
    EntrySource,
    FixedEntry,
    Guidance,
    Level,
    NarrativeRule,
    Party,
    PatternRule,
    Period,
    Phase,
    PhaseRule,
    Quantity,
    Rater,
    ResultLevel,
    ResultRule,
    Rounding,
    Scale,
    ScaleKind,
    Section,
    Signatory,
    WeightRule,
    Words,
)
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from reviewdesk.domain.scheme_lines import Path


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a part.

    Args:
        name: of the attribute.
        title: already translated.
        kind: ``line``, ``text``, ``lines``, ``number``, ``whole``, ``tick``, ``scale``,
            ``level``, ``sections``, ``ratings``, ``choice``, ``order``, ``rows`` or ``table``.
        note: what helps to fill it.
        of: the class of the rows or the table, or the enumeration of a choice.
        empty: whether a number may be left out.
    """

    name: str
    title: str
    kind: str = "line"
    note: str = ""
    of: type | None = None
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the editor: where its values are, and what they are."""

    title: str
    note: str
    path: Path
    fields: tuple[Field, ...]


def parts() -> tuple[Part, ...]:
    """Return the pages of the editor in their order, in the person's language."""

    def rows(title: str, note: str, name: str, kind: type) -> Part:
        return Part(title, note, (), (Field(name, title, "rows", of=kind),))

    return (
        Part(
            tr("About"),
            tr("Whose scheme this is and on which rule it stands."),
            (),
            (
                Field("name", tr("Name of the scheme")),
                Field("form_title", tr("Title of the form")),
                Field("office", tr("Country and office")),
                Field("source", tr("Source"), "text", tr("The regulation, its date, its form.")),
                Field("check_before_use", tr("To check before use, a line each"), "lines"),
            ),
        ),
        Part(
            tr("Year"),
            tr("What has to happen in the period."),
            (),
            (
                Field("period", tr("It has a period of its own"), "table", of=Period),
                Field("minimum_days", tr("Days of service needed for a rating"), "whole"),
                Field("discussions", tr("Discussions required"), "whole"),
                Field("appeal_days", tr("Days for an appeal"), "whole", empty=True),
                Field("progress_cap", tr("Progress of a goal counts up to, in %"), "whole"),
            ),
        ),
        rows(
            tr("Scales"),
            tr("What a rating may be; levels from the worst to the best."),
            "scales",
            Scale,
        ),
        rows(tr("Sections"), tr("The parts of the form in their order."), "sections", Section),
        Part(
            tr("Result"),
            tr("From the ratings to the number and the level on the form."),
            ("result",),
            fields_of(ResultRule),
        ),
        rows(
            tr("Phases"),
            tr("When each step is due, in days from the start or the end of the period."),
            "phases",
            PhaseRule,
        ),
        rows(tr("Who rates"), tr("Where there are two, the last one counts."), "raters", Rater),
        rows(tr("Who signs"), tr("In the order of signing."), "signatories", Signatory),
        rows(tr("Words needed"), tr("Ratings that need a reason."), "narratives", NarrativeRule),
        Part(
            tr("Words of the form"),
            tr("What the scheme calls common things."),
            ("words",),
            fields_of(Words),
        ),
        rows(tr("Guidance"), tr("What each party is told."), "guidance", Guidance),
        Part(
            tr("Form"),
            tr("The blocks of the printed form; none ticked means the usual ones."),
            (),
            (
                Field("blocks", tr("Blocks, in their order"), "order", of=Block),
                Field("headings", tr("Headings of its own"), "rows", of=BlockHeading),
                Field("landscape", tr("The pages lie on their side"), "tick"),
            ),
        ),
    )


def fields_of(kind: type) -> tuple[Field, ...]:
    """Return the fields of a class, in the person's language."""
    return _fields()[kind]


@cache
def _fields() -> dict[type, tuple[Field, ...]]:
    title, what = tr("Title"), tr("What it means")
    code = tr("Short sign")
    lower = Field("lower_is_better", tr("The lower, the better"), "tick")
    return {
        Scale: (
            Field("kind", tr("How it is rated"), "choice", of=ScaleKind),
            Field("levels", tr("Levels, worst first"), "rows", of=Level),
            Field("lowest", tr("Lowest number"), "number", empty=True),
            Field("highest", tr("Highest number"), "number", empty=True),
            Field("step", tr("In steps of"), "number", empty=True),
            lower,
            Field("allows_not_rated", tr("An entry may stay without a rating"), "tick"),
        ),
        Level: (
            Field("code", code),
            Field("label", tr("In words")),
            Field("value", tr("Counts as"), "number", empty=True),
            Field("definition", what, "text"),
        ),
        Section: (
            Field("title", title),
            Field("entry_word", tr("What an entry is called")),
            Field("scale", tr("Scale"), "scale"),
            Field("source", tr("Where its entries come from"), "choice", of=EntrySource),
            Field("fixed_entries", tr("Entries of the scheme"), "rows", of=FixedEntry),
            Field("fewest", tr("Fewest entries"), "whole"),
            Field("most", tr("Most entries"), "whole"),
            Field("share", tr("Share of the result in %"), "number", empty=True),
            Field("average", tr("How its entries are averaged"), "choice", of=Average),
            Field("weights", tr("Its entries have weights"), "table", of=WeightRule),
            Field("dimensions", tr("Rated each for itself"), "rows", of=Dimension),
            Field("critical", tr("Its entries are critical"), "tick"),
            Field("guidance", tr("Guidance"), "text"),
            Field("columns", tr("On the form, in this order"), "order", of=Column),
            Field("words_in_table", tr("Words stand in the table: for short ones"), "tick"),
        ),
        Dimension: (Field("title", title), Field("definition", what, "text")),
        FixedEntry: (
            Field("name", title),
            Field("definition", what, "text"),
            Field("least_weight", tr("Weighs at least, in %"), "number", empty=True),
            Field("heaviest", tr("Nothing may weigh more"), "tick"),
        ),
        WeightRule: (
            Field("total", tr("Together, in %"), "number"),
            Field("least", tr("Each at least"), "number"),
            Field("most", tr("Each at most"), "number"),
            Field("step", tr("In steps of"), "number"),
        ),
        ResultRule: (
            Field("combination", tr("How sections become a number"), "choice", of=Combination),
            Field("levels", tr("Results, worst first"), "rows", of=ResultLevel),
            Field("bands", tr("Bands of the number"), "rows", of=Band),
            Field("rules", tr("Rules that come before the bands"), "rows", of=PatternRule),
            Field("otherwise", tr("Result where no rule fits"), "level"),
            Field("factor", tr("The number is multiplied by"), "number", empty=True),
            Field("divisor", tr("and divided by"), "number", empty=True),
            Field("places", tr("Decimals shown"), "whole"),
            Field("rounding", tr("The rest of the digits"), "choice", of=Rounding),
            Field("bands_on_exact", tr("Bands are read from the exact number"), "tick"),
            Field("level_places", tr("Decimals for the bands"), "whole", empty=True),
            lower,
            Field("unit", tr("Printed behind the number")),
        ),
        ResultLevel: (
            Field("code", code),
            Field("label", tr("In words")),
            Field("second_value", tr("Second value")),
            Field("definition", what, "text"),
        ),
        Band: (
            Field("least", tr("From"), "number"),
            Field("most", tr("up to, as printed"), "number", empty=True),
            Field("code", tr("Result"), "level"),
        ),
        PatternRule: (
            Field("code", tr("Result"), "level"),
            Field("conditions", tr("When all of this holds"), "rows", of=Condition),
        ),
        Condition: (
            Field("quantity", tr("How many entries"), "choice", of=Quantity),
            Field("sections", tr("of these sections"), "sections"),
            Field("ratings", tr("have one of these ratings"), "ratings"),
            Field("entries", tr("Only these entries, a line each"), "lines"),
        ),
        PhaseRule: (
            Field("phase", tr("Step"), "choice", of=Phase),
            Field("title", title),
            Field("days", tr("Due after days"), "whole"),
            Field("after_end", tr("counted from the end of the period"), "tick"),
            Field("opens", tr("Opens after days"), "whole", empty=True),
        ),
        Rater: (
            Field("party", tr("Who"), "choice", of=Party),
            Field("title", title),
            Field("reason_for_difference", tr("A difference needs a reason"), "tick"),
        ),
        Signatory: (
            Field("party", tr("Who"), "choice", of=Party),
            Field("title", title),
            Field("meaning", tr("What the signature says"), "text"),
            Field("may_decline", tr("May decline to sign"), "tick"),
        ),
        NarrativeRule: (
            Field("section", tr("Section"), "section"),
            Field("ratings", tr("Ratings that need words"), "ratings"),
            Field("below", tr("and any below"), "number", empty=True),
            Field("above", tr("and any above"), "number", empty=True),
            Field("longest", tr("Characters at most"), "whole"),
        ),
        Words: (
            Field("goal", tr("A goal")),
            Field("goals", tr("Goals")),
            Field("self_assessment", tr("Self-assessment")),
            Field("narrative", tr("What the rater writes")),
            Field("overall", tr("The overall result")),
            Field("check_in", tr("A check-in")),
            Field("employee", tr("The employee")),
            Field("supervisor", tr("The supervisor")),
            Field("reviewer", tr("The reviewer")),
            Field("measure", tr("The measure of a goal")),
            Field("target", tr("The target")),
            Field("actual", tr("What was reached")),
            Field("self_rating", tr("The own rating")),
            Field("rating", tr("The rating")),
            Field("average", tr("The average of an entry")),
            Field("second_value", tr("The second value of a result")),
        ),
        Period: (
            Field("month", tr("Begins in month (1 to 12)"), "whole"),
            Field("months", tr("Lasts so many months"), "whole"),
        ),
        BlockHeading: (
            Field("block", tr("Block"), "choice", of=Block),
            Field("title", title),
        ),
        Guidance: (
            Field("party", tr("Who"), "choice", of=Party),
            Field("text", tr("Guidance"), "text"),
        ),
    }
