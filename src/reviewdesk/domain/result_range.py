"""Between which numbers the results of a scheme can lie."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from reviewdesk.domain.exact import rounded
from reviewdesk.domain.scheme import Average, Combination, Quantity, ScaleKind

if TYPE_CHECKING:
    from reviewdesk.domain.scheme import Scheme, Section


def result_range(scheme: Scheme) -> tuple[Fraction | None, Fraction | None]:
    """Return the lowest and highest number that bands can meet; None above for no end."""
    rule = scheme.result
    ends = [_section_range(scheme, section) for section in scheme.sections]
    if any(low is None for low, _ in ends):
        return None, None  # rules decide before any band does
    lows = [low for low, _ in ends if low is not None]
    highs = [high for _, high in ends if high is not None]
    shares = [section.share for section in scheme.sections]
    weights = [Fraction(share or 1) for share in shares]
    pooled = rule.combination is Combination.POOLED

    def together(values: list[Fraction], end: Fraction) -> Fraction:
        if pooled:
            return end
        pairs = zip(values, weights, strict=True)
        return sum((value * weight for value, weight in pairs), Fraction(0)) / sum(weights)

    scale = Fraction(rule.factor or 1) / Fraction(rule.divisor or 1)
    lowest = together(lows, min(lows)) * scale
    highest = together(highs, max(highs)) * scale if len(highs) == len(ends) else None
    if not rule.bands_on_exact:
        places = min(max(rule.places if rule.level_places is None else rule.level_places, 0), 6)
        lowest = rounded(lowest, places, rule.rounding)
        highest = None if highest is None else rounded(highest, places, rule.rounding)
    return lowest, highest


def _section_range(scheme: Scheme, section: Section) -> tuple[Fraction | None, Fraction | None]:
    scale = scheme.scale(section)
    times = Fraction(1)
    if section.average is Average.WEIGHTED_SUM and section.weights is not None:
        times = Fraction(section.weights.total)
    if scale.kind is ScaleKind.PERCENT:
        return Fraction(0), None
    if scale.kind is ScaleKind.NUMBER:
        return Fraction(scale.lowest or 0) * times, Fraction(scale.highest or 0) * times
    decided = {
        rating
        for rule in scheme.result.rules
        for condition in rule.conditions
        if len(rule.conditions) == 1
        and condition.quantity is Quantity.ANY
        and not condition.entries
        and section.id in condition.sections
        for rating in condition.ratings
    }
    values = [
        Fraction(level.value) * times
        for level in scale.levels
        if level.value is not None and level.code not in decided
    ]
    return (min(values), max(values)) if values else (None, None)
