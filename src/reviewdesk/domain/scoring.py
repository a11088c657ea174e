"""From the rated entries of a form to its result, exact, with the steps that explain it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewdesk.domain.entry_weights import number_text, same_name, share_out, weight_faults
from reviewdesk.domain.rating import (
    SchemeRefusalError,
    check_rating,
    longest_narrative,
    needs_narrative,
    rating_choices,
    rating_label,
)
from reviewdesk.domain.result import RatedEntry, Result, Step, compute, entry_mean
from reviewdesk.domain.scheme import NOT_RATED, Combination
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from reviewdesk.domain.scheme import Scheme, Section

__all__ = [
    "Entry",
    "Missing",
    "Result",
    "SchemeRefusalError",
    "SoFar",
    "Step",
    "average_words",
    "check_rating",
    "longest_narrative",
    "needs_narrative",
    "rating_choices",
    "rating_label",
    "score",
    "score_so_far",
    "section_weight_faults",
    "share_out",
    "weight_faults",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands on the form."""

    section: str
    """Section id."""
    name: str
    weight: Decimal | None = None
    """Per cent."""
    ratings: Mapping[str, str] = field(default_factory=dict)
    """Rating by dimension id; the empty id where the section has no dimensions."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that keeps a form from being complete."""

    section: str
    """Section id."""
    name: str
    """Name of the entry; empty when it is about the whole section."""
    what: str


@dataclass(frozen=True, slots=True)
class SoFar:
    """The result over what is rated until now, and what is missing."""

    result: Result | None
    missing: tuple[Missing, ...]


def score(scheme: Scheme, entries: Sequence[Entry]) -> Result:
    """Return the result of a complete form.

    Raises:
        SchemeRefusalError: naming the first rule that the form breaks.
    """
    rated, missing = _read(scheme, entries)
    if missing:
        raise SchemeRefusalError(missing[0].what)
    return compute(scheme, rated)


def score_so_far(scheme: Scheme, entries: Sequence[Entry]) -> SoFar:
    """Return the result over the entries that are rated, and what the form still lacks."""
    rated, missing = _read(scheme, entries)
    given = [each for each in rated if each.ratings]
    return SoFar(compute(scheme, given) if given else None, tuple(missing))


def _read(scheme: Scheme, entries: Sequence[Entry]) -> tuple[list[RatedEntry], list[Missing]]:
    """Return every entry with its usable ratings, and all that is not as the scheme asks."""
    missing: list[Missing] = []
    rated: list[RatedEntry] = []
    by_section: dict[str, list[Entry]] = {section.id: [] for section in scheme.sections}
    for entry in entries:
        if entry.section in by_section:
            by_section[entry.section].append(entry)
        else:
            missing.append(
                Missing(
                    entry.section,
                    entry.name,
                    tr("This scheme has no section “{section}”.").format(
                        section=entry.section[:60]
                    ),
                )
            )
    for section in scheme.sections:
        own = by_section[section.id]
        found = _count_faults(section, own) + _name_faults(section, own)
        found += weight_faults(section, [entry.weight for entry in own]) if own else ()
        found += _fixed_weight_faults(section, own)
        missing += [Missing(section.id, "", _in(section, sentence)) for sentence in found]
        known: dict[str, str] = {}
        for entry in own:
            ratings, faults = _ratings(scheme, section, entry, known)
            rated.append(RatedEntry(section, entry.name, entry.weight, ratings))
            missing += [Missing(section.id, entry.name, sentence) for sentence in faults]
    if not entries and not missing:
        missing.append(Missing("", "", tr("The form has no entries.")))
    return rated, missing


def _in(section: Section, sentence: str) -> str:
    return f"{section.title}: {sentence}"


def _count_faults(section: Section, own: Sequence[Entry]) -> tuple[str, ...]:
    if not own and section.fewest:
        return (tr("This section is missing."),)
    if len(own) < section.fewest:
        return (
            tr("The number of entries is {n}; at least {least} are needed.").format(
                n=len(own), least=section.fewest
            ),
        )
    if len(own) > section.most:
        return (
            tr("There are {n} entries; at most {most} are allowed.").format(
                n=len(own), most=section.most
            ),
        )
    return ()


def _name_faults(section: Section, own: Sequence[Entry]) -> tuple[str, ...]:
    """Return what is wrong with the names where the scheme names the entries itself."""
    if section.own_entries or not section.fixed_entries or (not own and not section.fewest):
        return ()
    count = Counter(same_name(entry.name) for entry in own)
    names = {same_name(each.name): each.name for each in section.fixed_entries}
    return (
        *(
            tr("“{name}” is missing.").format(name=name)
            for key, name in names.items()
            if own and not count[key]
        ),
        *(
            tr("“{name}” is there more than once.").format(name=name)
            for key, name in names.items()
            if count[key] > 1
        ),
        *(
            tr("“{name}” is not one of the entries that the scheme names.").format(
                name=entry.name[:60]
            )
            for entry in own
            if same_name(entry.name) not in names
        ),
    )


def section_weight_faults(section: Section, entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return a sentence for each way in which the weights of a section's entries are wrong."""
    faults = weight_faults(section, [entry.weight for entry in entries]) if entries else ()
    return (*faults, *_fixed_weight_faults(section, entries))


def _fixed_weight_faults(section: Section, own: Sequence[Entry]) -> tuple[str, ...]:
    found = []
    for fixed in section.fixed_entries:
        if fixed.least_weight is None and not fixed.heaviest:
            continue
        entry = next((each for each in own if same_name(each.name) == same_name(fixed.name)), None)
        if entry is None or entry.weight is None:
            continue
        if fixed.least_weight is not None and entry.weight < fixed.least_weight:
            found.append(
                tr("“{name}” must weigh at least {least} %.").format(
                    name=fixed.name, least=number_text(fixed.least_weight)
                )
            )
        heavier = [each for each in own if each.weight is not None and each.weight > entry.weight]
        if fixed.heaviest and heavier:
            found.append(
                tr("“{other}” weighs more than “{name}”; nothing may.").format(
                    other=heavier[0].name[:60], name=fixed.name
                )
            )
    return tuple(found)


def average_words(scheme: Scheme, section: Section, ratings: Mapping[str, str]) -> str:
    """Return the mean of an entry that is rated in several ways; empty for others."""
    if len(section.dimensions) < 2 or scheme.result.combination is Combination.NONE:
        return ""
    given = [ratings[one.id] for one in section.dimensions if ratings.get(one.id)]
    return entry_mean(scheme, section, given)


def _ratings(
    scheme: Scheme, section: Section, entry: Entry, known: dict[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return an entry's checked ratings in the order of dimensions, and what is wrong.

    Args:
        scheme: the scheme.
        section: the entry's section.
        entry: the entry.
        known: ratings of this section that were checked before, and what they are kept as.
    """
    if not section.dimensions and len(entry.ratings) == 1 and entry.ratings.get("") in known:
        return (known[entry.ratings[""]],), ()  # the common case, kept quick
    dimensions = [each.id for each in section.dimensions] or [""]
    extra = [each for each in entry.ratings if each not in dimensions]
    faults = [
        tr("{name}: “{dimension}” is not rated in “{section}”.").format(
            name=entry.name[:60], dimension=each[:40], section=section.title
        )
        for each in extra
    ]
    ratings = []
    for each in dimensions:
        text = entry.ratings.get(each, "")
        if not text:
            continue
        try:
            if text not in known:
                known[text] = check_rating(scheme, section, text)
            ratings.append(known[text])
        except SchemeRefusalError as refusal:
            faults.append(f"{entry.name[:60]}: {refusal.happened}")
    if not ratings and not faults:
        faults.append(
            tr("“{name}” in “{section}” is not rated yet.").format(
                name=entry.name[:60], section=section.title
            )
        )
    # an entry that could be observed in one dimension is rated in that one
    seen = tuple(rating for rating in ratings if rating != NOT_RATED)
    return seen or tuple(ratings[:1]), tuple(faults)
