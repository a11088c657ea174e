"""Where a signer's key comes from, and why it may no longer be trusted."""

from __future__ import annotations

from enum import StrEnum

from reviewdesk.i18n import tr


class KeySource(StrEnum):
    """Where the key of a signer is kept and who made it."""

    DESK = "desk"
    """Made on the desk under the office authority."""
    FILE = "file"
    """Brought in a PKCS#12 file of the person's own."""
    CARD = "card"
    """On a smart card or token, which it never leaves."""


class RevocationReason(StrEnum):
    """Why a certificate is revoked; the values are those of RFC 5280."""

    COMPROMISED = "key_compromise"
    LEFT = "affiliation_changed"
    REPLACED = "superseded"
    ENDED = "cessation_of_operation"
    UNSAID = "unspecified"


def source_words(source: KeySource) -> str:
    """Return where a key is kept, as people read it."""
    return {
        KeySource.DESK: tr("Made on this desk"),
        KeySource.FILE: tr("From a file of their own"),
        KeySource.CARD: tr("On a card or token"),
    }[source]


def reason_words(reason: RevocationReason) -> str:
    """Return why a certificate is revoked, as people read it."""
    return {
        RevocationReason.COMPROMISED: tr("Somebody else may have the key"),
        RevocationReason.LEFT: tr("The person left or changed their post"),
        RevocationReason.REPLACED: tr("A newer key took its place"),
        RevocationReason.ENDED: tr("The key is no longer used"),
        RevocationReason.UNSAID: tr("No reason given"),
    }[reason]
