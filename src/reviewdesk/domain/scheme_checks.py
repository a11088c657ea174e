"""What a scheme that can be read must also keep to, so that every complete form has a result."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from reviewdesk.domain.entry_weights import number_text
from reviewdesk.domain.result import same_name
from reviewdesk.domain.result_checks import check_result, on_scale
from reviewdesk.domain.scheme import NOT_RATED, Average, Block, EntrySource, Phase, ScaleKind
from reviewdesk.domain.scheme_values import Fault
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reviewdesk.domain.scheme import Scale, Scheme, Section, WeightRule
    from reviewdesk.domain.scheme_lines import Path

__all__ = ["Fault", "check"]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_SCHEME_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LONGEST_NARRATIVE = 20_000


def check(scheme: Scheme) -> list[Fault]:
    """Return every fault of a scheme as a whole."""
    faults = [*_names(scheme), *_limits(scheme)]
    for place, scale in enumerate(scheme.scales):
        faults += _scale(scale, ("scales", place))
    known = {scale.id for scale in scheme.scales}
    for place, section in enumerate(scheme.sections):
        path: Path = ("sections", place)
        if section.scale not in known:
            faults.append(_unknown((*path, "scale"), section.scale, known))
        faults += _entries(section, path)
        if section.weights is not None:
            faults += _weights(section, section.weights, (*path, "weights"))
        elif section.average is not Average.MEAN:
            faults.append(
                Fault(
                    (*path, "average"),
                    tr("A weighted average needs weights, and this section has no rule for them."),
                    tr("Add a table of weights, or use the plain mean."),
                )
            )
    if faults:  # what follows takes sound scales and sections for granted
        return faults
    return [*check_result(scheme), *_phases(scheme), *_process(scheme), *_narratives(scheme)]


def _repeated(keys: Iterable[str], path: Path, leaf: str = "") -> Iterator[Fault]:
    seen: set[str] = set()
    for place, key in enumerate(keys):
        if same_name(key) in seen:
            yield Fault(
                (*path, place, leaf) if leaf else (*path, place),
                tr("“{key}” is there twice.").format(key=key),
                tr("Keep one, or give the other a different name."),
            )
        seen.add(same_name(key))


def _unknown(path: Path, name: str, known: Iterable[str]) -> Fault:
    return Fault(
        path,
        tr("“{name}” does not exist in this file.").format(name=name),
        tr("Use one of: {known}.").format(known=", ".join(sorted(known))),
    )


def _names(scheme: Scheme) -> Iterator[Fault]:
    advice = tr("Use letters, digits and hyphens, at most 64.")
    if not _SCHEME_ID.fullmatch(scheme.id):
        yield Fault(
            ("id",),
            tr("“{id}” cannot be the id of a scheme.").format(id=scheme.id),
            tr("Use small letters, digits and hyphens, at most 64."),
        )
    if not scheme.sections or not scheme.scales:
        yield Fault(
            ("sections",),
            tr("A scheme needs at least one scale and one section."),
            tr("Add them; the shipped schemes show how."),
        )
    yield from _repeated((each.id for each in scheme.scales), ("scales",), "id")
    yield from _repeated((each.id for each in scheme.sections), ("sections",), "id")
    for place, section in enumerate(scheme.sections):
        path: Path = ("sections", place)
        if not _ID.fullmatch(section.id):
            yield Fault((*path, "id"), tr("“{id}” cannot be an id.").format(id=section.id), advice)
        yield from _repeated((each.id for each in section.dimensions), (*path, "dimensions"), "id")
        yield from _repeated(
            (each.name for each in section.fixed_entries), (*path, "fixed_entries"), "name"
        )
        yield from _repeated(section.columns, (*path, "columns"))


def _limits(scheme: Scheme) -> Iterator[Fault]:
    wanted = [
        ("minimum_days", scheme.minimum_days, 0, 366),
        ("discussions", scheme.discussions, 0, 53),
        ("progress_cap", scheme.progress_cap, 1, 1000),
        ("appeal_days", 1 if scheme.appeal_days is None else scheme.appeal_days, 1, 366),
    ]
    for key, value, least, most in wanted:
        if not least <= value <= most:
            yield Fault(
                (key,),
                tr("“{key}” must be from {least} to {most}.").format(
                    key=key, least=least, most=most
                ),
                tr("Correct the value."),
            )


def _scale(scale: Scale, path: Path) -> Iterator[Fault]:
    if scale.kind is ScaleKind.LEVELS:
        yield from _levels(scale, (*path, "levels"))
        return
    if scale.levels:
        yield Fault(
            (*path, "levels"),
            tr("A scale of numbers has no levels."),
            tr("Remove the levels, or set kind to “levels”."),
        )
    if scale.step is not None and scale.step <= 0:
        yield Fault((*path, "step"), tr("A step must be more than 0."), tr("Correct the value."))
        return
    if scale.kind is ScaleKind.PERCENT:
        if scale.lowest is not None or scale.highest is not None:
            yield Fault(
                path,
                tr("Per cent of achievement goes from 0 without an end."),
                tr("Remove lowest and highest, or set kind to “number”."),
            )
        return
    if scale.lowest is None or scale.highest is None or scale.lowest >= scale.highest:
        yield Fault(
            path,
            tr("A scale of numbers needs a lowest number and a higher highest one."),
            tr("Set lowest and highest."),
        )
    elif scale.step is not None and (scale.highest - scale.lowest) % scale.step:
        yield Fault(
            (*path, "step"),
            tr("Steps of {step} from {lowest} never reach {highest}.").format(
                step=number_text(scale.step),
                lowest=number_text(scale.lowest),
                highest=number_text(scale.highest),
            ),
            tr("Choose a step that divides the range."),
        )


def _levels(scale: Scale, path: Path) -> Iterator[Fault]:
    if len(scale.levels) < 2:
        yield Fault(
            path, tr("A scale needs at least two levels."), tr("Add the levels, worst first.")
        )
    yield from _repeated((each.code for each in scale.levels), path, "code")
    for place, level in enumerate(scale.levels):
        if level.code in {NOT_RATED, "*"} or level.code != level.code.strip():
            yield Fault(
                (*path, place, "code"),
                tr("“{code}” cannot be the code of a level.").format(code=level.code),
                tr("Use a number or a short word."),
            )
    valued = [level.value is not None for level in scale.levels]
    if any(valued) and not all(valued):
        yield Fault(
            (*path, valued.index(False)),
            tr("Some levels of this scale have a value and this one has none."),
            tr("Give all of them a value, or none."),
        )
        return
    values = [level.value for level in scale.levels if level.value is not None]
    for place, (value, after) in enumerate(pairwise(values)):
        if value == after or (value > after) is not scale.lower_is_better:
            yield Fault(
                (*path, place + 1),
                tr("From this level on they do not stand in order from worst to best."),
                tr("Put the worst first; where the lowest is best, set lower_is_better = true."),
            )
            return


def _entries(section: Section, path: Path) -> Iterator[Fault]:
    if not 0 <= section.fewest <= section.most or section.most < 1:
        yield Fault(
            (*path, "fewest"),
            tr("The fewest entries must be 0 or more, and not more than the most."),
            tr("Correct fewest and most."),
        )
    names = len(section.fixed_entries)
    if section.source is EntrySource.GOALS and (names or section.own_entries):
        yield Fault(
            (*path, "source"),
            tr("A section of goals cannot name its entries."),
            tr("Remove the fixed entries, or set source to “fixed”."),
        )
    elif section.source is EntrySource.FIXED and not names and not section.own_entries:
        yield Fault(
            (*path, "source"),
            tr("This section names no entries and allows no others, so it can never be filled."),
            tr("Name the fixed entries, or set own_entries = true."),
        )
    elif names and not section.own_entries and not section.fewest <= names <= section.most:
        yield Fault(
            (*path, "most"),
            tr("The section names {n} entries, but {least} to {most} are allowed.").format(
                n=names, least=section.fewest, most=section.most
            ),
            tr("Set fewest and most to the number of fixed entries."),
        )


def _weights(section: Section, rule: WeightRule, path: Path) -> Iterator[Fault]:
    if rule.total <= 0 or rule.step <= 0 or not 0 <= rule.least <= rule.most:
        yield Fault(
            path,
            tr("Total and step must be more than 0, and least not more than most."),
            tr("Correct the rule of weights."),
        )
        return
    if rule.total % rule.step or rule.least % rule.step:
        yield Fault(
            (*path, "step"),
            tr("Weights in steps of {step} cannot add up to {total}.").format(
                step=number_text(rule.step), total=number_text(rule.total)
            ),
            tr("Choose a step that divides the total and the least weight."),
        )
    for count, limit, wrong in (
        (section.fewest, rule.most, section.fewest * rule.most < rule.total),
        (section.most, rule.least, section.most * rule.least > rule.total),
    ):
        if count and wrong:
            yield Fault(
                path,
                tr("{n} entries of {limit} % each cannot add up to {total} %.").format(
                    n=count, limit=number_text(limit), total=number_text(rule.total)
                ),
                tr("Change the limits of the weights or the number of entries."),
            )
    needed = sum(each.least_weight or 0 for each in section.fixed_entries)
    if needed > rule.total:
        yield Fault(
            path,
            tr("The least weights of the fixed entries add up to more than the total."),
            tr("Lower them."),
        )


def _phases(scheme: Scheme) -> Iterator[Fault]:
    order = list(Phase)
    last = None
    yield from _repeated((each.phase for each in scheme.phases), ("phases",), "phase")
    for place, rule in enumerate(scheme.phases):
        path: Path = ("phases", place)
        if not -400 <= rule.days <= 800 or (rule.days < 0 and not rule.after_end):
            yield Fault(
                (*path, "days"),
                tr("“{title}” is due before the period begins, or more than 800 days on.").format(
                    title=rule.title
                ),
                tr("Correct the number of days."),
            )
        if rule.opens is not None and rule.opens > rule.days:
            yield Fault(
                (*path, "opens"),
                tr("“{title}” ends before it starts.").format(title=rule.title),
                tr("Let it open on or before the day it is due."),
            )
        if last is not None and order.index(rule.phase) < order.index(last.phase):
            yield Fault(
                (*path, "phase"),
                tr("“{title}” cannot come after “{before}”.").format(
                    title=rule.title, before=last.title
                ),
                tr("Use the order: {order}.").format(order=", ".join(order)),
            )
        if last is not None and (
            (last.after_end and not rule.after_end)
            or (last.after_end is rule.after_end and rule.days < last.days)
        ):
            yield Fault(
                (*path, "days"),
                tr("“{title}” is due before “{before}”, which comes first.").format(
                    title=rule.title, before=last.title
                ),
                tr("Let each phase be due on or after the one before."),
            )
        last = rule


def _process(scheme: Scheme) -> Iterator[Fault]:
    for key, parties in (
        ("signatories", [each.party for each in scheme.signatories]),
        ("raters", [each.party for each in scheme.raters]),
        ("guidance", [each.party for each in scheme.guidance]),
    ):
        yield from _repeated(parties, (key,), "party")
    if not scheme.signatories:
        yield Fault(
            ("signatories",), tr("Nobody signs the form."), tr("Name at least one signatory.")
        )
    yield from _repeated(scheme.blocks, ("blocks",))
    for needed in (Block.SECTIONS, Block.SIGNATURES):
        if scheme.blocks and needed not in scheme.blocks:
            yield Fault(
                ("blocks",),
                tr("The form has no block “{block}”.").format(block=needed),
                tr("Add it to the blocks."),
            )


def _narratives(scheme: Scheme) -> Iterator[Fault]:
    known = {section.id for section in scheme.sections}
    for place, rule in enumerate(scheme.narratives):
        path: Path = ("narratives", place)
        if rule.section not in known:
            yield _unknown((*path, "section"), rule.section, known)
            continue
        if not 1 <= rule.longest <= _LONGEST_NARRATIVE:
            yield Fault(
                (*path, "longest"),
                tr("A narrative may have from 1 to {n} characters.").format(n=_LONGEST_NARRATIVE),
                tr("Correct the value."),
            )
        scale = scheme.scale(scheme.section(rule.section))
        for at, rating in enumerate(rule.ratings):
            if rating != "*" and not on_scale(scale, rating):
                yield Fault(
                    (*path, "ratings", at),
                    tr("“{rating}” is not on the scale, so this rule can never apply.").format(
                        rating=rating
                    ),
                    tr("Use a rating of the section's scale, or “*” for every one."),
                )
