"""Levels, bands and rules of a result in words, on every page and paper alike."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from reviewdesk.domain.entry_weights import number_text
from reviewdesk.domain.scheme import Quantity
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from decimal import Decimal

    from reviewdesk.domain.scheme import PatternRule, Scheme


def level_shown(code: str, label: str) -> str:
    """Return a level as it is shown: with its code where that is a number or holds one."""
    if not label or label == code:
        return code
    return f"{code} · {label}" if any(char.isdigit() for char in code) else label


def level_words(scheme: Scheme, code: str) -> str:
    """Return an overall level as it is shown, such as "4 · Superior"."""
    return level_shown(code, scheme.result_level(code).label)


def score_shown(scheme: Scheme, score: str) -> str:
    """Return the number of a result with its unit, such as "97 %"."""
    return f"{score} {scheme.result.unit}".strip() if score else ""


def band_words(scheme: Scheme, place: int) -> str:
    """Return from where to where a band goes, such as "3.50 to 4.49"."""
    bands = scheme.result.bands
    band = bands[place]
    least = _amount(scheme, band.least)
    if band.most is not None:
        most = _amount(scheme, band.most)
        if band.most == band.least:
            return most
        return tr("{least} to {most}").format(least=_number(scheme, band.least), most=most)
    if place + 1 < len(bands):
        return tr("{least} and more, below {next}").format(
            least=least, next=_amount(scheme, bands[place + 1].least)
        )
    return tr("{least} and more").format(least=least)


def _amount(scheme: Scheme, number: Decimal) -> str:
    return score_shown(scheme, _number(scheme, number))


def _number(scheme: Scheme, number: Decimal) -> str:
    """Return an edge of a band with as many decimals as the number it is compared with."""
    rule = scheme.result
    places = rule.places if rule.level_places is None else rule.level_places
    return _edge(number, None if rule.bands_on_exact else places)


@lru_cache(maxsize=512)
def _edge(number: Decimal, places: int | None) -> str:
    exponent = number.as_tuple().exponent
    if places is None or not isinstance(exponent, int) or -exponent > places:
        return number_text(number)
    return f"{number:.{places}f}"


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
