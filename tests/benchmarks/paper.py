"""One form of four pages, and plain reportlab drawing the same words.

pyHanko is brought in where it is the baseline: a process that signs for us does without it.
"""

from __future__ import annotations

import dataclasses
import io
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from reviewdesk.documents import (
    apart,
    certificates,
    fonts,
    form,
    layout,
    signatures,
)
from reviewdesk.domain.snapshot import (
    CheckInLine,
    CommentLine,
    EntryLine,
    GoalLine,
    PersonLine,
    SignerLine,
    Snapshot,
)
from reviewdesk.services.schemes import load_scheme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.documents.content import Content

SAID = (
    "Reached nine days in May and held it through the flood season, with one vehicle fewer than "
    "planned; two other districts now use the same rota and report the same results. "
)
PAGES = 4
PARTIES = ("employee", "supervisor", "reviewer")
NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


def content() -> Content:
    """Return a form as long as an ordinary year: four goals, three competencies, the talks."""
    scheme = load_scheme("general-five")
    goals = tuple(
        EntryLine(
            section="goals",
            name=f"Cut the time from complaint to first visit, district {number}",
            weight="20 %",
            goal=GoalLine(
                title=f"Cut the time from complaint to first visit, district {number}",
                measure="Median days, from the complaints register",
                baseline="14",
                target="9",
                actual="8.5",
                unit="days",
                due="2026-03-31",
                progress="100 %",
                amended="",
            ),
            self_rating="4 · Exceeds Expectations",
            self_text=SAID,
            ratings=(("", "4 · Exceeds Expectations"),),
            narrative=SAID,
        )
        for number in range(1, 5)
    )
    fixed = tuple(
        EntryLine(
            section="competencies",
            name=f"Service to the public, part {number}",
            weight="",
            goal=None,
            self_rating="3 · Meets Expectations",
            self_text=SAID,
            ratings=(("", "4 · Exceeds Expectations"),),
            narrative=SAID,
        )
        for number in range(1, 4)
    )
    talks = tuple(
        CheckInLine(
            f"2025-0{month}-03",
            "Backlog",
            SAID * 2,
            ("Ask the workshop (Ngozi Bamidele)",),
            f"2025-0{month}-09",
        )
        for month in (5, 6, 8, 9)
    )
    snapshot = Snapshot(
        document_id="R-2026-00012",
        version=1,
        replaces="",
        office="Lakeside District Office",
        scheme_id=scheme.id,
        scheme_version=scheme.version,
        form_title=scheme.form_title,
        cycle="Annual review 2025/2026",
        period_start="2025-04-01",
        period_end="2026-03-31",
        employee=PersonLine("Emily White", "HS11158", "Inspector", "Factories North", "Band 5"),
        supervisor=PersonLine("Ngozi Bamidele", "HS11002", "Head", "Factories North", "Band 7"),
        reviewer=PersonLine("Amina Farouk", "HS10004", "Director", "Field Operations", "SCS1"),
        entries=(*goals, *fixed),
        check_ins=talks,
        result_score="3.84",
        result_level="4 · Exceeds Expectations",
        working=("Goals 3.90 x 70 % = 2.73", "Competencies 3.70 x 30 % = 1.11"),
        not_rated_reason="",
        comments=(CommentLine("employee", "Employee", SAID),),
        signers=tuple(
            SignerLine(party, party.capitalize(), "Emily White", "I have discussed this review.")
            for party in ("employee", "supervisor", "reviewer")
        ),
        appeal="You may appeal within 10 days.",
        state="final",
    )
    return form.form_content(snapshot, scheme)


def ours(paper: Content) -> int:
    """Draw the form and return its pages."""
    return layout.draw(paper).pages


def plain(paper: Content, stream: io.BytesIO | None = None) -> int:
    """Draw the same words as reportlab's own paragraphs and return the pages."""
    fonts.register()
    style = ParagraphStyle("plain", fontName=fonts.REGULAR, fontSize=9.5, leading=13)
    document = SimpleDocTemplate(stream or io.BytesIO(), pagesize=A4, invariant=1)
    story = []
    for words in texts(dataclasses.replace(paper, attachments=(), code="")):
        story += [Paragraph(words, style), Spacer(0, 4)]
    document.build(story)
    return int(document.page)


def texts(value: object) -> Iterator[str]:
    """Return every text of a paper in order."""
    if isinstance(value, str) and not isinstance(value, Enum):
        if value:
            yield value.replace("&", "&amp;").replace("<", "&lt;")
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))


@cache
def office() -> certificates.Authority:
    """Return the office's authority."""
    return certificates.new_authority("Office", "an office passphrase", NOW)


@cache
def key() -> certificates.UnlockedKey:
    """Return a signer's key."""
    signer = certificates.new_signer(office(), "an office passphrase", "Emily", "1", "123456", NOW)
    return certificates.unlock(signer, "123456", office().certificate_pem)


def signed(paper: Content) -> bytes:
    """Draw the form and let three sign it."""
    pdf = layout.draw(paper).pdf
    for place, party in enumerate(PARTIES):
        pdf = signatures.sign(
            pdf, field=f"sig_{party}", key=key(), name="Emily White", role_title=party,
            meaning="I have read this review.", when=NOW, certify=place == 0,
        )  # fmt: skip
    return pdf


def plainly_signed(paper: Content) -> bytes:
    """Draw the same words as plain reportlab and sign them three times with bare pyHanko."""
    from asn1crypto import keys, x509
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    stream = io.BytesIO()
    plain(paper, stream)
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(key().certificate),
        signing_key=keys.PrivateKeyInfo.load(key().key),
        cert_registry=SimpleCertificateStore(),
    )
    pdf = stream.getvalue()
    for party in PARTIES:
        metadata = signers.PdfSignatureMetadata(
            field_name=f"sig_{party}",
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        pdf = signers.sign_pdf(writer, metadata, signer=signer).getvalue()
    return pdf


def verified(pdf: bytes) -> bool:
    """Verify a form as the program does, in the process apart."""
    report = apart.ask("verify.verify", pdf, (office().certificate_pem,))
    return bool(report.proven)
