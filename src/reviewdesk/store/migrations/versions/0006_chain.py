"""The audit lines chained by hash and protected, salts of private values, signed checkpoints."""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0002"
branch_labels = None
depends_on = None

_COLUMNS = "id, at, actor, person_id, kind, subject, record_id, before, after"
_BATCH = 1000


def upgrade() -> None:
    """Change the tables and chain the lines that are there, in their order."""
    op.add_column("audit_line", sa.Column("person_id", sa.Uuid(), nullable=True))
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
            content = json.dumps(
                [place, *row[1:7], _digest(row[7]), _digest(row[8])],
                ensure_ascii=False,
                separators=(",", ":"),
                default=repr,
            )
            former = hashlib.sha256(f"{former}\n{content}".encode("utf-8", "replace")).hexdigest()
            chained.append((place, former, last))
        connection.exec_driver_sql("UPDATE audit_line SET id = ?, hash = ? WHERE id = ?", chained)


def _digest(text: object) -> str:
    return hashlib.sha256(str(text).encode("utf-8", "replace")).hexdigest()
