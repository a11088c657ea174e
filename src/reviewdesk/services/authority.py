"""The office authority after it is made: renewal, backup, revocation, and whom else to trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.certificates import trusted_roots
from reviewdesk.services.printing import save
from reviewdesk.store.tables.accounts import Certificate, Office, TrustedAuthority
from reviewdesk.store.tables.people import Person, full_name

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.documents.certificates import Authority
    from reviewdesk.domain.trust import KeySource, RevocationReason
    from reviewdesk.services.context import Context

LARGEST = 1_000_000
"""Bytes of a certificate, a list or a backup."""


@dataclass(frozen=True, slots=True)
class AuthorityView:
    """A certificate of an authority that is trusted here."""

    id: UUID | None
    """None for the office's present one."""
    name: str
    starts: datetime
    ends: datetime
    algorithm: str
    fingerprint: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A signer's certificate, as a line of the list."""

    id: UUID
    person: str
    number: str
    source: KeySource
    issuer: str
    starts: datetime
    ends: datetime
    fingerprint: str
    is_replaced: bool
    is_over: bool
    """Whether its last day is past."""
    revoked_at: datetime | None
    revoked_reason: RevocationReason | None


@dataclass(frozen=True, slots=True)
class AuthorityPage:
    """Everything the page about the office authority shows."""

    office: str
    present: AuthorityView | None
    trusted: tuple[AuthorityView, ...]
    """Earlier ones of this office first, then others."""
    certificates: tuple[CertificateRow, ...]


def overview(ctx: Context) -> AuthorityPage:
    """Return the office authority, whom else it trusts, and all signers' certificates."""
    with ctx.read(Right.SEE_CERTIFICATES) as session:
        office = session.scalars(select(Office)).one()
        others = session.scalars(
            select(TrustedAuthority)
            .where(TrustedAuthority.removed_at.is_(None))
            .order_by(TrustedAuthority.is_own.desc(), TrustedAuthority.added_at)
        )
        rows = session.execute(
            select(Certificate, Person)
            .join(Person, Certificate.person_id == Person.id)
            .order_by(Person.surname, Person.given, Certificate.made_at.desc())
        )
        present = office.authority_certificate
        return AuthorityPage(
            office=office.name,
            present=_authority(present, None, is_own=True) if present else None,
            trusted=tuple(_authority(one.certificate, one.id, is_own=one.is_own) for one in others),
            certificates=tuple(_row(one, person, ctx.clock.now()) for one, person in rows),
        )


def save_certificate(ctx: Context, path: Path) -> None:
    """Save the office's certificate, for other programs and offices to trust.

    Raises:
        UserError: when there is no authority, or the file cannot be written.
    """
    with ctx.read(Right.USE_DESK) as session:
        content = own_authority(session).certificate_pem
    save(path, content)


def renew(ctx: Context, passphrase: str) -> None:
    """Give the authority a new certificate; the one before stays trusted for what it signed.

    Raises:
        UserError: when the office passphrase is wrong, or there is no authority.
    """
    from reviewdesk.documents import certificates

    with ctx.begin(Right.MAKE_AUTHORITY) as session:
        office = session.scalars(select(Office)).one()
        earlier = own_authority(session)
        made = certificates.renew_authority(earlier, passphrase, ctx.clock.now())
        _remember(ctx, session, earlier.certificate_pem, is_own=True)
        office.authority_certificate = made.certificate_pem
        office.authority_key = made.key_pem


def back_up(ctx: Context, passphrase: str, path: Path) -> None:
    """Save the authority, key and all, as one file locked by the office passphrase.

    Raises:
        UserError: when the passphrase is wrong, or the file cannot be written.
    """
    from reviewdesk.documents import certificates

    with ctx.read(Right.MAKE_AUTHORITY) as session:
        earlier = session.scalars(
            select(TrustedAuthority.certificate).where(
                TrustedAuthority.is_own.is_(True), TrustedAuthority.removed_at.is_(None)
            )
        ).all()
        authority = own_authority(session)
    save(path, certificates.back_up_authority(authority, passphrase, earlier))


def restore(ctx: Context, path: Path, passphrase: str) -> None:
    """Take the authority of a backup into a desk that has none.

    Raises:
        UserError: when there is one already, or the file or passphrase is not right.
    """
    from reviewdesk.documents import certificates

    ctx.demand(Right.MAKE_AUTHORITY)
    content = read_bounded(path)
    with ctx.begin(Right.MAKE_AUTHORITY) as session:
        office = session.scalars(select(Office)).one()
        if office.authority_certificate is not None:
            raise UserError(
                tr("This office already has its authority."),
                safe=tr("Nothing was changed."),
                remedy=tr("A backup is restored on a desk that has none."),
            )
        made, earlier = certificates.read_backup(content, passphrase)
        office.authority_certificate = made.certificate_pem
        office.authority_key = made.key_pem
        for one in earlier:
            _remember(ctx, session, one, is_own=True)


def trust(ctx: Context, path: Path) -> str:
    """Trust what another authority certifies, and return its name.

    Raises:
        UserError: when the file holds no authority, or one that is out of date.
    """
    from reviewdesk.documents import certificate_facts

    ctx.demand(Right.MAKE_AUTHORITY)
    content = certificate_facts.read_certificate(read_bounded(path))
    facts = certificate_facts.facts(content)
    if not facts.is_authority:
        raise UserError(
            tr("This certificate is of one signer, not of an authority."),
            safe=tr("Nothing was changed."),
            remedy=tr("Ask for the certificate of the authority that issued it."),
        )
    if ctx.clock.now() > facts.ends:
        raise UserError(
            tr("This authority was valid until {day}.").format(day=facts.ends.date().isoformat()),
            remedy=tr("Ask for its present certificate."),
        )
    with ctx.begin(Right.MAKE_AUTHORITY) as session:
        if content in trusted_roots(ctx):
            raise UserError(tr("This authority is trusted already."))
        _remember(ctx, session, content, is_own=False)
    return facts.name


def no_longer_trust(ctx: Context, authority_id: UUID) -> None:
    """Take another authority off the list of those that are trusted."""
    with ctx.begin(Right.MAKE_AUTHORITY) as session:
        found = session.get_one(TrustedAuthority, authority_id)
        if found.is_own:
            raise UserError(
                tr("This is an earlier certificate of this office: forms it signed need it."),
                safe=tr("Nothing was changed."),
            )
        found.removed_at = ctx.clock.now()


def read_bounded(path: Path, most: int = LARGEST) -> bytes:
    """Return a small file of somebody's.

    Raises:
        UserError: when it cannot be read or is far too large.
    """
    try:
        if path.stat().st_size > most:
            raise UserError(
                tr("{name} is too large.").format(name=path.name),
                safe=tr("Nothing was changed."),
                remedy=tr("Choose another file."),
            )
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            tr("{name} cannot be read.").format(name=path.name),
            safe=tr("Nothing was changed."),
            remedy=tr("Check the name and that you may open the file."),
        ) from error


def own_authority(session: Session) -> Authority:
    """Return the office's authority as it is kept.

    Raises:
        UserError: when there is none.
    """
    from reviewdesk.documents import certificates

    office = session.scalars(select(Office)).one()
    if office.authority_certificate is None or office.authority_key is None:
        raise UserError(
            tr("This office has no authority yet."), remedy=tr("The HR officer makes it first.")
        )
    return certificates.Authority(office.authority_certificate, office.authority_key)


def _remember(ctx: Context, session: Session, certificate: bytes, *, is_own: bool) -> None:
    from reviewdesk.documents import certificate_facts

    facts = certificate_facts.facts(certificate)
    session.add(
        TrustedAuthority(
            certificate=certificate,
            fingerprint=facts.fingerprint,
            name=facts.name,
            is_own=is_own,
            added_at=ctx.clock.now(),
        )
    )


def _authority(pem: bytes, row_id: UUID | None, *, is_own: bool) -> AuthorityView:
    from reviewdesk.documents import certificate_facts

    facts = certificate_facts.facts(pem)
    return AuthorityView(
        id=row_id,
        name=facts.name,
        starts=facts.starts,
        ends=facts.ends,
        algorithm=facts.algorithm,
        fingerprint=facts.fingerprint,
        is_own=is_own,
    )


def _row(one: Certificate, person: Person, now: datetime) -> CertificateRow:
    from reviewdesk.documents import certificate_facts

    facts = certificate_facts.facts(one.certificate)
    return CertificateRow(
        id=one.id,
        person=full_name(person.given, person.surname),
        number=person.number,
        source=one.source,
        issuer=facts.issuer,
        starts=facts.starts,
        ends=facts.ends,
        fingerprint=facts.fingerprint,
        is_replaced=one.replaced_at is not None,
        is_over=now > facts.ends,
        revoked_at=one.revoked_at,
        revoked_reason=one.revoked_reason,
    )
