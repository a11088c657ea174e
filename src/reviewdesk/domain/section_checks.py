"""Whether the sections of a scheme can be filled, and their weights can add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.domain.entry_weights import number_text
from reviewdesk.domain.scheme import Average, Column, EntrySource
from reviewdesk.domain.scheme_faults import Fault
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.domain.scheme import Section, WeightRule
    from reviewdesk.domain.scheme_lines import Path

WORDY = frozenset({Column.SELF_TEXT, Column.NARRATIVE})
"""Columns that hold words of any length."""


def check_section(section: Section, path: Path) -> Iterator[Fault]:
    """Give every fault of one section that can be read."""
    yield from _entries(section, path)
    if section.weights is not None:
        yield from _weights(section, section.weights, (*path, "weights"))
        return
    if section.average is not Average.MEAN:
        yield Fault(
            (*path, "average"),
            tr("A weighted average needs weights, and this section has no rule for them."),
            tr("Add a table of weights, or use the plain mean."),
        )
    for place, entry in enumerate(section.fixed_entries):
        if entry.least_weight is not None:
            yield Fault(
                (*path, "fixed_entries", place, "least_weight"),
                tr("A least weight has no effect where the section has no rule of weights."),
                tr("Remove it, or add a table of weights."),
            )


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
    elif section.source is EntrySource.FIXED and not names:
        yield Fault(
            (*path, "source"),
            tr("This section names no entries, so it can never be filled."),
            tr("Name its entries, or set source to “goals”."),
        )
    elif names and not section.fewest <= names <= section.most:
        yield Fault(
            (*path, "most"),
            tr("The section names {n} entries, but {least} to {most} are allowed.").format(
                n=names, least=section.fewest, most=section.most
            ),
            tr("Set fewest and most so that the number of fixed entries lies between them."),
        )
    if section.words_in_table and not WORDY.intersection(section.columns):
        yield Fault(
            (*path, "words_in_table"),
            tr("No column of this section holds words, so this has no effect."),
            tr("Add a column of words, or remove it."),
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
    most = rule.most - rule.most % rule.step
    for count, limit, wrong in (
        (section.fewest, most, section.fewest * most < rule.total),
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
    for place, entry in enumerate(section.fixed_entries):
        if entry.least_weight is not None and not 0 <= entry.least_weight <= rule.most:
            yield Fault(
                (*path[:-1], "fixed_entries", place, "least_weight"),
                tr("This weight can never be given: the most is {most} %.").format(
                    most=number_text(rule.most)
                ),
                tr("Lower it, or raise “most” of the weights."),
            )
    needed = sum(each.least_weight or 0 for each in section.fixed_entries)
    if needed > rule.total:
        yield Fault(
            path,
            tr("The least weights of the fixed entries add up to more than the total."),
            tr("Lower them."),
        )
