"""What signatures, papers and an audit that can be proven need: all that came in one version.

Trusted authorities, where keys come from, revocations, and scans of what was signed by pen;
the proof of a paper copy; the letterhead of an office; the audit lines chained and protected,
salts, signed checkpoints; how long what is kept; since when an account unlocks the desk.
"""

from __future__ import annotations

import hashlib
import json
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_COLUMNS = "id, at, actor, person_id, kind, subject, record_id, before, after"
_BATCH = 1000


def upgrade() -> None:
    """Change the tables, in the order in which they need each other."""
    _trust()
    _proof()
    _letterhead()
    _audit()
    _retention()
    _passphrases()


def _trust() -> None:
    """Every key so far was made on its desk and is not revoked."""
    op.create_table(
        "trusted_authority",
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_authority")),
    )
    op.create_table(
        "scan",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("attached_at", sa.DateTime(), nullable=False),
        sa.Column("attached_by", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_scan_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_scan_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
    )
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.create_index("ix_scan_document_id", ["document_id"], unique=False)
        batch_op.create_index("ix_scan_digest", ["digest"], unique=False)

    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("source", sa.String(length=40), nullable=False, server_default="desk")
        )
        batch_op.add_column(sa.Column("card", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("chain", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("revoked_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("revoked_reason", sa.String(length=40), nullable=True))


def _proof() -> None:
    """Forms closed before have no proof, and it cannot be made afterwards."""
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proof", sa.LargeBinary(), nullable=True))


def _letterhead() -> None:
    """Offices of before have nothing on their papers."""
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.add_column(sa.Column("logo", sa.LargeBinary(), nullable=True))
        for name in ("letter_lines", "footer", "classification"):
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))


def _audit() -> None:
    """Chain the lines that are there, in their order."""
    op.add_column("audit_line", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.add_column("audit_line", sa.Column("salt", sa.Text(), nullable=False, server_default=""))
    op.add_column("audit_line", sa.Column("hash", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "salt",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_salt")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_checkpoint_certificate_id_certificate"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint")),
    )
    _chain()
    op.execute(
        "CREATE TRIGGER audit_line_no_update BEFORE UPDATE ON audit_line "
        "WHEN NEW.id IS NOT OLD.id OR NEW.at IS NOT OLD.at OR NEW.actor IS NOT OLD.actor "
        "OR NEW.person_id IS NOT OLD.person_id OR NEW.kind IS NOT OLD.kind "
        "OR NEW.subject IS NOT OLD.subject OR NEW.record_id IS NOT OLD.record_id "
        "OR NEW.hash IS NOT OLD.hash OR NEW.salt != '' "
        "OR NEW.before NOT GLOB 'erased:*' OR NEW.after NOT GLOB 'erased:*' "
        "BEGIN SELECT RAISE(ABORT, 'audit lines are never changed'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_line_no_delete BEFORE DELETE ON audit_line "
        "BEGIN SELECT RAISE(ABORT, 'audit lines are never removed'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_line_in_order BEFORE INSERT ON audit_line "
        "WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM audit_line) "
        "BEGIN SELECT RAISE(ABORT, 'audit lines are numbered without a gap'); END"
    )


def _retention() -> None:
    """Add rules, holds and destructions; nothing has a time until the office gives it one."""
    op.create_table(
        "retention_rule",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
        sa.UniqueConstraint("kind", name=op.f("uq_retention_rule_kind")),
    )
    op.create_table(
        "legal_hold",
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=False),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_table(
        "destruction",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction")),
    )


def _passphrases() -> None:
    """Older desks were locked by nobody."""
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("passphrase_since", sa.DateTime(), nullable=True))


def _chain() -> None:
    """Number and chain the lines; as ``store/chain.py`` did when this was written."""
    connection = op.get_bind()
    former, place, last = "0" * 64, 0, 0
    while True:
        rows = connection.exec_driver_sql(
            f"SELECT {_COLUMNS} FROM audit_line WHERE id > ? ORDER BY id LIMIT ?",  # noqa: S608 - a constant
            (last, _BATCH),
        ).all()
        if not rows:
            return
        chained = []
        for row in rows:
            place, last = place + 1, row[0]
            salt = secrets.token_hex(8)
            content = json.dumps(
                [place, *row[1:7], _digest(salt, row[7]), _digest(salt, row[8])],
                ensure_ascii=False,
                separators=(",", ":"),
                default=repr,
            )
            former = hashlib.sha256(f"{former}\n{content}".encode("utf-8", "replace")).hexdigest()
            chained.append((place, former, salt, last))
        connection.exec_driver_sql(
            "UPDATE audit_line SET id = ?, hash = ?, salt = ? WHERE id = ?", chained
        )


def _digest(salt: str, text: object) -> str:
    return hashlib.sha256(f"{salt}\n{text}".encode("utf-8", "replace")).hexdigest()
