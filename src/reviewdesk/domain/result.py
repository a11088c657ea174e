"""The arithmetic of a result: entries to sections to number to level, in exact fractions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import TYPE_CHECKING

from reviewdesk.domain.entry_weights import number_text
from reviewdesk.domain.rating import rating_value
from reviewdesk.domain.scheme import NOT_RATED, Average, Combination, Quantity, Rounding
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewdesk.domain.scheme import Condition, PatternRule, Scheme, Section

_ZERO = Decimal(0)
_ONE = Fraction(1)
_PLACES = 4
"""Decimals of a number within the working; the number itself goes on exactly."""


@dataclass(frozen=True, slots=True)
class RatedEntry:
    """An entry whose ratings were checked: what the arithmetic works on."""

    section: Section
    name: str
    weight: Decimal | None
    ratings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the working that a person can follow with a pencil."""

    title: str
    working: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a form comes to."""

    score: str | None
    """The number as it is shown on the form, or None where there is none."""
    level: str | None
    """Code of the overall level."""
    label: str | None
    exact: Fraction | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A section that came to a number."""

    section: Section
    value: Fraction


def compute(scheme: Scheme, entries: Sequence[RatedEntry]) -> Result:
    """Return the result over entries; those without ratings, or not rated, are left out."""
    seen = [each for each in entries if each.ratings and NOT_RATED not in each.ratings]
    if not seen:
        step = Step(scheme.words.overall, tr("No entry could be rated."))
        return Result(None, None, tr("Not rated"), None, (step,))
    steps: list[Step] = []
    number: Fraction | None = None
    shown: str | None = None
    if scheme.result.combination is Combination.POOLED:
        number = _pooled(scheme, seen, steps)
    elif scheme.result.combination is Combination.SECTIONS:
        number = _sections(scheme, seen, steps)
    if number is not None:
        number, shown = _scaled(scheme, number, steps)
    code = _level(scheme, seen, number, steps)
    return Result(
        score=shown,
        level=code,
        label=None if code is None else scheme.result_level(code).label,
        exact=number,
        steps=tuple(steps),
    )


def same_name(name: str) -> str:
    """Return a name so that case and spaces make no difference."""
    return " ".join(name.split()).casefold()


def rounded(number: Fraction, places: int, rounding: Rounding) -> Fraction:
    """Return a number with so many decimals; exact, by the mode."""
    scaled = number * 10**places
    whole = scaled.numerator // scaled.denominator
    rest = scaled - whole
    return Fraction(whole + _goes_up(rest, whole, rounding), 10**places)


def _goes_up(rest: Fraction, whole: int, rounding: Rounding) -> bool:
    match rounding:
        case Rounding.HALF_UP:
            return 2 * rest >= 1
        case Rounding.HALF_EVEN:
            return 2 * rest > 1 or (2 * rest == 1 and whole % 2 == 1)
        case Rounding.UP:
            return rest > 0
        case Rounding.DOWN:
            return False


def fixed(number: Fraction, places: int) -> str:
    """Return a number that has no more than so many decimals, with all of them."""
    scaled = number * 10**places
    whole = scaled.numerator // scaled.denominator
    sign = "-" if whole < 0 else ""
    digits = str(abs(whole)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _brief(number: Fraction, least: int = 0) -> str:
    """Return a number for the working: exact if that is short, else with its sign of about."""
    return _brief_text(number.numerator, number.denominator, least)


@lru_cache(maxsize=8192)
def _brief_text(numerator: int, denominator: int, least: int) -> str:
    number = Fraction(numerator, denominator)
    short = rounded(number, _PLACES, Rounding.HALF_UP)
    text = fixed(short, _PLACES)
    while text.endswith("0") and len(text) - text.index(".") - 1 > least:
        text = text[:-1]
    text = text.rstrip(".")
    return text if short == number else f"≈{text}"


def _entry_value(scheme: Scheme, entry: RatedEntry) -> Fraction | None:
    """Return what an entry counts: its rating, or the mean of its dimensions."""
    found = [rating_value(scheme, entry.section, rating) for rating in entry.ratings]
    values = [_fraction(value) for value in found if value is not None]
    if not values:
        return None
    return values[0] if len(values) == 1 else _total(values) / len(values)


@lru_cache(maxsize=4096)
def _fraction(number: Decimal) -> Fraction:
    return Fraction(number)


def _total(values: Sequence[Fraction]) -> Fraction:
    """Return the exact sum."""
    return _products(values, [_ONE] * len(values))


def _products(values: Sequence[Fraction], times: Sequence[Fraction]) -> Fraction:
    """Return the exact sum of products, over one denominator: that is many times quicker."""
    tops = [one.numerator * two.numerator for one, two in zip(values, times, strict=True)]
    bottoms = [one.denominator * two.denominator for one, two in zip(values, times, strict=True)]
    common = lcm(*bottoms)
    return Fraction(
        sum(top * (common // bottom) for top, bottom in zip(tops, bottoms, strict=True)), common
    )


def _pooled(scheme: Scheme, seen: Sequence[RatedEntry], steps: list[Step]) -> Fraction | None:
    values = [value for entry in seen if (value := _entry_value(scheme, entry)) is not None]
    if not values:
        return None
    return _mean(tr("All entries"), values, steps)


def _mean(title: str, values: Sequence[Fraction], steps: list[Step]) -> Fraction:
    total = _total(values)
    mean = total / len(values)
    steps.append(
        Step(
            title,
            tr("({sum}) / {count} = {mean}").format(
                sum=" + ".join(_brief(value) for value in values),
                count=len(values),
                mean=_brief(mean, 2),
            ),
        )
    )
    return mean


def _sections(scheme: Scheme, seen: Sequence[RatedEntry], steps: list[Step]) -> Fraction | None:
    by_section: dict[str, list[tuple[Fraction, Decimal | None]]] = {}
    for entry in seen:
        value = _entry_value(scheme, entry)
        if value is not None:
            by_section.setdefault(entry.section.id, []).append((value, entry.weight))
    parts = [
        _Part(section, _section_value(section, by_section[section.id], steps))
        for section in scheme.sections
        if section.id in by_section
    ]
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0].value
    if any(part.section.share is None for part in parts):
        return _mean(tr("Mean of the sections"), [part.value for part in parts], steps)
    return _by_share(parts, steps)


def _section_value(
    section: Section, pairs: Sequence[tuple[Fraction, Decimal | None]], steps: list[Step]
) -> Fraction:
    weighted = [(value, weight) for value, weight in pairs if weight]
    if section.average is Average.MEAN or section.weights is None or not weighted:
        return _mean(section.title, [value for value, _ in pairs], steps)
    portions = [_fraction(weight) for _, weight in weighted]
    weights = _total(portions)
    total = _products([value for value, _ in weighted], portions)
    if section.average is Average.WEIGHTED_SUM:
        result = total * Fraction(section.weights.total) / weights
        terms = " + ".join(f"{_brief(value)} x {number_text(weight)}" for value, weight in weighted)
        least = 0
    else:
        result = total / weights
        terms = " + ".join(
            f"{_brief(value)} x {number_text(weight)} %" for value, weight in weighted
        )
        least = 2
    if weights != section.weights.total:
        terms = tr("({terms}), over the {weights} % that are rated").format(
            terms=terms, weights=_brief(weights)
        )
    steps.append(Step(section.title, f"{terms} = {_brief(result, least)}"))
    return result


def _by_share(parts: Sequence[_Part], steps: list[Step]) -> Fraction:
    """Return the parts by their shares, which grow in proportion where a section is empty."""
    shares = [_fraction(part.section.share or _ZERO) for part in parts]
    whole = _total(shares)
    products = []
    for part, share in zip(parts, shares, strict=True):
        portion = share / whole
        products.append(part.value * portion)
        steps.append(
            Step(
                part.section.title,
                f"{_brief(part.value, 2)} x {_brief(portion * 100)} % = {_brief(products[-1], 2)}",
            )
        )
    number = _total(products)
    terms = " + ".join(_brief(product, 2) for product in products)
    steps.append(Step(tr("Together"), f"{terms} = {_brief(number, 2)}"))
    return number


def _scaled(scheme: Scheme, number: Fraction, steps: list[Step]) -> tuple[Fraction, str]:
    """Return the number after the scheme's factor and divisor, and as it is shown."""
    rule = scheme.result
    working = _brief(number, 2)
    if rule.divisor is not None:
        number /= Fraction(rule.divisor)
        working += f" / {number_text(rule.divisor)}"
    if rule.factor is not None:
        number *= Fraction(rule.factor)
        working += f" x {number_text(rule.factor)}"
    if rule.divisor is not None or rule.factor is not None:
        steps.append(Step(scheme.words.overall, f"{working} = {_brief(number, rule.places)}"))
    short = rounded(number, rule.places, rule.rounding)
    shown = fixed(short, rule.places)
    steps.append(
        Step(
            scheme.words.overall,
            f"{shown} {rule.unit}".strip()
            if short == number
            else tr("{exact}, shown as {shown}").format(
                exact=_brief(number), shown=f"{shown} {rule.unit}".strip()
            ),
        )
    )
    return number, shown


def _level(
    scheme: Scheme, seen: Sequence[RatedEntry], number: Fraction | None, steps: list[Step]
) -> str | None:
    rule = scheme.result
    for pattern in rule.rules:
        if all(_holds(condition, seen) for condition in pattern.conditions):
            steps.append(Step(tr("Rule"), rule_words(scheme, pattern)))
            return pattern.code
    code: str | None = rule.otherwise or None
    if number is not None and rule.bands:
        code = None
        value = number
        if not rule.bands_on_exact:
            places = rule.places if rule.level_places is None else rule.level_places
            value = rounded(number, places, rule.rounding)
        for band in rule.bands:
            if value >= _fraction(band.least):
                code = band.code
    if code is not None:
        steps.append(Step(tr("Level"), level_words(scheme, code)))
    return code


def level_words(scheme: Scheme, code: str) -> str:
    """Return an overall level as it is shown, such as "4 · Superior"."""
    label = scheme.result_level(code).label
    return f"{code} · {label}" if any(char.isdigit() for char in code) else label


def _holds(condition: Condition, seen: Sequence[RatedEntry]) -> bool:
    names = {same_name(name) for name in condition.entries}
    ratings = [
        rating
        for entry in seen
        if entry.section.id in condition.sections and (not names or same_name(entry.name) in names)
        for rating in entry.ratings
    ]
    fits = [rating in condition.ratings for rating in ratings]
    return any(fits) if condition.quantity is Quantity.ANY else bool(fits) and all(fits)


def rule_words(scheme: Scheme, pattern: PatternRule) -> str:
    """Return a rule as a person reads it, with the level it leads to."""
    parts = []
    for condition in pattern.conditions:
        words = (
            tr("any entry of {sections} at {ratings}")
            if condition.quantity is Quantity.ANY
            else tr("every entry of {sections} at {ratings}")
        )
        parts.append(
            words.format(
                sections=", ".join(
                    condition.entries or [scheme.section(one).title for one in condition.sections]
                ),
                ratings=", ".join(condition.ratings),
            )
        )
    return tr("{conditions}: the result is {level}").format(
        conditions=f" {tr('and')} ".join(parts), level=level_words(scheme, pattern.code)
    )
