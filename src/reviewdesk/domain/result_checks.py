"""Whether the result rule of a scheme gives every complete form exactly one level."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from reviewdesk.domain.entry_weights import number_text
from reviewdesk.domain.rating import rating_on
from reviewdesk.domain.result import fixed, rounded, same_name
from reviewdesk.domain.result_range import result_range
from reviewdesk.domain.scheme import Combination, Rounding, ScaleKind
from reviewdesk.domain.scheme_values import Fault
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.domain.scheme import PatternRule, ResultRule, Scale, Scheme
    from reviewdesk.domain.scheme_lines import Path

_BANDS: Path = ("result", "bands")


def on_scale(scale: Scale, rating: str) -> bool:
    """Return whether a rating, as it is kept, is one of a scale's."""
    return rating_on(scale, rating) == rating


def check_result(scheme: Scheme) -> Iterator[Fault]:
    """Give every fault of the result rule; scales and sections are sound already."""
    yield from _codes(scheme)
    yield from _shares(scheme)
    yield from _numbers(scheme)
    for place, rule in enumerate(scheme.result.rules):
        yield from _rule(scheme, rule, place)
    yield from _bands(scheme)
    yield from _never_given(scheme.result)


def _codes(scheme: Scheme) -> Iterator[Fault]:
    rule = scheme.result
    known = [level.code for level in rule.levels]
    advice = tr("Use one of: {known}.").format(known=", ".join(known))
    for place, code in enumerate(known):
        if code in known[:place]:
            yield Fault(
                ("result", "levels", place, "code"),
                tr("“{key}” is there twice.").format(key=code),
                tr("Keep one, or give the other a different name."),
            )
    used: list[tuple[Path, str]] = [
        ((*_BANDS, place, "code"), band.code) for place, band in enumerate(rule.bands)
    ]
    used += [
        (("result", "rules", place, "code"), each.code) for place, each in enumerate(rule.rules)
    ]
    if rule.otherwise:
        used.append((("result", "otherwise"), rule.otherwise))
    for path, code in used:
        if code not in known:
            yield Fault(path, tr("There is no overall level “{code}”.").format(code=code), advice)


def _shares(scheme: Scheme) -> Iterator[Fault]:
    shares = [section.share for section in scheme.sections]
    given = [share for share in shares if share is not None]
    if not given:
        return
    path: Path = ("sections", next(at for at, share in enumerate(shares) if share is not None))
    if scheme.result.combination is not Combination.SECTIONS:
        yield Fault(
            (*path, "share"),
            tr("Shares have no effect where the result is not made from sections."),
            tr("Remove the shares, or set combination to “sections”."),
        )
    elif len(given) < len(shares):
        yield Fault(
            ("sections", shares.index(None)),
            tr("Some sections have a share and this one has none."),
            tr("Give every section a share, or none."),
        )
    elif sum(given) != 100 or min(given) <= 0:
        yield Fault(
            (*path, "share"),
            tr("The shares of the sections add up to {total} %, not 100 %.").format(
                total=number_text(sum(given, start=given[0] * 0))
            ),
            tr("Correct the shares; each must be more than 0."),
        )


def _numbers(scheme: Scheme) -> Iterator[Fault]:
    rule = scheme.result
    for key, places in (("places", rule.places), ("level_places", rule.level_places or 0)):
        if not 0 <= places <= 6:
            yield Fault(("result", key), tr("Decimals go from 0 to 6."), tr("Correct the value."))
    for key, number in (("factor", rule.factor), ("divisor", rule.divisor)):
        if number is not None and number <= 0:
            yield Fault(
                ("result", key),
                tr("“{key}” must be more than 0.").format(key=key),
                tr("Correct the value."),
            )
    if rule.combination is Combination.NONE:
        return
    for place, section in enumerate(scheme.sections):
        scale = scheme.scale(section)
        if scale.kind is ScaleKind.LEVELS and scale.levels[0].value is None:
            yield Fault(
                ("sections", place, "scale"),
                tr("The levels of this scale have no values, so they cannot be averaged."),
                tr("Give the levels values, or set combination to “none”."),
            )
        if scale.lower_is_better is not rule.lower_is_better:
            yield Fault(
                ("sections", place, "scale"),
                tr("On this scale and in the result it is not the same end that is best."),
                tr("Set lower_is_better alike for the scale and the result."),
            )


def _rule(scheme: Scheme, rule: PatternRule, place: int) -> Iterator[Fault]:
    path: Path = ("result", "rules", place)
    if not rule.conditions:
        yield Fault(path, tr("This rule has no condition."), tr("Add one, or remove the rule."))
    known = {section.id: section for section in scheme.sections}
    for at, condition in enumerate(rule.conditions):
        where: Path = (*path, "conditions", at)
        sections = [known[one] for one in condition.sections if one in known]
        unknown = [one for one in condition.sections if one not in known]
        if unknown or not sections:
            yield Fault(
                (*where, "sections"),
                tr("There is no section “{section}”.").format(section=", ".join(unknown)),
                tr("Use one of: {known}.").format(known=", ".join(known)),
            )
            continue
        names = {
            same_name(each.name)
            for section in sections
            for each in section.fixed_entries
            if not section.own_entries
        }
        lost = [name for name in condition.entries if same_name(name) not in names]
        off = [
            rating
            for rating in condition.ratings
            if not any(on_scale(scheme.scale(section), rating) for section in sections)
        ]
        if lost or off or not condition.ratings:
            yield Fault(
                where,
                tr("This rule can never apply as written: {what} does not exist there.").format(
                    what=", ".join(f"“{each}”" for each in (*lost, *off)) or "“”"
                ),
                tr("Use ratings of the sections' scales and names of their fixed entries."),
            )
    for earlier in scheme.result.rules[:place]:
        if earlier.conditions and set(earlier.conditions) <= set(rule.conditions):
            yield Fault(
                path,
                tr("This rule can never decide: an earlier rule always fits before it."),
                tr("Remove it, or put it before the other."),
            )
            break


def _bands(scheme: Scheme) -> Iterator[Fault]:
    rule = scheme.result
    if rule.combination is Combination.NONE:
        if rule.bands:
            yield Fault(
                _BANDS,
                tr("Bands can never apply where there is no number."),
                tr("Remove the bands, or choose how sections become a number."),
            )
        if not rule.otherwise and rule.levels:
            yield Fault(
                ("result",),
                tr("When no rule fits there is no level."),
                tr("Add “otherwise” with the code of a level."),
            )
        return
    if not rule.bands:
        if rule.levels and not rule.otherwise:
            yield Fault(
                ("result",), tr("No bands lead from the number to a level."), tr("Add the bands.")
            )
        return
    if rule.otherwise:
        yield Fault(
            ("result", "otherwise"),
            tr("“otherwise” can never apply where there are bands."),
            tr("Remove it."),
        )
    if rule.bands_on_exact and rule.level_places is not None:
        yield Fault(
            ("result", "level_places"),
            tr("The level is read from the exact number, so level_places has no effect."),
            tr("Remove it, or set bands_on_exact = false."),
        )
    yield from _edges(rule)
    yield from _reach(scheme)


def _edges(rule: ResultRule) -> Iterator[Fault]:
    """Give gaps and overlaps between bands, and levels out of order."""
    unit = _unit(rule)
    merit = [level.code for level in rule.levels]
    for place, band in enumerate(rule.bands):
        path: Path = (*_BANDS, place)
        if band.most is not None and rule.bands_on_exact:
            yield Fault(
                (*path, "most"),
                tr("Read from the exact number, a band with a last number leaves a gap after it."),
                tr("Remove “most”: a band goes on until the next one begins."),
            )
        elif band.most is not None and band.most < band.least:
            yield Fault(
                (*path, "most"), tr("This band ends before it begins."), tr("Correct the numbers.")
            )
        if place == 0:
            continue
        before = rule.bands[place - 1]
        end = before.least if before.most is None else before.most
        if band.least <= end:
            yield Fault(
                (*path, "least"),
                tr("The bands overlap at {number}.").format(number=number_text(band.least)),
                tr("Put the lowest band first, and let each begin where the one before ends."),
            )
        elif (
            before.most is not None
            and not rule.bands_on_exact
            and Fraction(band.least) - Fraction(before.most) != unit
        ):
            yield Fault(
                (*path, "least"),
                tr("Between {end} and {least} there is a gap that has no level.").format(
                    end=number_text(before.most), least=number_text(band.least)
                ),
                tr("Let the band begin at the number that follows the one before."),
            )
        if before.code in merit and band.code in merit:
            rises = merit.index(band.code) > merit.index(before.code)
            if rises is rule.lower_is_better:
                yield Fault(
                    (*path, "code"),
                    tr("A better number would lead to a worse level here."),
                    tr("Order the levels from worst to best, and the bands likewise."),
                )


def _unit(rule: ResultRule) -> Fraction:
    """Return the smallest difference between two numbers that a level is read from."""
    places = rule.places if rule.level_places is None else rule.level_places
    return Fraction(1, 10 ** min(max(places, 0), 6))


def _reach(scheme: Scheme) -> Iterator[Fault]:
    """Give numbers that have no band, and bands that no number reaches."""
    rule = scheme.result
    if (rule.factor or 1) <= 0 or (rule.divisor or 1) <= 0:
        return
    lowest, highest = result_range(scheme)
    if lowest is None:
        return
    first, last = rule.bands[0], rule.bands[-1]
    if lowest < first.least:
        yield Fault(
            (*_BANDS, 0, "least"),
            tr("A result of {number} is possible and has no band.").format(number=_about(lowest)),
            tr("Let the first band begin there or below."),
        )
    if last.most is not None and (highest is None or highest > last.most):
        yield Fault(
            (*_BANDS, len(rule.bands) - 1, "most"),
            tr("Results above {number} are possible and have no band.").format(
                number=number_text(last.most)
            ),
            tr("Remove “most” from the last band, or raise it."),
        )
    for place, band in enumerate(rule.bands):
        after = rule.bands[place + 1].least if place + 1 < len(rule.bands) else None
        if (highest is not None and band.least > highest) or (
            after is not None and lowest >= after
        ):
            yield Fault(
                (*_BANDS, place),
                tr("This band can never be reached."),
                tr("Remove it, or correct its numbers."),
            )


def _about(number: Fraction) -> str:
    return fixed(rounded(number, 3, Rounding.DOWN), 3)


def _never_given(rule: ResultRule) -> Iterator[Fault]:
    given = {band.code for band in rule.bands} | {each.code for each in rule.rules}
    given.add(rule.otherwise)
    for place, level in enumerate(rule.levels):
        if level.code not in given:
            yield Fault(
                ("result", "levels", place),
                tr("No band and no rule leads to the level “{code}”.").format(code=level.code),
                tr("Add a band or a rule for it, or remove it."),
            )
