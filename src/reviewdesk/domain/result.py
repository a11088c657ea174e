"""The arithmetic of a result: entries to sections to number to level, in exact fractions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from reviewdesk.domain.entry_weights import number_text, same_name
from reviewdesk.domain.exact import added, brief, fixed, fraction, products, rounded
from reviewdesk.domain.rating import rating_value
from reviewdesk.domain.result_words import band_words, level_words, rule_words
from reviewdesk.domain.scheme import NOT_RATED, Average, Combination, Quantity
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewdesk.domain.scheme import Condition, Scheme, Section

_ZERO = Decimal(0)


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
        number = _pooled(_valued(scheme, seen, steps), steps)
    elif scheme.result.combination is Combination.SECTIONS:
        number = _sections(scheme, _valued(scheme, seen, steps), steps)
    if number is not None:
        number, shown = _scaled(scheme, number, steps)
    code = _level(scheme, seen, number, steps)
    second = "" if code is None else scheme.result_level(code).second_value
    if second:
        steps.append(Step(scheme.words.second_value or tr("Second value"), second))
    return Result(
        score=shown,
        level=code,
        label=None if code is None else scheme.result_level(code).label,
        exact=number,
        steps=tuple(steps),
    )


def entry_mean(scheme: Scheme, section: Section, ratings: Sequence[str]) -> str:
    """Return the mean of what was rated each for itself, for people; empty where there is none."""
    values = _values(scheme, section, [each for each in ratings if each != NOT_RATED])
    return brief(added(values) / len(values), 2) if values else ""


def _values(scheme: Scheme, section: Section, ratings: Sequence[str]) -> list[Fraction]:
    found = [rating_value(scheme, section, rating) for rating in ratings]
    return [fraction(value) for value in found if value is not None]


def _valued(
    scheme: Scheme, seen: Sequence[RatedEntry], steps: list[Step]
) -> list[tuple[RatedEntry, Fraction]]:
    """Return what each entry counts: its rating, or the mean of what is rated for itself."""
    valued = []
    known: dict[tuple[str, tuple[str, ...]], list[Fraction]] = {}
    for entry in seen:
        key = (entry.section.id, entry.ratings)
        values = known.get(key)
        if values is None:  # the same few ratings come again and again
            values = known[key] = _values(scheme, entry.section, entry.ratings)
        if len(values) == 1:
            valued.append((entry, values[0]))
        elif values:
            valued.append((entry, _mean(entry.name, values, steps)))
    return valued


def _pooled(valued: Sequence[tuple[RatedEntry, Fraction]], steps: list[Step]) -> Fraction | None:
    if not valued:
        return None
    return _mean(tr("All entries"), [value for _, value in valued], steps)


def _mean(title: str, values: Sequence[Fraction], steps: list[Step]) -> Fraction:
    total = added(values)
    mean = total / len(values)
    steps.append(
        Step(
            title,
            tr("({sum}) / {count} = {mean}").format(
                sum=" + ".join(brief(value) for value in values),
                count=len(values),
                mean=brief(mean, 2),
            ),
        )
    )
    return mean


def _sections(
    scheme: Scheme, valued: Sequence[tuple[RatedEntry, Fraction]], steps: list[Step]
) -> Fraction | None:
    by_section: dict[str, list[tuple[Fraction, Decimal | None]]] = {}
    for entry, value in valued:
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
    portions = [fraction(weight) for _, weight in weighted]
    weights = added(portions)
    total = products([value for value, _ in weighted], portions)
    if section.average is Average.WEIGHTED_SUM:
        result = total * Fraction(section.weights.total) / weights
        terms = " + ".join(f"{brief(value)} x {number_text(weight)}" for value, weight in weighted)
        least = 0
    else:
        result = total / weights
        terms = " + ".join(
            f"{brief(value)} x {number_text(weight)} %" for value, weight in weighted
        )
        least = 2
    if weights != section.weights.total:
        terms = tr("({terms}), over the {weights} % that are rated").format(
            terms=terms, weights=brief(weights)
        )
    steps.append(Step(section.title, f"{terms} = {brief(result, least)}"))
    return result


def _by_share(parts: Sequence[_Part], steps: list[Step]) -> Fraction:
    """Return the parts by their shares, which grow in proportion where a section is empty."""
    shares = [fraction(part.section.share or _ZERO) for part in parts]
    whole = added(shares)
    products = []
    for part, share in zip(parts, shares, strict=True):
        portion = share / whole
        products.append(part.value * portion)
        steps.append(
            Step(
                part.section.title,
                f"{brief(part.value, 2)} x {brief(portion * 100)} % = {brief(products[-1], 2)}",
            )
        )
    number = added(products)
    terms = " + ".join(brief(product, 2) for product in products)
    steps.append(Step(tr("Together"), f"{terms} = {brief(number, 2)}"))
    return number


def _scaled(scheme: Scheme, number: Fraction, steps: list[Step]) -> tuple[Fraction, str]:
    """Return the number after the scheme's factor and divisor, and as it is shown."""
    rule = scheme.result
    working = brief(number, 2)
    if rule.divisor is not None:
        number /= Fraction(rule.divisor)
        working += f" / {number_text(rule.divisor)}"
    if rule.factor is not None:
        number *= Fraction(rule.factor)
        working += f" x {number_text(rule.factor)}"
    if rule.divisor is not None or rule.factor is not None:
        steps.append(Step(scheme.words.overall, f"{working} = {brief(number, rule.places)}"))
    short = rounded(number, rule.places, rule.rounding)
    shown = fixed(short, rule.places)
    steps.append(
        Step(
            scheme.words.overall,
            f"{shown} {rule.unit}".strip()
            if short == number
            else tr("{exact}, shown as {shown}").format(
                exact=brief(number), shown=f"{shown} {rule.unit}".strip()
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
    if number is not None and rule.bands:
        return _band(scheme, number, steps)
    if not rule.otherwise:
        return None
    level = level_words(scheme, rule.otherwise)
    words = tr("no rule fits before: the result is {level}") if rule.rules else "{level}"
    steps.append(Step(tr("Level"), words.format(level=level)))
    return rule.otherwise


def _band(scheme: Scheme, number: Fraction, steps: list[Step]) -> str | None:
    """Return the level of the band that a number lies in, and tell which band that is."""
    rule = scheme.result
    value, shown = number, brief(number)
    if not rule.bands_on_exact:
        places = rule.places if rule.level_places is None else rule.level_places
        value = rounded(number, places, rule.rounding)
        shown = fixed(value, places)
    place = next(
        (at for at, band in reversed([*enumerate(rule.bands)]) if value >= fraction(band.least)),
        None,
    )
    if place is None:
        return None
    words = tr("{number} is in the band {band}: {level}")
    if rule.level_places is not None and not rule.bands_on_exact:
        words = tr("{exact}, rounded to {number}, is in the band {band}: {level}")
    code = rule.bands[place].code
    level = level_words(scheme, code)
    band = band_words(scheme, place)
    text = words.format(exact=brief(number), number=shown, band=band, level=level)
    steps.append(Step(tr("Level"), text))
    return code


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
