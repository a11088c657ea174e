"""Who signs a form, in which order, what it means, and how a refusal is recorded."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from reviewdesk.domain.parties import Party
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Collection

    from reviewdesk.domain.scheme import Scheme, Signatory


class SignatureKind(StrEnum):
    """Whether a party signed or would not."""

    SIGNED = "signed"
    DECLINED = "declined"
    """The party would not sign; a witness signed that this is so."""


class Stance(StrEnum):
    """What the employee says beside "received"."""

    NONE = "none"
    AGREES = "agrees"
    DISAGREES = "disagrees"


def order(scheme: Scheme, *, has_reviewer: bool) -> tuple[Signatory, ...]:
    """Return who signs, first to last; a review without a reviewer leaves that one out."""
    return tuple(
        one for one in scheme.signatories if one.party is not Party.REVIEWER or has_reviewer
    )


def next_signatory(
    scheme: Scheme, done: Collection[Party], *, has_reviewer: bool
) -> Signatory | None:
    """Return whose signature is next, or None when all have signed or declined."""
    return next(
        (one for one in order(scheme, has_reviewer=has_reviewer) if one.party not in done), None
    )


def stance_words(stance: Stance) -> str:
    """Return a stance as it is printed in the employee's signature block."""
    return {
        Stance.NONE: "",
        Stance.AGREES: tr("Received. I agree with this review."),
        Stance.DISAGREES: tr("Received. I do not agree; my comments are part of this form."),
    }[stance]


def declined_words(party: str, witness: str) -> str:
    """Return what stands in the place of a signature that was declined."""
    return tr(
        "{party} was shown this form and declined to sign it. Witnessed by {witness}."
    ).format(party=party, witness=witness)
