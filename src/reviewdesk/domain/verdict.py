"""What there is to say of a signed form: each signature, what else was found, what it comes to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from reviewdesk.domain.days import day_words
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reviewdesk.domain.snapshot import AuditHead
    from reviewdesk.domain.trust import RevocationReason


class Standing(StrEnum):
    """How a signer's certificate stands towards the moment of signing."""

    GOOD = "good"
    UNKNOWN_AUTHORITY = "unknown-authority"
    """It leads to no authority that is trusted here."""
    UNCHECKED = "unchecked"
    """No authority was named to check it against."""
    OUT_OF_DATE = "out-of-date"
    """It was not valid yet, or no longer, when it signed."""
    UNTOLD = "untold"
    """The signature does not hold, so that it says nothing about who signed."""
    REVOKED = "revoked"
    """It had been revoked when it signed."""
    REVOKED_LATER = "revoked-later"
    """It was revoked afterwards; what it signed before stays valid."""


class Agreement(StrEnum):
    """How far the data within a form says what its pages say."""

    NONE = "none"
    """It carries none, or it says something else."""
    PAGES = "pages"
    """Drawn again from the data, the form is the same in all it holds."""
    WORDS = "words"
    """Every word of the pages follows from the data; how they look was not compared."""
    VALUES = "values"
    """Every value of the data stands on the pages; nothing else was compared."""


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """What there is to say of one signature."""

    field: str
    name: str
    """Of the signer, as the certificate says it."""
    role: str
    signed_at: datetime | None
    """By the clock of the signer's computer."""
    intact: bool
    """Whether what was signed is unchanged and nothing forbidden came after."""
    covers_whole: bool
    """Whether nothing at all came after."""
    trusted: bool
    """Whether the certificate leads to one of the trusted authorities."""
    changes: str
    standing: Standing = Standing.UNTOLD
    authority: str = ""
    """Who vouches for the signer: the trusted authority, or whoever issued the certificate."""
    revoked_at: datetime | None = None
    revoked_reason: RevocationReason | None = None
    certificate: str = ""
    """SHA-256 of the certificate in hexadecimal."""

    @property
    def is_well(self) -> bool:
        """Whether nothing speaks against this signature."""
        return self.intact and self.standing in (
            Standing.GOOD,
            Standing.UNCHECKED,
            Standing.REVOKED_LATER,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say of the file as a whole.

    Args:
        kind: a short name that does not change, for programs: ``appended``, ``not-newest``.
        words: the same as a sentence.
        is_grave: whether the form is not well because of it.
    """

    kind: str
    words: str
    is_grave: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to say of a form."""

    signatures: tuple[SignatureReport, ...]
    findings: tuple[Finding, ...] = ()
    number: str = ""
    """Of the document, as the file says it; empty when it does not."""
    version: int = 0
    checked: bool = False
    """Whether there was an authority to check against."""
    data: Agreement = Agreement.NONE
    """How far the data within it says what its pages say."""
    audit: AuditHead | None = None
    """Where the audit of a desk ended when the form was made there, as its data says."""

    @property
    def all_well(self) -> bool:
        """Whether all is intact, and nobody signed whom the trusted authority does not know."""
        return (
            bool(self.signatures)
            and all(one.is_well for one in self.signatures)
            and not any(one.is_grave for one in self.findings)
        )

    @property
    def proven(self) -> bool:
        """Whether a trusted authority vouches for every signer."""
        return bool(self.signatures) and all(one.trusted for one in self.signatures)

    @property
    def looks_unproven(self) -> bool:
        """Whether another version drew it, so that only its words were compared with its data."""
        return self.data in (Agreement.WORDS, Agreement.VALUES)

    def plus(self, findings: Iterable[Finding]) -> Report:
        """Return the report with more findings, each said once."""
        known = {(one.kind, one.words) for one in self.findings}
        more = [one for one in findings if (one.kind, one.words) not in known]
        return replace(self, findings=(*self.findings, *more))


def standing_words(one: SignatureReport) -> str:
    """Return by whom a signature is vouched for, as a sentence."""
    since = day_words(one.revoked_at.date()) if one.revoked_at else ""
    return {
        Standing.GOOD: tr("Trusted: {authority} vouches for the signer."),
        Standing.UNKNOWN_AUTHORITY: tr(
            "Not trusted: the certificate was issued by {authority}, which is not trusted here."
        ),
        Standing.UNCHECKED: tr("Not checked who issued the certificate; it names {authority}."),
        Standing.UNTOLD: tr("Who signed cannot be told from a signature that does not hold."),
        Standing.OUT_OF_DATE: tr("Refused: the certificate was out of date at signing."),
        Standing.REVOKED: tr("Refused: the key has been revoked since {since}."),
        Standing.REVOKED_LATER: tr(
            "Trusted: {authority} vouches for the signer. The key was revoked on {since}, after "
            "this signature, which stays valid."
        ),
    }[one.standing].format(authority=one.authority or "-", since=since)


def verdict(report: Report) -> str:
    """Return in a sentence what a report comes to."""
    if any(one.kind == "scan" for one in report.findings):
        return tr("Signed by pen: the scan is the one that was attached.")
    if not report.all_well:
        return tr("Not all is well.")
    if not report.proven:
        return tr("Nothing was changed since it was signed; who signed is not proven.")
    if report.looks_unproven:
        return tr("All is well with the signatures; look at the pages before you use the data.")
    return tr("All is well.")
