"""Whether each rule of a result can ever decide: it fits some form, and none before it always."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.domain.entry_weights import same_name
from reviewdesk.domain.rating import rating_on
from reviewdesk.domain.scheme import Quantity, ScaleKind
from reviewdesk.domain.scheme_faults import Fault, plain
from reviewdesk.domain.scheme_names import unknown
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.domain.scheme import Condition, PatternRule, Scale, Scheme
    from reviewdesk.domain.scheme_faults import Findings
    from reviewdesk.domain.scheme_lines import Path

RULES: Path = ("result", "rules")


def on_scale(scale: Scale, rating: str) -> bool:
    """Return whether a rating, as it is kept, is one of a scale's."""
    return rating_on(scale, rating) == rating


def rateable(scheme: Scheme, section_id: str, found: Findings) -> bool:
    """Return whether it is known which ratings a section of this file has."""
    if {("sections",), ("scales",)} & found.hurt:
        return False
    at = next(at for at, each in enumerate(scheme.sections) if each.id == section_id)
    named = scheme.sections[at].scale
    place = next((each for each, scale in enumerate(scheme.scales) if scale.id == named), None)
    if place is None or not found.sound(("sections", at, "scale")):
        return False
    path: Path = ("scales", place)
    scale = scheme.scales[place]
    if scale.kind is not ScaleKind.LEVELS:
        return found.sound(path)
    levels: Path = (*path, "levels")
    codes: list[Path] = [(*levels, each, "code") for each in range(len(scale.levels))]
    return levels not in found.hurt and found.sound((*path, "id"), (*path, "kind"), *codes)


def check_conditions(scheme: Scheme, found: Findings) -> None:
    """Find conditions that fit no form."""
    for place, rule in enumerate(scheme.result.rules):
        path: Path = (*RULES, place)
        if found.sound(path) and not rule.conditions:
            found.add(
                [Fault(path, tr("This rule has no condition."), tr("Add one, or remove the rule."))]
            )
        for at, condition in enumerate(rule.conditions):
            where: Path = (*path, "conditions", at)
            if found.sound(where):
                found.add(list(_condition(scheme, condition, where, found)))


def check_turns(scheme: Scheme, found: Findings) -> None:
    """Find rules that never come to their turn, or whose conditions exclude each other."""
    for place, rule in enumerate(scheme.result.rules):
        path: Path = (*RULES, place)
        if found.sound(path):
            found.add(_turn(scheme, rule, place, found))


def _condition(
    scheme: Scheme, condition: Condition, path: Path, found: Findings
) -> Iterator[Fault]:
    ids: list[Path] = [("sections", at, "id") for at in range(len(scheme.sections))]
    places = {section.id: at for at, section in enumerate(scheme.sections)}
    if ("sections",) in found.hurt or not found.sound(*ids):
        return
    if not condition.sections:
        yield Fault(
            (*path, "sections"),
            tr("This condition names no section, so the rule can never apply."),
            tr("Use one of: {known}.").format(known=", ".join(sorted(places))),
        )
    unknown_ones = [
        unknown((*path, "sections", at), each, places)
        for at, each in enumerate(condition.sections)
        if each not in places
    ]
    yield from unknown_ones
    needed: list[Path] = [
        ("sections", places[one], key)
        for one in condition.sections
        if one in places
        for key in ("fixed_entries", "own_entries")
    ]
    if (
        unknown_ones
        or not needed
        or not found.sound(*needed)
        or not all(rateable(scheme, one, found) for one in condition.sections)
    ):
        return
    sections = [scheme.section(one) for one in condition.sections]
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
            path,
            tr("This rule can never apply as written: {what} does not exist there.").format(
                what=", ".join(f"“{plain(each)}”" for each in (*lost, *off)) or "“”"
            ),
            tr("Use ratings of the sections' scales and names of their fixed entries."),
        )


def _turn(scheme: Scheme, rule: PatternRule, place: int, found: Findings) -> Iterator[Fault]:
    """Give why a rule whose conditions are sound never decides."""
    path: Path = (*RULES, place)
    clash = next(
        (
            at
            for at, one in enumerate(rule.conditions)
            if any(_exclude(one, other) for other in rule.conditions[:at])
        ),
        None,
    )
    if clash is not None:
        yield Fault(
            (*path, "conditions", clash),
            tr("This rule can never apply: its conditions exclude each other."),
            tr("Correct the ratings of one of them, or remove the rule."),
        )
        return
    for at, earlier in enumerate(scheme.result.rules[:place]):
        if (
            earlier.conditions
            and found.sound((*RULES, at))
            and all(
                any(_implies(one, need) for one in rule.conditions) for need in earlier.conditions
            )
        ):
            yield Fault(
                path,
                tr("This rule can never decide: an earlier rule always fits before it."),
                tr("Remove it, or put it before the other."),
            )
            return


def _names(condition: Condition) -> set[str]:
    return {same_name(name) for name in condition.entries}


def _within(inner: Condition, outer: Condition) -> bool:
    """Return whether all entries that ``inner`` speaks of are among those of ``outer``."""
    return set(inner.sections) <= set(outer.sections) and (
        not outer.entries or (bool(inner.entries) and _names(inner) <= _names(outer))
    )


def _implies(one: Condition, other: Condition) -> bool:
    """Return whether ``other`` holds wherever ``one`` does."""
    if not set(one.ratings) <= set(other.ratings):
        return False
    if other.quantity is Quantity.ANY:
        return _within(one, other)
    return one.quantity is Quantity.ALL and _within(one, other) and _within(other, one)


def _exclude(one: Condition, other: Condition) -> bool:
    """Return whether two conditions can never hold together."""
    if not set(one.ratings).isdisjoint(other.ratings):
        return False
    if one.quantity is Quantity.ALL and _within(other, one):
        return True
    return other.quantity is Quantity.ALL and _within(one, other)
