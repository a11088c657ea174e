"""The office authority and the signers' keys, each locked by its owner's secret or on a card."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from reviewdesk.domain.permissions import Right
from reviewdesk.domain.trust import KeySource
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.standing import about_person
from reviewdesk.store.tables.accounts import Certificate, Office, TrustedAuthority
from reviewdesk.store.tables.people import Person, full_name

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context

SHORTEST_PIN = 6
SHORTEST_PASSPHRASE = 8


@dataclass(frozen=True, slots=True)
class Key:
    """A signer's key, unlocked for a moment; never kept."""

    person_id: UUID
    name: str
    certificate_id: UUID
    unlocked: Any
    """What ``documents/signatures.py`` signs with."""


def make_authority(ctx: Context, passphrase: str, *, use_rsa: bool = False) -> None:
    """Make the office authority, its key locked by the office passphrase.

    Args:
        ctx: the desk with the HR officer at it.
        passphrase: of the office; it is not kept anywhere.
        use_rsa: whether keys of this office are RSA-2048, for readers that know no others.

    Raises:
        UserError: when there is one already, or the passphrase is too short or not text.
    """
    from reviewdesk.documents import certificates

    if fault := passphrase_fault(passphrase):
        raise UserError(fault)
    with ctx.begin(Right.MAKE_AUTHORITY) as session:
        office = session.scalars(select(Office)).one()
        if office.authority_certificate is not None:
            raise UserError(tr("This office already has its authority."))
        made = certificates.new_authority(office.name, passphrase, ctx.clock.now(), use_rsa=use_rsa)
        office.authority_certificate = made.certificate_pem
        office.authority_key = made.key_pem


def make_key(ctx: Context, person_id: UUID, passphrase: str, pin: str) -> None:
    """Make a signing key for a person, certified by the office, locked by the person's PIN.

    An earlier key of the person is kept, so that what it signed can be checked.

    Raises:
        UserError: when the passphrase is wrong, the PIN too short, or there is no authority.
    """
    from reviewdesk.documents import certificates

    if fault := pin_fault(pin):
        raise UserError(fault)
    with ctx.begin(Right.ISSUE_CERTIFICATES, about_person(ctx, person_id)) as session:
        office = session.scalars(select(Office)).one()
        if office.authority_certificate is None or office.authority_key is None:
            raise UserError(
                tr("This office has no authority yet."),
                remedy=tr("The HR officer makes it first."),
            )
        person = session.get_one(Person, person_id)
        authority = certificates.Authority(office.authority_certificate, office.authority_key)
        made = certificates.new_signer(
            authority,
            passphrase,
            full_name(person.given, person.surname),
            person.number,
            pin,
            ctx.clock.now(),
        )
        office.authority_key = certificates.guarded(
            authority.key_pem, passphrase, authority.certificate_pem
        )
        take(
            ctx,
            session,
            Certificate(
                person_id=person_id,
                certificate=made.certificate_pem,
                key=made.key_pem,
                fingerprint=made.fingerprint,
                made_at=ctx.clock.now(),
            ),
        )


def passphrase_fault(passphrase: str) -> str:
    """Return why an office passphrase cannot be taken, or nothing."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        return tr("The office passphrase needs at least {n} characters.").format(
            n=SHORTEST_PASSPHRASE
        )
    if _is_text(passphrase):
        return ""
    return tr("The office passphrase holds a character that is no text.")


def pin_fault(pin: str) -> str:
    """Return why a PIN cannot be taken, or nothing."""
    if len(pin) < SHORTEST_PIN:
        return tr("A PIN needs at least {n} characters.").format(n=SHORTEST_PIN)
    return "" if _is_text(pin) else tr("The PIN holds a character that is no text.")


def _is_text(secret: str) -> bool:
    """Return whether a secret can be written as bytes; half of a surrogate pair cannot."""
    try:
        secret.encode()
    except UnicodeEncodeError:
        return False
    return True


def unlock(ctx: Context, pin: str) -> Key:
    """Return the actor's key, unlocked by the PIN.

    Raises:
        UserError: when the PIN is wrong, or the actor has no key.
    """
    from reviewdesk.documents import certificate_facts

    with ctx.read(Right.SIGN) as session:
        person_id = ctx.actor.person_id
        found = _keys(session, person_id) if person_id else []
        if person_id is None or not found:
            raise UserError(
                tr("You have no signing key yet."),
                remedy=tr("Make one with the office passphrase and a PIN of your own."),
            )
        row = found[0]
        ends = certificate_facts.facts(row.certificate).ends
        if ctx.clock.now() > ends:
            raise UserError(
                tr("Your signing key was valid until {day}.").format(day=ends.date().isoformat()),
                safe=tr("Nothing was signed."),
                remedy=tr("Make a new one or use another."),
            )
        person = session.get_one(Person, person_id)
        root = session.scalars(select(Office.authority_certificate)).one() or b""
        key = Key(
            person_id=person_id,
            name=full_name(person.given, person.surname),
            certificate_id=row.id,
            unlocked=_unlocked(row, pin, root),
        )
        guarded = _guarded(row, pin)
    if guarded is not None:
        with ctx.begin(Right.SIGN) as session:
            session.get_one(Certificate, key.certificate_id).key = guarded
    return key


def _guarded(row: Certificate, pin: str) -> bytes | None:
    """Return a key of an earlier version as it is locked today; None where it is already."""
    from reviewdesk.documents import certificates

    if row.source is KeySource.CARD:
        return None
    guarded = certificates.guarded(row.key, pin, row.certificate)
    return guarded if guarded != row.key else None


def has_key(session: Session, person_id: UUID | None) -> bool:
    """Return whether a person can sign."""
    return person_id is not None and bool(_keys(session, person_id))


def has_authority(session: Session) -> bool:
    """Return whether the office can certify keys."""
    return bool(
        session.scalars(
            select(func.count(Office.id)).where(Office.authority_certificate.is_not(None))
        ).one()
    )


def trusted_roots(ctx: Context) -> tuple[bytes, ...]:
    """Return the certificates that this desk trusts, as PEM: the office's own first."""
    with ctx.read(Right.OPEN_DESK) as session:
        return roots_in(session)


def roots_in(session: Session) -> tuple[bytes, ...]:
    """Return the same within a session."""
    root = session.scalars(select(Office.authority_certificate)).first()
    others = session.scalars(
        select(TrustedAuthority.certificate)
        .where(TrustedAuthority.removed_at.is_(None))
        .order_by(TrustedAuthority.is_own.desc(), TrustedAuthority.added_at)
    )
    return ((root,) if root else ()) + tuple(others)


def demand_not_revoked(session: Session, key: Key) -> None:
    """Refuse a key that was revoked since it was unlocked.

    Raises:
        UserError: saying so.
    """
    row = session.get_one(Certificate, key.certificate_id)
    if row.revoked_at is not None:
        raise UserError(
            tr("This key was revoked and can sign no more."),
            safe=tr("Nothing was signed."),
            remedy=tr("Make a new key with the HR officer."),
        )


def _unlocked(row: Certificate, pin: str, root: bytes) -> Any:
    from reviewdesk.documents import cards, certificate_facts, certificates, signers

    chain = certificate_facts.split(row.chain or b"")
    if row.source is KeySource.CARD:
        der = certificate_facts.to_der
        return signers.CardKey(
            card=cards.Card(**json.loads(row.card)),
            pin=pin,
            certificate=der(row.certificate),
            authority=der(root) if root else b"",
            chain=tuple(der(one) for one in chain),
        )
    signer = certificates.SignerKey(row.certificate, row.key, row.fingerprint)
    return certificates.unlock(signer, pin, root, chain)


def take(ctx: Context, session: Session, row: Certificate) -> None:
    """Make a key the person's only one to sign with; those before stay on record."""
    for earlier in _keys(session, row.person_id):
        earlier.replaced_at = ctx.clock.now()
    revoked = session.scalars(
        select(Certificate.id).where(
            Certificate.fingerprint == row.fingerprint, Certificate.revoked_at.is_not(None)
        )
    ).first()
    if revoked is not None:
        raise UserError(
            tr("This key was revoked and can sign no more."),
            remedy=tr("Use another one."),
        )
    session.add(row)


def _keys(session: Session, person_id: UUID) -> list[Certificate]:
    return list(
        session.scalars(
            select(Certificate)
            .where(
                Certificate.person_id == person_id,
                Certificate.replaced_at.is_(None),
                Certificate.revoked_at.is_(None),
            )
            .order_by(Certificate.made_at.desc())
        )
    )
