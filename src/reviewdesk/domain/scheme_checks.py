"""What a scheme that can be read must also keep to, so that every complete form has a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.domain.process_checks import check_process
from reviewdesk.domain.result_checks import check_result
from reviewdesk.domain.scale_checks import check_scale
from reviewdesk.domain.scheme_faults import Fault
from reviewdesk.domain.scheme_names import check_names, unknown
from reviewdesk.domain.section_checks import check_section
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.domain.scheme_faults import Findings
    from reviewdesk.domain.scheme_lines import Path


def check(scheme: Scheme, found: Findings) -> None:
    """Find every fault of a scheme as a whole, beyond what could not be read at all."""
    check_names(scheme, found)
    found.add(_empty(scheme, found))
    found.add(_limits(scheme, found))
    for place, scale in enumerate(scheme.scales):
        path: Path = ("scales", place)
        if found.countable(path):
            found.add(check_scale(scale, path))
    for place, section in enumerate(scheme.sections):
        path = ("sections", place)
        found.add(_scale_of(scheme, place, found))
        if found.countable(path):
            found.add(check_section(section, path))
    check_result(scheme, found)
    check_process(scheme, found)


def _empty(scheme: Scheme, found: Findings) -> Iterator[Fault]:
    for key, rows in (("scales", scheme.scales), ("sections", scheme.sections)):
        if not rows and found.sound((key,)):
            yield Fault(
                (key,),
                tr("A scheme needs at least one scale and one section."),
                tr("Add them; the shipped schemes show how."),
            )


def _scale_of(scheme: Scheme, place: int, found: Findings) -> list[Fault]:
    path: Path = ("sections", place, "scale")
    ids: list[Path] = [("scales", at, "id") for at in range(len(scheme.scales))]
    known = {scale.id for scale in scheme.scales}
    named = scheme.sections[place].scale
    if named in known or ("scales",) in found.hurt or not found.sound(path, *ids):
        return []
    return [unknown(path, named, known)]


def _limits(scheme: Scheme, found: Findings) -> Iterator[Fault]:
    wanted = [
        ("minimum_days", scheme.minimum_days, 0, 366),
        ("discussions", scheme.discussions, 0, 53),
        ("progress_cap", scheme.progress_cap, 1, 1000),
        ("appeal_days", 1 if scheme.appeal_days is None else scheme.appeal_days, 1, 366),
    ]
    for key, value, least, most in wanted:
        if found.sound((key,)) and not least <= value <= most:
            yield Fault(
                (key,),
                tr("“{key}” must be from {least} to {most}.").format(
                    key=key, least=least, most=most
                ),
                tr("Correct the value."),
            )
