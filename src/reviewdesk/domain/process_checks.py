"""Whether the process of a scheme can be walked: its phases, who rates and signs, its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.domain.parties import Phase
from reviewdesk.domain.rule_checks import on_scale, rateable
from reviewdesk.domain.scheme import Block
from reviewdesk.domain.scheme_faults import Fault, plain
from reviewdesk.domain.scheme_names import repeated, unknown
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.domain.scheme import NarrativeRule, PhaseRule, Scheme
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
    for place, narrative in enumerate(scheme.narratives):
        path = ("narratives", place)
        if found.sound((*path, "longest")):
            found.add(_length(narrative, path))
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
