"""Exact numbers: rounded by a mode, added up, and written for people."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import TYPE_CHECKING

from reviewdesk.domain.scheme import Rounding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

_ONE = Fraction(1)
_PLACES = 4
"""Decimals of a number within the working; the number itself goes on exactly."""


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


def brief(number: Fraction, least: int = 0) -> str:
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


@lru_cache(maxsize=4096)
def fraction(number: Decimal) -> Fraction:
    """Return a number as a fraction; the same few come again and again."""
    return Fraction(number)


def added(values: Sequence[Fraction]) -> Fraction:
    """Return the exact sum."""
    return products(values, [_ONE] * len(values))


def products(values: Sequence[Fraction], times: Sequence[Fraction]) -> Fraction:
    """Return the exact sum of products, over one denominator: that is many times quicker."""
    tops = [one.numerator * two.numerator for one, two in zip(values, times, strict=True)]
    bottoms = [one.denominator * two.denominator for one, two in zip(values, times, strict=True)]
    common = lcm(*bottoms)
    return Fraction(
        sum(top * (common // bottom) for top, bottom in zip(tops, bottoms, strict=True)), common
    )
