"""Signers' keys that are no longer trusted, each since a day, and the list that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.permissions import Right
from reviewdesk.domain.trust import RevocationReason
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.authority import own_authority
from reviewdesk.services.printing import save
from reviewdesk.store.tables.accounts import Certificate

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.documents.revocation import Revoked
    from reviewdesk.services.context import Context


def revoke(
    ctx: Context, certificate_id: UUID, reason: RevocationReason, since: datetime | None = None
) -> None:
    """Trust a signer's key no more; what it signed before stays valid.

    Args:
        ctx: the desk with the HR officer at it.
        certificate_id: of the signer.
        reason: why.
        since: from when on what it signs is refused; None means now. An earlier time than
            one that is noted already may be set, a later one not.

    Raises:
        UserError: when the time is still to come, or it was revoked earlier.
    """
    since = since or ctx.clock.now()
    with ctx.begin(Right.MAKE_AUTHORITY) as session:
        found = session.get_one(Certificate, certificate_id)
        if since > ctx.clock.now():
            raise UserError(tr("That time is still to come."), safe=tr("Nothing was changed."))
        if found.revoked_at is not None and found.revoked_at <= since:
            raise UserError(
                tr("This key is revoked already, since {day}.").format(
                    day=found.revoked_at.date().isoformat()
                ),
                safe=tr("Nothing was changed."),
            )
        found.revoked_at = since
        found.revoked_reason = reason


def save_list(ctx: Context, passphrase: str, path: Path) -> None:
    """Save the list of revoked certificates, signed by the authority: PEM, or DER as ``.crl``.

    Raises:
        UserError: when the passphrase is wrong, or the file cannot be written.
    """
    from reviewdesk.documents import revocation

    with ctx.read(Right.MAKE_AUTHORITY) as session:
        authority = own_authority(session)
        own = revocation.subject_of(authority.certificate_pem)
        entries = [one for one in _revoked(session) if one.issuer == own]
    pem, der = revocation.write_list(authority, passphrase, entries, ctx.clock.now())
    save(path, pem if path.suffix.casefold() == ".pem" else der)


def revoked(ctx: Context) -> tuple[Revoked, ...]:
    """Return the certificates that this desk no longer trusts, for the verifier."""
    with ctx.read(Right.OPEN_DESK) as session:
        return tuple(_revoked(session))


def _revoked(session: Session) -> list[Revoked]:
    from reviewdesk.documents import revocation

    rows = session.scalars(select(Certificate).where(Certificate.revoked_at.is_not(None)))
    return [
        revocation.Revoked(
            serial=revocation.serial_of(one.certificate),
            since=one.revoked_at,
            reason=one.revoked_reason or RevocationReason.UNSAID,
            issuer=revocation.issuer_of(one.certificate),
        )
        for one in rows
        if one.revoked_at is not None
    ]
