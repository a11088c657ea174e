"""Who sits down at an open desk: whoever proves it, or is let in by the one who unlocked.

What somebody does who was let in is recorded with the name of who let them in. On a
supervisor's laptop an employee without a passphrase is handed the computer for one review;
what is open to them then is decided by ``domain/permissions.py``, not by the window. At a
desk that nobody locked, who sits there is chosen and nobody lets anybody in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.domain.permissions import Actor, Right, Role
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import passphrases
from reviewdesk.services.people import find_person
from reviewdesk.services.standing import about_review
from reviewdesk.store.tables.people import full_name

if TYPE_CHECKING:
    from uuid import UUID

    from reviewdesk.services.context import Context


def needs_passphrase(ctx: Context, actor: Actor) -> bool:
    """Return whether somebody must prove who they are before they take the seat.

    Raises:
        UserError: when they cannot prove it, and it is not the HR officer who lets them in.
    """
    ctx.demand(Right.USE_DESK)
    if not passphrases.is_locked(ctx) or actor == ctx.actor:
        return False
    if passphrases.has_own(ctx, actor):
        return True
    if ctx.actor.role is not Role.HR:
        raise _has_none(
            actor,
            tr(
                "The HR officer gives them one first. For one review a supervisor can hand the "
                "employee the computer: the review has the button for it."
            ),
        )
    return False


def take_seat(ctx: Context, actor: Actor, passphrase: str = "") -> Context:
    """Return the desk with somebody else at it, who proved it where that is asked for.

    Raises:
        UserError: when the passphrase is wrong, or they may not be let in without one.
    """
    needs_passphrase(ctx, actor)  # which refuses whom nobody may let in
    if actor == ctx.actor or not passphrases.is_locked(ctx):
        return ctx.acting_as(actor)
    return ctx.acting_as(_let_in(ctx, actor, passphrase))


def asks_passphrase(ctx: Context, review_id: UUID, person_id: UUID) -> bool:
    """Return whether the person has a passphrase of their own, to be typed first.

    Raises:
        UserError: when the computer cannot be handed to them for this review.
    """
    guest = _guest(ctx, review_id, person_id)
    return passphrases.has_own(ctx, guest)


def hand_computer(ctx: Context, review_id: UUID, person_id: UUID, passphrase: str = "") -> Context:
    """Return the desk with a party of a review at it, to whom only that review is open.

    Args:
        ctx: the desk, with another party of the review or the HR officer at it.
        review_id: the review.
        person_id: to whom the computer is handed: employee, supervisor or reviewer.
        passphrase: of that person, where they have one.

    Raises:
        UserError: when the person has no part in the review, the computer is not the
            actor's to hand on, or the passphrase is wrong.
    """
    guest = _guest(ctx, review_id, person_id)
    seated = _let_in(ctx, guest, passphrase)
    return ctx.acting_as(seated._replace(only_review=review_id))


def _let_in(ctx: Context, actor: Actor, passphrase: str) -> Actor:
    """Return somebody who proved who they are, or whom the one at the desk lets in."""
    if passphrases.has_own(ctx, actor):
        passphrases.prove(ctx, actor, passphrase)
        return actor
    return actor._replace(lender=ctx.actor.lender or ctx.actor.name)


def _guest(ctx: Context, review_id: UUID, person_id: UUID) -> Actor:
    about = about_review(ctx, review_id)
    with ctx.read(Right.MOVE_REVIEW, about) as session:
        person = find_person(session, person_id)
    if ctx.actor.only_review is not None:
        raise UserError(
            tr("The computer was handed to {name} already.").format(name=ctx.actor.name),
            remedy=tr("Give it back first."),
        )
    if person_id == ctx.actor.person_id:
        raise UserError(tr("{name} is at the computer already.").format(name=ctx.actor.name))
    if person_id not in (about.employee, about.supervisor, about.reviewer):
        raise UserError(
            tr("Only those who have a part in the review can be handed the computer for it.")
        )
    guest = Actor(full_name(person.given, person.surname), Role.STAFF, person_id)
    if (
        person_id != about.employee
        and ctx.actor.role is not Role.HR
        and passphrases.is_locked(ctx)
        and not passphrases.has_own(ctx, guest)
    ):  # or an employee could make herself her own supervisor
        raise _has_none(guest, tr("The HR officer gives them one first, or lets them in."))
    return guest


def _has_none(actor: Actor, remedy: str) -> UserError:
    words = tr("{name} has no passphrase on this desk yet.")
    return UserError(words.format(name=actor.name), remedy=remedy)
