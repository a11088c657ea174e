"""Whether the process of a scheme can be walked: its phases, who rates and signs, its words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from reviewdesk.domain.parties import Phase
from reviewdesk.domain.rule_checks import on_scale, rateable
from reviewdesk.domain.scheme import Block, ScaleKind
from reviewdesk.domain.scheme_faults import Fault, plain
from reviewdesk.domain.scheme_names import repeated, unknown
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.domain.scheme import NarrativeRule, Period, PhaseRule, Scheme
    from reviewdesk.domain.scheme_faults import Findings
    from reviewdesk.domain.scheme_lines import Path

LONGEST_NARRATIVE = 20_000
"""Characters."""


def check_process(scheme: Scheme, found: Findings) -> None:
    """Find every fault of the phases, the parties, the form's blocks and the narratives."""
    found.add(repeated((each.phase for each in scheme.phases), ("phases",), "phase", found))
    last: PhaseRule | None = None
    for place, rule in enumerate(scheme.phases):
        path: Path = ("phases", place)
        if not found.sound(path):
            continue
        found.add(_phase(rule, path))
        if last is not None:
            found.add(_order(last, rule, path))
        last = rule
    for key, parties in (
        ("signatories", [each.party for each in scheme.signatories]),
        ("raters", [each.party for each in scheme.raters]),
        ("guidance", [each.party for each in scheme.guidance]),
    ):
        found.add(repeated(parties, (key,), "party", found))
    found.add(list(_people(scheme, found)))
    found.add(repeated(scheme.blocks, ("blocks",), "", found))
    found.add(repeated((one.block for one in scheme.headings), ("headings",), "block", found))
    found.add(list(_headings(scheme, found)))
    if scheme.period is not None and found.sound(("period",)):
        found.add(_period(scheme.period))
    for place, narrative in enumerate(scheme.narratives):
        path = ("narratives", place)
        if found.sound((*path, "longest")):
            found.add(_length(narrative, path))
        found.add(list(_limits(scheme, narrative, path, found)))
        found.add(list(_ratings(scheme, narrative, path, found)))


def _phase(rule: PhaseRule, path: Path) -> Iterator[Fault]:
    if not -400 <= rule.days <= 800 or (rule.days < 0 and not rule.after_end):
        yield Fault(
            (*path, "days"),
            tr("“{title}” is due before the period begins, or more than 800 days on.").format(
                title=plain(rule.title)
            ),
            tr("Correct the number of days."),
        )
    if rule.opens is not None and rule.opens > rule.days:
        yield Fault(
            (*path, "opens"),
            tr("“{title}” ends before it starts.").format(title=plain(rule.title)),
            tr("Let it open on or before the day it is due."),
        )
    elif rule.opens is not None and rule.opens < -400:
        yield Fault(
            (*path, "opens"),
            tr("“{title}” opens more than 400 days too early.").format(title=plain(rule.title)),
            tr("Correct the number of days."),
        )


def _order(last: PhaseRule, rule: PhaseRule, path: Path) -> Iterator[Fault]:
    order = list(Phase)
    if order.index(rule.phase) < order.index(last.phase):
        yield Fault(
            (*path, "phase"),
            tr("“{title}” cannot come after “{before}”.").format(
                title=plain(rule.title), before=plain(last.title)
            ),
            tr("Use the order: {order}.").format(order=", ".join(order)),
        )
    if (last.after_end and not rule.after_end) or (
        last.after_end is rule.after_end and rule.days < last.days
    ):
        yield Fault(
            (*path, "days"),
            tr("“{title}” is due before “{before}”, which comes first.").format(
                title=plain(rule.title), before=plain(last.title)
            ),
            tr("Let each phase be due on or after the one before."),
        )


def _people(scheme: Scheme, found: Findings) -> Iterator[Fault]:
    if not scheme.signatories and found.sound(("signatories",)):
        yield Fault(
            ("signatories",), tr("Nobody signs the form."), tr("Name at least one signatory.")
        )
    if scheme.raters and found.sound(("raters", 0)) and scheme.raters[0].reason_for_difference:
        yield Fault(
            ("raters", 0, "reason_for_difference"),
            tr("Who rates first has no earlier rating to differ from, so this can never apply."),
            tr("Set it for a later one, or remove it."),
        )
    for needed in (Block.SECTIONS, Block.SIGNATURES):
        if scheme.blocks and needed not in scheme.blocks and found.sound(("blocks",)):
            yield Fault(
                ("blocks",),
                tr("The form has no block “{block}”.").format(block=needed),
                tr("Add it to the blocks."),
            )


def _headings(scheme: Scheme, found: Findings) -> Iterator[Fault]:
    for place, heading in enumerate(scheme.headings):
        path: Path = ("headings", place, "block")
        if scheme.blocks and heading.block not in scheme.blocks and found.sound(path, ("blocks",)):
            yield Fault(
                path,
                tr("The form has no block “{block}”, so this heading is never printed.").format(
                    block=heading.block
                ),
                tr("Add the block, or remove the heading."),
            )


def _period(period: Period) -> Iterator[Fault]:
    if not 1 <= period.month <= 12:
        yield Fault(
            ("period", "month"),
            tr("A period begins in a month from 1 to 12."),
            tr("Correct the value."),
        )
    if period.months < 1 or 12 % period.months:
        yield Fault(
            ("period", "months"),
            tr("A period lasts 1, 2, 3, 4, 6 or 12 months, so that each year has the same ones."),
            tr("Correct the value."),
        )


def _limits(scheme: Scheme, rule: NarrativeRule, path: Path, found: Findings) -> Iterator[Fault]:
    """Give limits of a narrative rule that no rating can pass."""
    places = {section.id: at for at, section in enumerate(scheme.sections)}
    if (
        rule.section not in places
        or ("scales",) in found.hurt
        or not found.sound((*path, "section"))
        or not rateable(scheme, rule.section, found)
    ):
        return
    scale = scheme.scale(scheme.section(rule.section))
    worst = Decimal(0) if scale.kind is ScaleKind.PERCENT else scale.lowest
    for key, limit, never in (
        ("below", rule.below, worst is not None and rule.below is not None and rule.below <= worst),
        (
            "above",
            rule.above,
            scale.highest is not None and rule.above is not None and rule.above >= scale.highest,
        ),
    ):
        if limit is None or not found.sound((*path, key)):
            continue
        if scale.kind is ScaleKind.LEVELS:
            yield Fault(
                (*path, key),
                tr("Ratings of this section are levels, not numbers."),
                tr("Name the levels that need words in “ratings”."),
            )
        elif never:
            yield Fault(
                (*path, key),
                tr("No rating lies there, so this rule can never apply."),
                tr("Correct the number."),
            )


def _length(rule: NarrativeRule, path: Path) -> Iterator[Fault]:
    if not 1 <= rule.longest <= LONGEST_NARRATIVE:
        yield Fault(
            (*path, "longest"),
            tr("A narrative may have from 1 to {n} characters.").format(n=LONGEST_NARRATIVE),
            tr("Correct the value."),
        )


def _ratings(scheme: Scheme, rule: NarrativeRule, path: Path, found: Findings) -> Iterator[Fault]:
    ids: list[Path] = [("sections", at, "id") for at in range(len(scheme.sections))]
    places = {section.id: at for at, section in enumerate(scheme.sections)}
    where: Path = (*path, "section")
    if ("sections",) in found.hurt or not found.sound(where, *ids):
        return
    if rule.section not in places:
        yield unknown(where, rule.section, places)
        return
    if not rateable(scheme, rule.section, found):
        return
    scale = scheme.scale(scheme.section(rule.section))
    for at, rating in enumerate(rule.ratings):
        if rating != "*" and found.sound((*path, "ratings", at)) and not on_scale(scale, rating):
            yield Fault(
                (*path, "ratings", at),
                tr("“{rating}” is not on the scale, so this rule can never apply.").format(
                    rating=plain(rating)
                ),
                tr("Use a rating of the section's scale, or “*” for every one."),
            )
