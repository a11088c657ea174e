"""Whether the result rule of a scheme gives every complete form exactly one level."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from reviewdesk.domain.entry_weights import number_text
from reviewdesk.domain.exact import fixed, rounded
from reviewdesk.domain.result_range import result_range
from reviewdesk.domain.rule_checks import RULES, check_conditions, check_turns
from reviewdesk.domain.scheme import Combination, Rounding, ScaleKind
from reviewdesk.domain.scheme_faults import Fault, plain
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.domain.scheme import ResultRule, Scheme
    from reviewdesk.domain.scheme_faults import Findings
    from reviewdesk.domain.scheme_lines import Path

_BANDS: Path = ("result", "bands")
_COMBINATION: Path = ("result", "combination")
_BAND_KEYS = ("places", "level_places", "rounding", "bands_on_exact", "lower_is_better", "levels")
"""Keys of the result, beside the bands, that their edges rest on."""


def check_result(scheme: Scheme, found: Findings) -> None:
    """Find every fault of the result rule, as far as what it rests on could be read."""
    rule = scheme.result
    parts: list[Path] = [("sections", at) for at in range(len(scheme.sections))]
    listed = not {("sections",), ("scales",)} & found.hurt
    readable = found.countable(*(("result", key) for key in _BAND_KEYS), _BANDS)
    if found.sound(*_code_paths(rule)):
        found.add(list(_codes(rule)))
        if found.sound(*_code_paths(rule)):
            found.add(list(_never_given(rule)))
    if listed and found.sound(_COMBINATION, *((*part, "share") for part in parts)):
        found.add(list(_shares(scheme)))
    found.add(list(_numbers(rule, found)))
    if found.sound(_COMBINATION, ("result", "lower_is_better")):
        found.add(list(_values(scheme, found)))
    check_conditions(scheme, found)
    ruled = found.sound(RULES)
    check_turns(scheme, found)
    found.add(list(_bands(rule, found)))
    if readable and found.sound(("result", "places"), ("result", "level_places")):
        edges = list(_edges(rule))
        numbers = found.sound(("result", "factor"), ("result", "divisor"), _COMBINATION)
        if (
            ruled
            and numbers
            and rule.bands
            and rule.combination is not Combination.NONE
            and found.countable(("scales",), ("sections",))
        ):
            edges += _reach(scheme)
        found.add(edges)


def _code_paths(rule: ResultRule) -> list[Path]:
    """Return where levels are named or used."""
    lists = (("levels", rule.levels), ("bands", rule.bands), ("rules", rule.rules))
    paths: list[Path] = [
        ("result", key, place, "code") for key, rows in lists for place in range(len(rows))
    ]
    paths += [("result", key, len(rows)) for key, rows in lists]  # a list that is no list
    return [*paths, ("result", "otherwise")]


def _codes(rule: ResultRule) -> Iterator[Fault]:
    known = [level.code for level in rule.levels]
    advice = tr("Use one of: {known}.").format(known=", ".join(known))
    for place, code in enumerate(known):
        if code in known[:place]:
            yield Fault(
                ("result", "levels", place, "code"),
                tr("“{key}” is there twice.").format(key=plain(code)),
                tr("Keep one, or give the other a different name."),
            )
    used: list[tuple[Path, str]] = [
        ((*_BANDS, place, "code"), band.code) for place, band in enumerate(rule.bands)
    ]
    used += [((*RULES, place, "code"), each.code) for place, each in enumerate(rule.rules)]
    if rule.otherwise:
        used.append((("result", "otherwise"), rule.otherwise))
    for path, code in used:
        if code not in known:
            yield Fault(
                path, tr("There is no overall level “{code}”.").format(code=plain(code)), advice
            )


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


def _numbers(rule: ResultRule, found: Findings) -> Iterator[Fault]:
    for key, places in (("places", rule.places), ("level_places", rule.level_places or 0)):
        if found.sound(("result", key)) and not 0 <= places <= 6:
            yield Fault(("result", key), tr("Decimals go from 0 to 6."), tr("Correct the value."))
    for key, number in (("factor", rule.factor), ("divisor", rule.divisor)):
        if number is not None and number <= 0 and found.sound(("result", key)):
            yield Fault(
                ("result", key),
                tr("“{key}” must be more than 0.").format(key=key),
                tr("Correct the value."),
            )


def _values(scheme: Scheme, found: Findings) -> Iterator[Fault]:
    """Give sections whose ratings cannot be averaged into the number."""
    if scheme.result.combination is Combination.NONE:
        return
    scales = {scale.id: place for place, scale in enumerate(scheme.scales)}
    for place, section in enumerate(scheme.sections):
        at = scales.get(section.scale)
        if at is None or not found.countable(("scales", at), ("sections", place, "scale")):
            continue
        scale = scheme.scales[at]
        if scale.kind is ScaleKind.LEVELS and scale.levels[0].value is None:
            yield Fault(
                ("sections", place, "scale"),
                tr("The levels of this scale have no values, so they cannot be averaged."),
                tr("Give the levels values, or set combination to “none”."),
            )
        elif scale.lower_is_better is not scheme.result.lower_is_better:
            yield Fault(
                ("sections", place, "scale"),
                tr("On this scale and in the result it is not the same end that is best."),
                tr("Set lower_is_better alike for the scale and the result."),
            )


def _bands(rule: ResultRule, found: Findings) -> Iterator[Fault]:
    """Give bands and levels that the rule has no use for, and those that it lacks."""
    if not found.sound(_COMBINATION) or {_BANDS, ("result", "levels")} & found.hurt:
        return
    known = found.sound(("result", "otherwise"))
    if rule.combination is Combination.NONE:
        if rule.bands:
            yield Fault(
                _BANDS,
                tr("Bands can never apply where there is no number."),
                tr("Remove the bands, or choose how sections become a number."),
            )
        if not rule.otherwise and rule.levels and known:
            yield Fault(
                ("result",),
                tr("When no rule fits there is no level."),
                tr("Add “otherwise” with the code of a level."),
            )
        return
    if not rule.bands:
        if rule.levels and not rule.otherwise and known:
            yield Fault(
                ("result",), tr("No bands lead from the number to a level."), tr("Add the bands.")
            )
        return
    if rule.otherwise and known:
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
        if before.code != band.code and before.code in merit and band.code in merit:
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
