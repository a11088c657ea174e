"""The sheet that goes with a printed copy of a form and proves it: words, picture, letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.documents.code_text import groups, qr_text, short_code
from reviewdesk.documents.content import Code, Content, Facts, Heading, Text
from reviewdesk.documents.stamp import time_words
from reviewdesk.domain.days import period_words
from reviewdesk.domain.parties import Party
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from reviewdesk.documents.proof import SignerTime, Statement

_A_LINE = 5
"""Groups of the typed code."""


def sheet(statement: Statement, proof: bytes, office: str, language: str) -> Content:
    """Return what the proof sheet of a form says.

    Args:
        statement: what is proven.
        proof: the signed bytes.
        office: its name, for the head of the page.
        language: of the sheet.
    """
    typed = groups(proof)
    lines = tuple(
        (
            tr("{first} to {last}").format(first=place + 1, last=min(place + _A_LINE, len(typed))),
            " ".join(typed[place : place + _A_LINE]),
        )
        for place in range(0, len(typed), _A_LINE)
    )
    reference = tr("{number}, version {version}").format(
        number=statement.number, version=statement.version
    )
    return Content(
        title=tr("Proof of a paper copy"),
        subtitle=reference,
        office=office,
        reference=reference,
        language=language,
        mark="",
        blocks=(
            Text(
                tr(
                    "This sheet belongs to a printed form. The code below holds what is written "
                    "here, signed with the key of who signed the form last. It is proven without "
                    "a network, against the certificate of the office: in ReviewDesk under "
                    "“Prove a paper copy”, or by the command reviewdesk verify --code."
                )
            ),
            Facts(rows(statement)),
            Code(
                qr_text(proof),
                tr("QR code with the signed proof; the same stands below as letters."),
            ),
            Heading(tr("The same code, to be typed")),
            Text(
                tr(
                    "The last letter of each group is a check: a typing error is told by its "
                    "group. There is no I, L, O or U."
                ),
                quiet=True,
            ),
            Facts(lines),
        ),
    )


def rows(statement: Statement) -> tuple[tuple[str, str], ...]:
    """Return what a statement says, as labels and words to be compared with the paper."""
    content = short_code(statement.content_digest)
    found = (
        (tr("Document"), statement.number),
        (tr("Version"), str(statement.version)),
        (tr("Employee"), statement.name),
        (tr("Staff number"), statement.staff_number),
        (tr("Period"), period_words(statement.starts, statement.ends)),
        (tr("Result"), statement.result),
        *(_signed(one) for one in statement.signers),
        (tr("On each page"), content),
        (
            tr("Signed file"),
            tr("SHA-256 begins with {digits}").format(digits=statement.file_digest),
        ),
    )
    return tuple((label, words) for label, words in found if words)


def _signed(one: SignerTime) -> tuple[str, str]:
    words = tr("declined on {time}") if one.declined else tr("signed on {time}")
    return party_words(one.party), words.format(time=time_words(one.when))


def party_words(party: Party) -> str:
    """Return a party in plain words."""
    return {
        Party.EMPLOYEE: tr("Employee"),
        Party.SUPERVISOR: tr("Supervisor"),
        Party.REVIEWER: tr("Reviewer"),
    }[party]
