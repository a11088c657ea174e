"""Whether the scales of a scheme are such that every rating on them has one meaning."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from reviewdesk.domain.entry_weights import number_text
from reviewdesk.domain.scheme import NOT_RATED, ScaleKind
from reviewdesk.domain.scheme_faults import Fault, plain
from reviewdesk.domain.scheme_names import repeated
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.domain.scheme import Scale
    from reviewdesk.domain.scheme_lines import Path


def check_scale(scale: Scale, path: Path) -> Iterator[Fault]:
    """Give every fault of one scale that can be read."""
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
    yield from repeated((each.code for each in scale.levels), path, "code")
    for place, level in enumerate(scale.levels):
        if level.code in {NOT_RATED, "*"} or level.code != level.code.strip():
            yield Fault(
                (*path, place, "code"),
                tr("“{code}” cannot be the code of a level.").format(code=plain(level.code)),
                tr("Use a number or a short word."),
            )
    valued = [level.value is not None for level in scale.levels]
    if any(valued) and not all(valued):
        yield Fault(
            (*path, valued.index(False), "value"),
            tr("Some levels of this scale have a value and this one has none."),
            tr("Give all of them a value, or none."),
        )
        return
    values = [level.value for level in scale.levels if level.value is not None]
    for place, value in enumerate(values):
        if value in values[:place]:
            yield Fault(
                (*path, place, "value"),
                tr("“{one}” has the same value as “{other}”.").format(
                    one=plain(scale.levels[place].code),
                    other=plain(scale.levels[values.index(value)].code),
                ),
                tr("Give each level a value of its own."),
            )
    for place, (value, after) in enumerate(pairwise(values)):
        if value != after and (value > after) is not scale.lower_is_better:
            yield Fault(
                (*path, place + 1, "value"),
                tr("From this level on they do not stand in order from worst to best."),
                tr("Put the worst first; where the lowest is best, set lower_is_better = true."),
            )
            return
