"""The form of a scheme with nothing in it, to be filled by hand where there is no laptop."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reviewdesk.domain import signoff
from reviewdesk.domain.cycle import default_period
from reviewdesk.domain.snapshot import PersonLine, SignerLine, Snapshot
from reviewdesk.i18n import tr
from reviewdesk.services import desks, own_schemes
from reviewdesk.services.form_pdf import Undrawn, drawn, office_paper
from reviewdesk.services.standing import read_scheme

if TYPE_CHECKING:
    from reviewdesk.services.context import Context
    from reviewdesk.services.schemes import SchemeCard

_LINE = "_" * 34
_SHORT = "_" * 12


def choices(ctx: Context) -> list[SchemeCard]:
    """Return the schemes that have a form: those shipped and the office's own finished ones."""
    return own_schemes.for_cycles(ctx)


def blank_form(ctx: Context, scheme_id: str, paper: str = "") -> bytes:
    """Return the empty form of a scheme as a PDF.

    Args:
        ctx: the desk and who asks.
        scheme_id: of one of the ``choices``.
        paper: one of ``PAPERS``; without it that of the office.

    Raises:
        UserError: when there is no such scheme.
    """
    from reviewdesk.documents import form

    scheme = read_scheme(own_schemes.text_for_cycle(ctx, scheme_id))
    nobody = PersonLine(_LINE, _LINE, _LINE, _LINE, _LINE)
    boss = PersonLine(_LINE, "", "", "")
    starts, ends = default_period(ctx.clock.today())
    snapshot = Snapshot(
        document_id="",
        version=1,
        replaces="",
        office=desks.office_name(ctx),
        scheme_id=scheme.id,
        scheme_version=scheme.version,
        form_title=scheme.form_title,
        cycle="",
        period_start=starts.isoformat(),
        period_end=ends.isoformat(),
        employee=nobody,
        supervisor=boss,
        reviewer=boss,
        entries=(),
        check_ins=(),
        result_score="",
        result_level=_SHORT,
        working=(),
        not_rated_reason="",
        comments=(),
        signers=tuple(
            SignerLine(one.party.value, one.title, _LINE, one.meaning)
            for one in signoff.order(scheme, has_reviewer=True)
        ),
        appeal=tr(
            "You may appeal in writing within {days} days after you received this form."
        ).format(days=scheme.appeal_days)
        if scheme.appeal_days
        else "",
        state="blank",
    )
    content = replace(
        form.form_content(snapshot, scheme),
        subtitle=tr("Period: from {line} to {line}").format(line=_SHORT),
        reference=tr("Blank form, {scheme}, version {version}").format(
            scheme=scheme.id, version=scheme.version
        ),
    )
    return drawn(Undrawn(content, paper or office_paper(ctx)))
