"""Keys of a person's own: from a PKCS#12 file, or on a smart card or token."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from reviewdesk.domain.permissions import Right
from reviewdesk.domain.trust import KeySource
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.certificates import pin_fault, take, trusted_roots
from reviewdesk.services.standing import about_person
from reviewdesk.store.tables.accounts import Certificate

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from reviewdesk.documents.cards import Card
    from reviewdesk.documents.signers import OwnKey
    from reviewdesk.services.context import Context


@dataclass(frozen=True, slots=True)
class OwnKeyView:
    """A key of a person's own, before it is taken into use."""

    name: str
    issuer: str
    ends: datetime
    algorithm: str
    trusted_by: str
    """The trusted authority its certificate leads to; empty when there is none."""
    card: Card | None = None


def look_at_file(ctx: Context, content: bytes, password: str) -> OwnKeyView:
    """Return what is in a key file (PKCS#12), without taking it in.

    Raises:
        UserError: when it cannot be opened, or what is in it cannot sign.
    """
    from reviewdesk.documents import signers

    roots = trusted_roots(ctx)
    return _view(signers.read_file(content, password, ctx.clock.now()), roots)


def take_in_file(ctx: Context, content: bytes, password: str, pin: str) -> None:
    """Make the key of a file the actor's key, locked by a PIN of their own from now on.

    Raises:
        UserError: when the file cannot sign, or nobody who is trusted here issued it.
    """
    from reviewdesk.documents import certificate_facts, certificates, signers

    person_id = _me(ctx)
    if fault := pin_fault(pin):
        raise UserError(fault)
    roots = trusted_roots(ctx)
    with ctx.begin(Right.ISSUE_CERTIFICATES, about_person(ctx, person_id)) as session:
        own = signers.read_file(content, password, ctx.clock.now())
        _demand_trusted(own, roots)
        assert own.key is not None
        certificate = certificate_facts.load(own.certificate_pem)
        row = _own_row(ctx, person_id, own, KeySource.FILE)
        row.key = certificates.lock(own.key, certificate, pin)
        take(ctx, session, row)


def known_drivers(ctx: Context) -> tuple[str, ...]:
    """Return the drivers for cards that are found on this computer."""
    from reviewdesk.documents import cards

    ctx.demand(Right.OPEN_DESK)
    return cards.known_modules()


def look_at_cards(ctx: Context, driver: str) -> tuple[OwnKeyView, ...]:
    """Return the certificates that can sign on the cards that are in.

    Raises:
        UserError: when the driver does not answer, or no card is in.
    """
    from reviewdesk.documents import signers

    roots = trusted_roots(ctx)
    return tuple(_view(own, roots, card) for card, own in signers.on_cards(driver))


def take_card(ctx: Context, card: Card, pin: str) -> None:
    """Make a key on a card the actor's key; the card and its own PIN are asked for to sign.

    Raises:
        UserError: when the card cannot sign, or nobody who is trusted here issued it.
    """
    from reviewdesk.documents import cards, certificate_facts, signers

    person_id = _me(ctx)
    roots = trusted_roots(ctx)
    with ctx.begin(Right.ISSUE_CERTIFICATES, about_person(ctx, person_id)) as session:
        own = next((own for found, own in signers.on_cards(card.module) if found == card), None)
        if own is None:
            raise UserError(tr("This card is no longer in the reader."))
        signers.demand_fit(certificate_facts.load(own.certificate_pem), ctx.clock.now())
        _demand_trusted(own, roots)
        cards.try_card(card, pin)
        row = _own_row(ctx, person_id, own, KeySource.CARD)
        row.card = json.dumps(asdict(card))
        take(ctx, session, row)


def _own_row(ctx: Context, person_id: UUID, own: OwnKey, source: KeySource) -> Certificate:
    return Certificate(
        person_id=person_id,
        certificate=own.certificate_pem,
        key=b"",
        fingerprint=own.facts.fingerprint,
        made_at=ctx.clock.now(),
        source=source,
        chain=b"".join(own.chain_pem),
    )


def _view(own: OwnKey, roots: tuple[bytes, ...], card: Card | None = None) -> OwnKeyView:
    from reviewdesk.documents import signers

    said = own.facts
    trusted_by = signers.leads_to(own, roots)
    return OwnKeyView(said.name, said.issuer, said.ends, said.algorithm, trusted_by, card)


def _demand_trusted(own: OwnKey, roots: tuple[bytes, ...]) -> None:
    from reviewdesk.documents import signers

    if not signers.leads_to(own, roots):
        raise UserError(
            tr("This certificate was issued by {issuer}, which this office does not trust.").format(
                issuer=own.facts.issuer
            ),
            safe=tr("Nothing was taken in."),
            remedy=tr("The HR officer can add that authority on the page Office authority."),
        )


def _me(ctx: Context) -> UUID:
    ctx.demand(Right.ISSUE_CERTIFICATES)
    if ctx.actor.person_id is None:
        raise UserError(tr("Only somebody on the staff list can have a signing key."))
    return ctx.actor.person_id
