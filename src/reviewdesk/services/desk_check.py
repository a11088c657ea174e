"""The check of a whole desk: its file, the audit, the signed marks, the records, the forms."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from reviewdesk.domain import snapshot_reading
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.trust import KeySource
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr, tr_n
from reviewdesk.progress import silent
from reviewdesk.services.certificates import roots_in
from reviewdesk.services.check_report import Finding, Part, Report, moment, time_words
from reviewdesk.services.record_words import subject_words
from reviewdesk.store import audit, chain, checking, replay
from reviewdesk.store.checking import BreakKind
from reviewdesk.store.tables.accounts import Certificate
from reviewdesk.store.tables.audit import AuditLine, Checkpoint
from reviewdesk.store.tables.documents import Document, Scan, Signature
from reviewdesk.store.tables.people import Person, full_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Context

_SPOILT = (DBAPIError, ValueError, TypeError, ArithmeticError, LookupError)
"""What reading values can raise that somebody put there with another program."""
_REMARKED = 3
"""The last remarks of a kind are told; the earlier ones are counted."""
MOST = 100
"""Findings of one part that are told; the rest are counted."""


@dataclass(slots=True)
class _Made:
    """The findings of one part while they are gathered."""

    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    looked_at: int = 0

    def add(self, sentence: str, line: int = 0, at: datetime | None = None) -> None:
        if len(self.findings) < MOST:
            self.findings.append(Finding(sentence, line, at))
        else:
            self.more += 1


def check(ctx: Context, progress: Progress = silent, *, with_forms: bool = True) -> Report:
    """Look at everything a desk holds and say what is wrong.

    Args:
        ctx: the desk; who acts may check it.
        progress: of a hundred for each part.
        with_forms: whether the signatures inside each PDF are checked too, which takes about a
            tenth of a second for each; their bytes are compared with their digests in any case.

    Raises:
        CancelledError: when stopped.
    """
    parts: list[Part] = []
    with ctx.read(Right.CHECK_DESK) as session:
        looks = _looks(session, with_forms=with_forms)
        for place, (name, title, look) in enumerate(looks):
            try:
                part = look(_within(progress, place, len(looks)))
            except _SPOILT:
                part = _Made()
                part.add(tr("This cannot be read to its end: something in it is no data of ours."))
            parts.append(_part(name, title, part))
            if name == "file" and part.findings:
                break  # what a hurt file says is no evidence for or against anybody
        lines, head, remarks = 0, "", []
        if len(parts) == len(looks):
            lines = session.scalars(select(func.count(AuditLine.id))).one()
            _line, head, _at = chain.head(session.connection())
            with suppress(*_SPOILT):
                remarks = list(_remarks(session))
    progress(1, 1)
    return Report(lines, head, tuple(parts), tuple(remarks))


Look = tuple[str, str, "Callable[[Progress], _Made]"]


def _looks(session: Session, *, with_forms: bool) -> list[Look]:
    connection = session.connection()
    return [
        ("file", tr("The file"), lambda tell: _file(connection, tell)),
        ("chain", tr("The audit's chain"), lambda tell: _chain(connection, tell)),
        ("marks", tr("Signed marks of the audit"), lambda tell: _marks(session, tell)),
        ("records", tr("The records beside the audit"), lambda tell: _records(connection, tell)),
        ("forms", tr("Signed forms"), lambda tell: _forms(session, tell, with_forms=with_forms)),
    ]


def _within(progress: Progress, place: int, parts: int) -> Progress:
    def tell(done: int, total: int) -> None:
        progress(place * 100 + (100 * done // total if total else 0), parts * 100)

    return tell


def _part(name: str, title: str, made: _Made) -> Part:
    count = len(made.findings) + made.more
    if count:
        result = tr_n("{n} thing is wrong.", "{n} things are wrong.", count)
    else:
        result = {
            "file": tr("Whole: every page and every reference."),
            "chain": tr_n("{n} line, none lost or changed.", "{n} lines, none lost or changed.",
                          made.looked_at),
            "marks": tr_n("{n} mark, rightly signed.", "{n} marks, all rightly signed.",
                          made.looked_at),
            "records": tr("Every record is what the audit says."),
            "forms": tr_n("{n} form, unchanged.", "{n} forms, all unchanged.", made.looked_at),
        }[name]  # fmt: skip
    return Part(name, title, made.looked_at, result, tuple(made.findings), made.more)


def _file(connection: Connection, progress: Progress) -> _Made:
    made = _Made(looked_at=1)
    for fault in checking.file_faults(connection, progress):
        made.add(tr("The file is damaged: {fault}").format(fault=fault))
    return made


def _chain(connection: Connection, progress: Progress) -> _Made:
    made = _Made()
    for name in checking.missing_triggers(connection):
        made.add(
            tr(
                "The lock that keeps audit lines from being changed is gone or was changed "
                "({name}). Somebody changed the file with another program."
            ).format(name=name)
        )
    for one in checking.breaks(connection, progress):
        at = moment(one.at)
        if one.kind is BreakKind.MISSING and one.upto < one.line:
            made.add(
                tr("Line {line} of the audit stands out of order.").format(line=one.upto + 1),
                max(one.upto + 1, 1),
                at,
            )
        elif one.kind is BreakKind.MISSING:
            made.add(
                tr("Lines {first} to {last} of the audit are missing; the one before is of {time}.")
                .format(first=one.line, last=one.upto, time=time_words(at))
                if one.upto > one.line
                else tr("Line {line} of the audit is missing; the one before is of {time}.").format(
                    line=one.line, time=time_words(at)
                ),
                one.line,
                at,
            )  # fmt: skip
        else:
            made.add(
                tr(
                    "Line {line} of the audit is not as it was written, or not in its place: "
                    "{time}, {actor}, {subject}."
                ).format(
                    line=one.line,
                    time=time_words(at),
                    actor=one.actor,
                    subject=subject_words(one.subject),
                ),
                one.line,
                at,
            )
    for subject, line, at_text in checking.erased_unseen(connection):
        made.add(
            tr(
                "What line {line} of the audit said was erased, of {time}, {subject}, and no "
                "destruction is on record for it."
            ).format(line=line, time=time_words(moment(at_text)), subject=subject_words(subject)),
            line,
            moment(at_text),
        )
    made.looked_at = connection.exec_driver_sql("SELECT count(*) FROM audit_line").scalar_one()
    return made


def _marks(session: Session, progress: Progress) -> _Made:
    from reviewdesk.documents import certificate_facts, checkpoints

    made = _Made()
    roots = roots_in(session)
    query = (
        select(
            Checkpoint, Certificate.certificate, Certificate.source, Person.given, Person.surname
        )
        .outerjoin(Certificate, Certificate.id == Checkpoint.certificate_id)
        .outerjoin(Person, Person.id == Certificate.person_id)
        .order_by(Checkpoint.line)
    )
    total = session.scalars(select(func.count(Checkpoint.id))).one()
    for mark, certificate, source, given, surname in session.execute(query).yield_per(500):
        made.looked_at += 1
        progress(made.looked_at, total)
        name = full_name(given, surname) if surname else tr("somebody")
        words = {"name": name, "time": time_words(mark.signed_at), "line": mark.line}
        statement = checkpoints.statement(mark.line, mark.hash, audit.stored(mark.signed_at))
        if not checkpoints.is_signed(mark.certificate, statement, mark.signature):
            said = tr("The mark that {name} signed on {time} was changed.")
        elif not checkpoints.is_same(mark.certificate, certificate or b"") or not (
            source is not KeySource.DESK
            or any(certificate_facts.is_issued_by(mark.certificate, one) for one in roots)
        ):
            said = tr("The mark of {time} is signed by a key that is not this office's for {name}.")
        elif (there := checking.hash_of(session.connection(), mark.line)) is None:
            said = tr(
                "The end of the audit was cut off: {name} signed on {time} that it had "
                "{line} lines."
            )
        elif there != mark.hash:
            said = tr(
                "The audit up to line {line} is not the one that {name} signed for on {time}: "
                "lines were written anew."
            )
        else:
            continue
        made.add(said.format(**words), mark.line, mark.signed_at)
    return made


def _records(connection: Connection, progress: Progress) -> _Made:
    made = _Made()
    for one in replay.differences(connection, progress):
        at = moment(one.at)
        words = {
            "subject": subject_words(one.subject),
            "id": one.record_id.hex[:8],
            "time": time_words(at),
            "fields": ", ".join(one.fields),
        }
        if one.holds is None:
            said = tr("A record is gone without a line in the audit: {subject} ({id}); its last "
                      "line is of {time}.")  # fmt: skip
        elif one.said is None:
            said = tr("A record came without a line in the audit: {subject} ({id}).")
        else:
            said = tr("A record was changed without a line in the audit: {subject} ({id}), in "
                      "{fields}; its last line is of {time}.")  # fmt: skip
        made.add(said.format(**words), one.line, at)
    return made


def _forms(session: Session, progress: Progress, *, with_forms: bool) -> _Made:
    made = _Made()
    roots = roots_in(session)
    total = session.scalars(select(func.count(Document.id))).one()
    query = select(Document).order_by(Document.number, Document.version)
    for form in session.scalars(query.execution_options(yield_per=20)):
        made.looked_at += 1
        progress(made.looked_at, total)
        words = {"number": form.number, "version": form.version, "time": time_words(form.made_at)}
        said = _form_fault(session, form)
        if not said and with_forms and not _is_well_signed(session, form, roots):
            said = tr(
                "The signatures on the form {number}, version {version}, of {time} do not hold."
            )
        if said:
            made.add(said.format(**words), 0, form.made_at)
    session.expunge_all()
    return made


def _form_fault(session: Session, form: Document) -> str:
    """Return what is wrong with the bytes that are kept of a form, as a sentence to fill in."""
    if hashlib.sha256(form.pdf).hexdigest() != form.pdf_digest:
        return tr("The form {number}, version {version}, of {time} is not the one that was kept.")
    content = form.snapshot.encode("utf-8", "surrogatepass")
    if hashlib.sha256(content).hexdigest() != form.snapshot_digest:
        return tr("What the form {number}, version {version}, of {time} was made from is changed.")
    made_from, _why = snapshot_reading.read(content)
    named = None if made_from is None else made_from.audit
    if named is not None and named.hash != checking.hash_of(session.connection(), named.line):
        return tr("The audit is not the one that the form {number}, version {version}, of {time} "
                  "names: lines were written anew.")  # fmt: skip
    for scan in session.scalars(select(Scan).where(Scan.document_id == form.id)):
        if hashlib.sha256(scan.content).hexdigest() != scan.digest:
            return tr("The scan of the form {number}, version {version}, of {time} is changed.")
    return ""


def _is_well_signed(session: Session, form: Document, roots: tuple[bytes, ...]) -> bool:
    """Return whether a form holds as its signers left it; who was trusted is their page's word."""
    from reviewdesk.documents import verify

    signed = select(func.count(Signature.id)).where(Signature.document_id == form.id)
    if not session.scalars(signed).one():  # to be signed by pen, or by nobody yet
        return True
    try:
        report = verify.verify(form.pdf, roots)
    except UserError:
        return False
    return all(one.intact for one in report.signatures) and not any(
        one.is_grave for one in report.findings
    )


def _remarks(session: Session) -> Iterator[Finding]:
    said = {
        "clock": tr("The computer's clock was set back before line {line}, to {time}."),
        "restored": tr("Before line {line}, on {time}, {actor} put back a backup."),
        "mended": tr("Before line {line}, on {time}, the desk's file was mended."),
    }
    of_kind = select(AuditLine.kind, func.count(AuditLine.id)).group_by(AuditLine.kind)
    counts: dict[str, int] = dict(session.execute(of_kind).all())
    for kind, sentence in said.items():
        if kind not in counts:
            continue
        query = select(AuditLine).where(AuditLine.kind == kind).order_by(AuditLine.id.desc())
        for line in session.scalars(query.limit(_REMARKED)):
            words = {"line": f"{line.id:,}", "time": time_words(line.at), "actor": line.actor}
            yield Finding(sentence.format(**words), line.id, line.at)
        if (earlier := counts[kind] - _REMARKED) > 0:
            yield Finding(
                tr_n("This happened {n} time before.", "This happened {n} times before.", earlier)
            )
    if "found" not in counts:
        return
    found = select(AuditLine.at, func.count(AuditLine.id), func.min(AuditLine.id)).where(
        AuditLine.kind == "found"
    )
    for at, count, first in session.execute(found.group_by(AuditLine.at).order_by(AuditLine.at)):
        yield Finding(
            tr_n(
                "{n} record was taken into the audit as it stood, when the program was renewed "
                "or the desk mended.",
                "{n} records were taken into the audit as they stood, when the program was "
                "renewed or the desk mended.",
                count,
            ),
            first,
            at,
        )
