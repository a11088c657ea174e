"""What the scheme editor calls rows and choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.domain.scheme import (
    Band,
    BlockHeading,
    Combination,
    Condition,
    Dimension,
    FixedEntry,
    Guidance,
    Level,
    NarrativeRule,
    PatternRule,
    PhaseRule,
    Rater,
    ResultLevel,
    Scale,
    ScaleKind,
    Section,
    Signatory,
)
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from enum import StrEnum


def row_word(kind: type) -> str:
    """Return what one row of a class is called."""
    return {
        Scale: tr("scale"),
        Level: tr("level"),
        Section: tr("section"),
        Dimension: tr("dimension"),
        FixedEntry: tr("entry"),
        ResultLevel: tr("result"),
        Band: tr("band"),
        PatternRule: tr("rule"),
        Condition: tr("condition"),
        PhaseRule: tr("phase"),
        Rater: tr("rater"),
        Signatory: tr("signatory"),
        NarrativeRule: tr("rule"),
        Guidance: tr("guidance"),
        BlockHeading: tr("heading"),
    }[kind]


def choice_words(one: StrEnum) -> str:
    """Return one of an enumeration's choices in words; equal values mean the same word."""
    words = {
        "levels": tr("What the levels mean"),
        "number": tr("A number"),
        "percent": tr("Per cent of the target"),
        "goals": tr("Goals agreed with the person"),
        "fixed": tr("Named by the scheme"),
        "mean": tr("All count the same"),
        "weighted-mean": tr("By their weights, averaged"),
        "weighted-sum": tr("By their weights, summed"),
        "none": tr("There is no number"),
        "pooled": tr("All entries together"),
        "half-up": tr("From half upwards"),
        "half-even": tr("Half to the even digit"),
        "up": tr("Always up"),
        "down": tr("Cut off"),
        "any": tr("At least one entry"),
        "all": tr("All entries"),
        "supervisor": tr("Supervisor"),
        "plan": tr("Plan"),
        "progress": tr("Progress review"),
        "self-assessment": tr("Self-assessment"),
        "rating": tr("Rating"),
        "reviewer": tr("Reviewer"),
        "employee": tr("Employee"),
        "people": tr("People"),
        "guidance": tr("Guidance"),
        "sections": tr("Sections"),
        "check-ins": tr("Check-ins"),
        "scales": tr("What the ratings mean"),
        "result": tr("Result"),
        "working": tr("How the result is worked out"),
        "comments": tr("Comments"),
        "appeal": tr("Appeal"),
        "signatures": tr("Signatures"),
        "name": tr("Name"),
        "measure": tr("Measure"),
        "baseline": tr("At the start"),
        "target": tr("Target"),
        "actual": tr("Reached"),
        "due": tr("Due"),
        "weight": tr("Weight"),
        "self-rating": tr("Own rating"),
        "self-text": tr("Own words"),
        "narrative": tr("Narrative"),
    }
    if one is ScaleKind.LEVELS:
        return tr("One of several levels")
    if one is Combination.SECTIONS:
        return tr("Section by section, by their shares")
    return words.get(one.value, one.value)
