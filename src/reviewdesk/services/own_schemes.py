"""The schemes of this desk: those shipped, and those its office wrote or changed itself.

A version is a draft until it is finished. A finished version never changes again: every
cycle made from it, and every form signed under it, can be held against the same text. A
change is a new version beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import scheme_draft
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.scheme_write import write
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr, tr_n
from reviewdesk.services import printing, schemes
from reviewdesk.services.standing import read_scheme
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.schemes import OwnScheme

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.services.context import Context
    from reviewdesk.services.schemes import SchemeCard

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """A version of a scheme as the list shows it."""

    card: SchemeCard
    own: UUID | None
    """The record of a scheme of one's own; None for a shipped one."""
    finished: bool
    cycles: tuple[str, ...]
    """Names of the cycles that were made from it."""


def list_all(ctx: Context) -> list[SchemeRow]:
    """Return every version of every scheme, those of this office first.

    Drafts are shown only to those who write schemes.
    """
    drafts = ctx.may(Right.CHANGE_SCHEMES)
    with ctx.read(Right.SEE_CYCLES) as session:
        used = _Uses(session)
        own = [
            SchemeRow(
                schemes.card(scheme_draft.read_draft(one.text)), one.id, one.finished, used.by(one)
            )
            for one in session.scalars(
                select(OwnScheme).order_by(OwnScheme.name, OwnScheme.version.desc())
            )
            if one.finished or drafts
        ]
        shipped = [
            SchemeRow(card, None, finished=True, cycles=used.of(card.id, card.version))
            for card in schemes.list_schemes()
        ]
    return [*own, *shipped]


def for_cycles(ctx: Context) -> list[SchemeCard]:
    """Return what a new cycle can be made from: of one's own, the last finished version."""
    with ctx.read(Right.SEE_CYCLES) as session:
        own = [read_scheme(one.text) for one in _latest(session).values()]
    cards = [*map(schemes.card, own), *schemes.list_schemes()]
    return sorted(cards, key=lambda card: card.name.casefold())


def text_for_cycle(ctx: Context, scheme_id: str) -> str:
    """Return the text that a new cycle copies in.

    Raises:
        UserError: when there is no such scheme, or no version of it is finished.
    """
    with ctx.read(Right.SEE_CYCLES) as session:
        found = _latest(session).get(scheme_id)
        return schemes.scheme_text(scheme_id) if found is None else found.text


def scheme_text(ctx: Context, scheme_id: str, own: UUID | None) -> str:
    """Return the text of a shipped scheme, or of a version of one's own."""
    if own is None:
        return schemes.scheme_text(scheme_id)
    with ctx.read(Right.SEE_CYCLES) as session:
        return _find(session, own).text


def draft(ctx: Context, own: UUID) -> Scheme:
    """Return a version of one's own as it stands, with whatever is still wrong in it.

    Raises:
        UserError: when it is not on this desk.
    """
    with ctx.read(Right.CHANGE_SCHEMES) as session:
        return scheme_draft.read_draft(_find(session, own).text)


def make(ctx: Context, name: str, *, text: str = "") -> UUID:
    """Make a draft of a new scheme, empty or as a copy of another one's text.

    Raises:
        UserError: when the name is empty or taken.
    """
    title = " ".join(name.split())[:LONGEST_NAME]
    if not title:
        raise UserError(tr("Give the scheme a name."))
    made = scheme_draft.blank(title)
    if text:
        source = scheme_draft.read_draft(text)
        made = replace(source, id=made.id, name=title, version=made.version, general=False)
    with ctx.begin(Right.CHANGE_SCHEMES) as session:
        return _add(ctx, session, made)


def next_version(ctx: Context, own: UUID) -> tuple[UUID, str]:
    """Make the next version of a finished scheme, as a draft with the same content.

    Returns:
        The record, and a sentence about the cycles that keep the version before.

    Raises:
        UserError: when the version is a draft itself, or there is a newer draft already.
    """
    with ctx.begin(Right.CHANGE_SCHEMES) as session:
        found = _find(session, own)
        if not found.finished:
            raise UserError(tr("This version is a draft: change it itself."))
        waiting = session.scalars(
            select(OwnScheme).where(
                OwnScheme.scheme_id == found.scheme_id, OwnScheme.finished.is_(False)
            )
        ).first()
        if waiting is not None:
            raise UserError(
                tr("Version {version} of this scheme is being written already.").format(
                    version=waiting.version
                ),
                safe=tr("Nothing was changed."),
                remedy=tr("Go on with that one."),
            )
        kept = _Uses(session).by(found)
        scheme = read_scheme(found.text)
        taken = set(
            session.scalars(select(OwnScheme.version).where(OwnScheme.scheme_id == found.scheme_id))
        )
        version = scheme_draft.next_version(scheme.version)
        while version in taken:
            version = scheme_draft.next_version(version)
        made = _add(ctx, session, replace(scheme, version=version))
        if not kept:
            words = tr("No cycle uses version {version} yet.")
            return made, words.format(version=scheme.version)
        count = tr_n("{n} cycle keeps", "{n} cycles keep", len(kept))
        words = tr("{cycles} version {version}: {names}.")
        names = ", ".join(kept)
        return made, words.format(cycles=count, version=scheme.version, names=names)


def save(ctx: Context, own: UUID, changed: Scheme) -> None:
    """Keep a draft as it stands; it may still have faults.

    Raises:
        UserError: when it is finished by now, or its version is there already.
    """
    with ctx.begin(Right.CHANGE_SCHEMES) as session:
        found = _find(session, own)
        if found.finished:
            raise UserError(
                tr("Version {version} is finished and does not change any more.").format(
                    version=found.version
                ),
                remedy=tr("Make a new version of it."),
            )
        found.text = write(replace(changed, id=found.scheme_id, version=found.version))
        found.name = changed.name


def finish(ctx: Context, own: UUID) -> None:
    """Offer a draft to new cycles; from now on it does not change.

    Raises:
        UserError: when something in it is still wrong.
    """
    with ctx.begin(Right.CHANGE_SCHEMES) as session:
        found = _find(session, own)
        wrong = scheme_draft.faults(scheme_draft.read_draft(found.text))
        if wrong:
            count = tr_n(
                "{n} thing in this scheme is still to settle.",
                "{n} things in this scheme are still to settle.",
                len(wrong),
            )
            raise UserError(
                f"{count} {wrong[0].message}",
                safe=tr("It stays a draft."),
                remedy=wrong[0].remedy,
            )
        found.finished = True


def remove(ctx: Context, own: UUID) -> None:
    """Delete a version that no cycle was made from.

    Raises:
        UserError: when a cycle uses it.
    """
    with ctx.begin(Right.CHANGE_SCHEMES) as session:
        found = _find(session, own)
        names = _Uses(session).by(found)
        if names:
            raise UserError(
                tr("This version is in use: {names}.").format(names=", ".join(names)),
                safe=tr("Nothing was changed."),
            )
        session.delete(found)


def export(ctx: Context, scheme_id: str, own: UUID | None, place: Path) -> None:
    """Write a scheme's file, whole or not at all.

    Raises:
        UserError: when the file cannot be written.
    """
    printing.save(place, scheme_text(ctx, scheme_id, own).encode("utf-8"))


def take_in(ctx: Context, place: Path) -> UUID:
    """Take a scheme file of another office in, as a finished version.

    Raises:
        UserError: when the file cannot be read or has a fault, or that version is here.
    """
    exam = schemes.examine(place)
    if exam.scheme is None:
        first = exam.faults[0]
        count = tr_n("This file has {n} fault.", "This file has {n} faults.", len(exam.faults))
        where = tr("Line {line}: {fault}").format(line=first.line, fault=first.message)
        raise UserError(
            f"{count} {where}",
            safe=tr("Nothing was taken in."),
            remedy=first.remedy,
        )
    with ctx.begin(Right.CHANGE_SCHEMES) as session:
        return _add(ctx, session, exam.scheme, finished=True)


def _add(ctx: Context, session: Session, scheme: Scheme, *, finished: bool = False) -> UUID:
    same = session.scalars(
        select(OwnScheme).where(
            OwnScheme.scheme_id == scheme.id, OwnScheme.version == scheme.version
        )
    ).first()
    if same is not None or any(card.id == scheme.id for card in schemes.list_schemes()):
        raise UserError(
            tr("There is already a scheme “{name}”, version {version}.").format(
                name=scheme.id, version=scheme.version
            ),
            safe=tr("Nothing was changed."),
            remedy=tr("Choose another name."),
        )
    made = OwnScheme(
        scheme_id=scheme.id,
        version=scheme.version,
        name=scheme.name,
        text=write(scheme),
        made_at=ctx.clock.now(),
        finished=finished,
    )
    session.add(made)
    session.flush()
    return made.id


def _find(session: Session, own: UUID) -> OwnScheme:
    found = session.get(OwnScheme, own)
    if found is None:
        raise UserError(tr("This scheme is not on this desk any more."))
    return found


def _latest(session: Session) -> dict[str, OwnScheme]:
    """Return the last finished version of each scheme of one's own."""
    finished = select(OwnScheme).where(OwnScheme.finished).order_by(OwnScheme.made_at)
    return {one.scheme_id: one for one in session.scalars(finished)}


class _Uses:
    """Which cycles were made from which version."""

    def __init__(self, session: Session) -> None:
        self._names: dict[tuple[str, str], list[str]] = {}
        for name, scheme_id, version in session.execute(
            select(Cycle.name, Cycle.scheme_id, Cycle.scheme_version).order_by(Cycle.starts)
        ):
            self._names.setdefault((scheme_id, version), []).append(name)

    def by(self, own: OwnScheme) -> tuple[str, ...]:
        return self.of(own.scheme_id, own.version)

    def of(self, scheme_id: str, version: str) -> tuple[str, ...]:
        return tuple(self._names.get((scheme_id, version), ()))
