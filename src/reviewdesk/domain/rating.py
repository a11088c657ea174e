"""One rating against its scale: is it allowed, what is it called, does it need words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from reviewdesk.domain.entry_weights import number_text
from reviewdesk.domain.scheme import NOT_RATED, ScaleKind
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewdesk.domain.scheme import Level, NarrativeRule, Scale, Scheme, Section

USUAL_LONGEST = 1500
"""Characters of a narrative in a section without a rule of its own."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,7}(?:\.[0-9]{1,6})?")


class SchemeRefusalError(UserError):
    """A form that its scheme does not allow; the sentence names the rule."""


def check_rating(scheme: Scheme, section: Section, text: str) -> str:
    """Return a rating as it is kept: the code of a level, or a number without idle zeros.

    Raises:
        SchemeRefusalError: when the section's scale has no such rating.
    """
    scale = scheme.scale(section)
    text = text.strip()
    if text == NOT_RATED:
        if scale.allows_not_rated:
            return NOT_RATED
        raise SchemeRefusalError(
            tr("In “{section}” every entry must be rated.").format(section=section.title)
        )
    found = rating_on(scale, text)
    if found is None:
        raise SchemeRefusalError(
            tr("“{rating}” is not a rating in “{section}”: {allowed}.").format(
                rating=text[:40], section=section.title, allowed=scale_words(scale)
            )
        )
    return found


def rating_on(scale: Scale, text: str) -> str | None:
    """Return a rating as a scale keeps it, or None when the scale has no such rating."""
    if scale.kind is ScaleKind.LEVELS:
        level = _level(scale, text)
        return level.code if level else None
    number = Decimal(text) if _NUMBER.fullmatch(text) else None
    if number is None or not _on_scale(scale, number):
        return None
    return number_text(abs(number) if number == 0 else number)


def _level(scale: Scale, text: str) -> Level | None:
    for level in scale.levels:
        if level.code == text:
            return level
    if _NUMBER.fullmatch(text):  # 4.0 in a file means the level of value 4
        number = Decimal(text)
        return next((level for level in scale.levels if level.value == number), None)
    return None


def _on_scale(scale: Scale, number: Decimal) -> bool:
    lowest = Decimal(0) if scale.lowest is None else scale.lowest
    return (
        number >= lowest
        and (scale.highest is None or number <= scale.highest)
        and (scale.step is None or (number - lowest) % scale.step == 0)
    )


def scale_words(scale: Scale) -> str:
    """Return what a scale allows, as part of a sentence."""
    if scale.kind is ScaleKind.LEVELS:
        return tr("allowed are {codes}").format(
            codes=", ".join(level.code for level in scale.levels)
        )
    if scale.kind is ScaleKind.PERCENT:
        return tr("it must be a number in per cent, 0 or more")
    words = tr("it must be a number from {lowest} to {highest}").format(
        lowest=number_text(scale.lowest or Decimal(0)),
        highest=number_text(scale.highest or Decimal(0)),
    )
    if scale.step is None:
        return words
    return tr("{range} in steps of {step}").format(range=words, step=number_text(scale.step))


def rating_value(scheme: Scheme, section: Section, rating: str) -> Decimal | None:
    """Return what a checked rating counts; None for levels without a value."""
    scale = scheme.scale(section)
    if scale.kind is not ScaleKind.LEVELS:
        return Decimal(rating)
    return next((level.value for level in scale.levels if level.code == rating), None)


def is_below_middle(scale: Scale, rating: str) -> bool:
    """Return whether a checked rating is in the worse half of its scale.

    In per cent of what was to be achieved, that is anything under 100.
    """
    if rating == NOT_RATED:
        return False
    if scale.kind is ScaleKind.LEVELS:
        codes = [level.code for level in scale.levels]
        return rating in codes and 2 * codes.index(rating) < len(codes) - 1
    number = Decimal(rating)
    if scale.kind is ScaleKind.PERCENT:
        return number < 100
    twice = (scale.lowest or Decimal(0)) + (scale.highest or Decimal(0))
    return 2 * number > twice if scale.lower_is_better else 2 * number < twice


def rating_label(scheme: Scheme, section: Section, rating_text: str) -> str:
    """Return a rating as it is shown, such as "4 · Exceeds Expectations"; empty for none."""
    if not rating_text:
        return ""
    if rating_text == NOT_RATED:
        return tr("Not rated")
    scale = scheme.scale(section)
    if scale.kind is ScaleKind.PERCENT:
        return tr("{number} %").format(number=rating_text)
    return rating_words(scale, rating_text)


def rating_words(scale: Scale, code: str) -> str:
    """Return the code of a level with its label, such as "4 · Superior"; a number as it is."""
    label = next((level.label for level in scale.levels if level.code == code), "")
    if not label or label.casefold() == code.casefold():
        return label or code
    return f"{code} · {label}"


def rating_choices(scheme: Scheme, section: Section) -> tuple[Level, ...]:
    """Return the levels to choose from, worst first; empty where a number is given."""
    scale = scheme.scale(section)
    return scale.levels if scale.kind is ScaleKind.LEVELS else ()


def _rules(scheme: Scheme, section: Section) -> tuple[NarrativeRule, ...]:
    return tuple(rule for rule in scheme.narratives if rule.section == section.id)


def needs_narrative(scheme: Scheme, section: Section, ratings: Mapping[str, str]) -> bool:
    """Return whether these ratings of one entry need words, by dimension as in an entry."""
    given = {text for text in ratings.values() if text}
    return any(_asks(rule, text) for rule in _rules(scheme, section) for text in given)


def _asks(rule: NarrativeRule, rating: str) -> bool:
    """Return whether a rule asks for words about one rating."""
    if "*" in rule.ratings or rating in rule.ratings:
        return True
    if (rule.below is None and rule.above is None) or not _NUMBER.fullmatch(rating):
        return False
    number = Decimal(rating)
    return (rule.below is not None and number < rule.below) or (
        rule.above is not None and number > rule.above
    )


def longest_narrative(scheme: Scheme, section: Section) -> int:
    """Return how many characters a narrative of this section may have."""
    return max((rule.longest for rule in _rules(scheme, section)), default=USUAL_LONGEST)
