"""A scheme told in words: what it asks of whom, by when, and what becomes of the ratings.

These functions touch no desk and no record of a person, so they need no context.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewdesk.domain.days import month_words
from reviewdesk.domain.entry_weights import number_text
from reviewdesk.domain.parties import Party, Phase
from reviewdesk.domain.rating import scale_words
from reviewdesk.domain.result_words import band_words, level_words, rule_words
from reviewdesk.domain.scheme import Average, Combination, Rater, ScaleKind
from reviewdesk.i18n import tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.domain.scheme import PhaseRule, Scheme, Section


@dataclass(frozen=True, slots=True)
class Chapter:
    """One subject of a scheme, a sentence a line."""

    title: str
    lines: tuple[str, ...]


def is_rated(scheme: Scheme) -> bool:
    """Return whether people get ratings, rather than agree to statements or not.

    Needs no context: no desk is touched. A number in the result, a value on a scale or a
    scale of more than two levels is a rating; “agree” and “disagree” are none.
    """
    return scheme.result.combination is not Combination.NONE or any(
        scale.kind is not ScaleKind.LEVELS
        or len(scale.levels) > 2
        or any(level.value is not None for level in scale.levels)
        for scale in scheme.scales
    )


def chapters(scheme: Scheme) -> tuple[Chapter, ...]:
    """Return a scheme in words, subject by subject. Needs no context: no desk is touched."""
    parts = (
        (tr("Whose it is"), _origin(scheme)),
        (tr("Check before use"), (_one_line(each) for each in scheme.check_before_use)),
        (tr("Phases"), _phases(scheme)),
        (tr("Sections and scales"), _sections(scheme)),
        (tr("Levels, best first"), _levels(scheme)),
        (tr("Who rates, reviews and signs, in this order"), _people(scheme)),
        (tr("What each party is told"), _guidance(scheme)),
        (tr("Words that are needed"), _narratives(scheme)),
        (tr("Appeal"), _appeal(scheme)),
    )
    return tuple(Chapter(title, tuple(lines)) for title, lines in parts)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _origin(scheme: Scheme) -> Iterator[str]:
    if scheme.office:
        yield _one_line(scheme.office)
    yield tr("Form: {title}").format(title=_one_line(scheme.form_title))
    yield tr("Source: {source}").format(source=_one_line(scheme.source))
    if not is_rated(scheme):
        yield tr("There are no ratings: statements are agreed or not.")


def _phases(scheme: Scheme) -> Iterator[str]:
    if scheme.period is not None:
        months = tr_n("{n} month", "{n} months", scheme.period.months)
        yield tr("A period lasts {months}; one begins in {month}.").format(
            months=months, month=month_words(scheme.period.month)
        )
    for rule in scheme.phases:
        due = _day(rule, rule.days)
        if rule.opens is None:
            yield tr("{title}: due {day}.").format(title=rule.title, day=due)
        else:
            yield tr("{title}: opens {first}, due {day}.").format(
                title=rule.title, first=_day(rule, rule.opens), day=due
            )
    if scheme.discussions:
        yield tr_n(
            "At least {n} discussion in the period.",
            "At least {n} discussions in the period.",
            scheme.discussions,
        )
    if scheme.minimum_days:
        yield tr_n(
            "Who was under a plan for less than {n} day is not rated.",
            "Who was under a plan for less than {n} days is not rated.",
            scheme.minimum_days,
        )


def _day(rule: PhaseRule, days: int) -> str:
    """Return a day, counted from an end of the period, as part of a sentence."""
    if days == 0:
        return (
            tr("on the last day of the period")
            if rule.after_end
            else tr("on the first day of the period")
        )
    count = tr_n("{n} day", "{n} days", abs(days))
    if rule.after_end:
        words = (
            tr("{days} after the period ends") if days > 0 else tr("{days} before the period ends")
        )
    else:
        words = (
            tr("{days} after the period begins")
            if days > 0
            else tr("{days} before the period begins")
        )
    return words.format(days=count)


def _sections(scheme: Scheme) -> Iterator[str]:
    for section in scheme.sections:
        counts = (
            ""
            if section.share is None
            else tr(", {share} % of the result").format(share=number_text(section.share))
        )
        yield f"{section.title}{counts}: {_entries(section)}"
        scale = scheme.scale(section)
        if scale.kind is ScaleKind.LEVELS:
            yield "  " + tr("Scale, best first:")
        else:
            yield "  " + tr("Ratings: {words}.").format(words=scale_words(scale))
        for level in reversed(scale.levels):
            value = (
                ""
                if level.value is None or number_text(level.value) == level.code
                else " " + tr("(counts {value})").format(value=number_text(level.value))
            )
            yield f"    {level.code} · {level.label}{value}. {_one_line(level.definition)}".rstrip()
        if scale.allows_not_rated:
            yield "    " + tr("An entry that could not be observed may stay without a rating.")
        for dimension in section.dimensions:
            yield "  " + tr("Rated for itself: {title}. {what}").format(
                title=dimension.title, what=_one_line(dimension.definition)
            )
        yield "  " + _weights(section)
        if section.guidance:
            yield "  " + _one_line(section.guidance)
        if section.critical:
            yield "  " + tr("These entries are critical.")


def _entries(section: Section) -> str:
    word = section.entry_word
    fixed = ", ".join(each.name for each in section.fixed_entries)
    if section.fewest == section.most:
        count = tr("“{word}”, {n} of them.").format(word=word, n=section.most)
    else:
        count = tr("“{word}”, {fewest} to {most} of them.").format(
            word=word, fewest=section.fewest, most=section.most
        )
    if not fixed:
        return count
    named = tr("Proposed are: {names}.") if section.own_entries else tr("They are: {names}.")
    return f"{count} {named.format(names=fixed)}"


def _weights(section: Section) -> str:
    rule = section.weights
    if rule is None:
        return tr("All entries count the same.")
    least, most = number_text(rule.least), number_text(rule.most)
    how = (
        tr("ratings times weights are added up")
        if section.average is Average.WEIGHTED_SUM
        else tr("their weighted mean counts")
        if section.average is Average.WEIGHTED_MEAN
        else tr("the plain mean counts all the same")
    )
    words = tr(
        "Weights from {least} to {most} % in steps of {step}, {total} % together; {how}."
    ).format(
        least=least, most=most, step=number_text(rule.step), total=number_text(rule.total), how=how
    )
    limits = [
        tr("“{name}” weighs at least {least} %.").format(
            name=each.name, least=number_text(each.least_weight)
        )
        for each in section.fixed_entries
        if each.least_weight is not None
    ]
    limits += [
        tr("Nothing weighs more than “{name}”.").format(name=each.name)
        for each in section.fixed_entries
        if each.heaviest
    ]
    return " ".join((words, *limits))


def _levels(scheme: Scheme) -> Iterator[str]:
    rule = scheme.result
    if not rule.levels:
        yield tr("There is no overall level.")
    for level in reversed(rule.levels):
        ranges = [
            band_words(scheme, at) for at, band in enumerate(rule.bands) if band.code == level.code
        ]
        words = level_words(scheme, level.code)
        if ranges:
            words = tr("{level}: {ranges}").format(level=words, ranges=", ".join(ranges))
        if level.second_value:
            words += " " + tr("(as second value {value})").format(value=level.second_value)
        yield f"{words}. {_one_line(level.definition)}".rstrip()
    for pattern in rule.rules:
        yield tr("Rule: {rule}.").format(rule=rule_words(scheme, pattern))
    if rule.otherwise:
        yield tr("When no rule fits: {level}.").format(level=level_words(scheme, rule.otherwise))


def _party(party: Party) -> str:
    match party:
        case Party.EMPLOYEE:
            return tr("employee")
        case Party.SUPERVISOR:
            return tr("supervisor")
        case Party.REVIEWER:
            return tr("reviewer")


def _people(scheme: Scheme) -> Iterator[str]:
    supervisor = scheme.signatory(Party.SUPERVISOR)
    raters = scheme.raters or (
        Rater(Party.SUPERVISOR, supervisor.title if supervisor else _party(Party.SUPERVISOR)),
    )
    for place, rater in enumerate(raters):
        words = tr("Rates: {title} ({party}).").format(title=rater.title, party=_party(rater.party))
        if rater.reason_for_difference:
            words += " " + tr("Where this rating differs, the reason must be written.")
        if len(raters) > 1 and place == len(raters) - 1:
            words += " " + tr("This rating counts.")
        yield words
    reviewer = scheme.signatory(Party.REVIEWER)
    for rule in scheme.phases:
        if rule.phase is Phase.REVIEWER and reviewer is not None:
            yield tr("Reviews: {title} (reviewer), in the phase “{phase}”.").format(
                title=reviewer.title, phase=rule.title
            )
        elif rule.phase is Phase.EMPLOYEE:
            yield tr("Receives it: the employee, in the phase “{phase}”.").format(phase=rule.title)
    for place, one in enumerate(scheme.signatories, start=1):
        words = tr("Signs as number {n}: {title} ({party}): “{meaning}”").format(
            n=place, title=one.title, party=_party(one.party), meaning=_one_line(one.meaning)
        )
        yield words + (" " + tr("May decline to sign.") if one.may_decline else "")


def _guidance(scheme: Scheme) -> Iterator[str]:
    for one in scheme.guidance:
        yield tr("{party}: {text}").format(party=_party(one.party), text=_one_line(one.text))


def _narratives(scheme: Scheme) -> Iterator[str]:
    if not scheme.narratives:
        yield tr("No rating needs words.")
    for rule in scheme.narratives:
        title = scheme.section(rule.section).title
        if "*" in rule.ratings:
            words = tr("{section}: every rating needs words, at most {n} characters.")
        elif rule.ratings:
            words = tr("{section}: the ratings {ratings} need words, at most {n} characters.")
        elif rule.below is None and rule.above is None:
            words = tr("{section}: no rating needs words; at most {n} characters.")
        else:
            words = tr("{section}: at most {n} characters.")
        yield words.format(section=title, ratings=", ".join(rule.ratings), n=rule.longest)
        if rule.below is not None:
            yield "  " + tr("Every rating below {limit} needs words.").format(
                limit=number_text(rule.below)
            )
        if rule.above is not None:
            yield "  " + tr("Every rating above {limit} needs words.").format(
                limit=number_text(rule.above)
            )


def _appeal(scheme: Scheme) -> Iterator[str]:
    if scheme.appeal_days is None:
        yield tr("The scheme names no time for an appeal.")
    else:
        yield tr_n(
            "Within {n} day after the result was received.",
            "Within {n} days after the result was received.",
            scheme.appeal_days,
        )
