"""Forms to be filled by hand, where there is no laptop: of a scheme, or of one review."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import signoff
from reviewdesk.domain.days import appeal_words
from reviewdesk.domain.goal import number_words
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.snapshot import EntryLine, PersonLine, SignerLine, Snapshot
from reviewdesk.i18n import tr
from reviewdesk.services import form_snapshot, letterheads, own_schemes
from reviewdesk.services.goal_standing import goals_of
from reviewdesk.services.papers import Paper, head_of, name_for
from reviewdesk.services.plan_parts import section_of
from reviewdesk.services.printing import safe_name
from reviewdesk.services.standing import (
    about_review,
    find_review,
    parts,
    read_scheme,
    scheme_of,
)
from reviewdesk.store.tables.accounts import Office

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.services.context import Context


def blank_form(ctx: Context, scheme_id: str, own: UUID | None = None, paper: str = "") -> Paper:
    """Return the form of a scheme to be filled by hand by anybody.

    Args:
        ctx: the desk and who asks.
        scheme_id: of the scheme.
        own: one version of one of this office's schemes; without it the last finished one,
            or a shipped scheme.
        paper: one of ``PAPERS``; without it that of the office.
    """
    text = own_schemes.scheme_text(ctx, scheme_id, own) if own else None
    scheme = read_scheme(text or own_schemes.text_for_cycle(ctx, scheme_id))
    nobody = PersonLine("", "", "", "")
    from reviewdesk.documents import form

    with ctx.read(Right.SEE_CYCLES) as session:
        snapshot = Snapshot(
            document_id="",
            version=1,
            replaces="",
            office=session.scalars(select(Office.name)).one(),
            scheme_id=scheme.id,
            scheme_version=scheme.version,
            form_title=scheme.form_title,
            cycle="",
            period_start="",
            period_end="",
            employee=nobody,
            supervisor=nobody,
            reviewer=None,
            entries=(),
            check_ins=(),
            result_score="",
            result_level="",
            working=(),
            not_rated_reason="",
            comments=(),
            signers=tuple(
                SignerLine(one.party.value, one.title, "", one.meaning)
                for one in signoff.order(scheme, has_reviewer=True)
            ),
            appeal=appeal_words(scheme.appeal_days),
            state="blank",
        )
        name = safe_name(f"{scheme.name} {scheme.version} {tr('to fill in')}") + ".pdf"
        return Paper(name, letterheads.drawn(session, form.form_content(snapshot, scheme), paper))


def form_to_fill(ctx: Context, review_id: UUID, paper: str = "") -> Paper:
    """Return the form of a review to be filled by hand: people and goals are printed.

    Args:
        ctx: the desk and who asks.
        review_id: of the review.
        paper: one of ``PAPERS``; without it that of the office.
    """
    from reviewdesk.documents import form

    with ctx.read(Right.PRINT_FORM, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        scheme = scheme_of(session, review.cycle_id)
        snapshot = form_snapshot.take(session, review, state="blank", viewer=parts(ctx, review))
        if not snapshot.entries:  # they are made when rating begins
            snapshot = replace(snapshot, entries=_goals(session, review_id, scheme))
        content = form.form_content(snapshot, scheme)
        name = name_for(head_of(ctx, session, review), tr("form to fill in"))
        return Paper(name, letterheads.drawn(session, content, paper))


def _goals(session: Session, review_id: UUID, scheme: Scheme) -> tuple[EntryLine, ...]:
    """Return the goals of a plan as entries that nobody has rated yet."""
    found = []
    for goal in goals_of(session, review_id):
        section = section_of(scheme, goal.section)
        if section is not None:
            found.append(
                EntryLine(
                    section=section.id,
                    name=goal.title,
                    weight=f"{number_words(goal.weight)} %" if goal.weight is not None else "",
                    goal=form_snapshot.goal_line(session, scheme, goal),
                    self_rating="",
                    self_text="",
                    ratings=(),
                    narrative="",
                )
            )
    return tuple(found)
