"""The audit lines chained and protected, salts, signed checkpoints; how long what is kept."""

from __future__ import annotations

import hashlib
import json
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COLUMNS = "id, at, actor, person_id, kind, subject, record_id, before, after"
_BATCH = 1000


def upgrade() -> None:
    """Change the tables and chain the lines that are there, in their order."""
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

    _retention()


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
