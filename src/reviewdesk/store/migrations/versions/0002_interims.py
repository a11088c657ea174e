"""Interim assessments, and the day a plan is in force."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables; plans agreed before count from the first day of their review."""
    op.create_table(
        "interim",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ratings", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_interim_review_id_review")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["person.id"], name=op.f("fk_interim_supervisor_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interim")),
    )
    with op.batch_alter_table("interim", schema=None) as batch_op:
        batch_op.create_index("ix_interim_review_id", ["review_id"], unique=False)
        batch_op.create_index(
            "ix_interim_supervisor_id_state", ["supervisor_id", "state"], unique=False
        )

    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("plans_from_start", sa.Boolean(), nullable=False, server_default="1")
        )

    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan_since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("not_rated", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE review SET plan_since = starts WHERE state != 'plan'")
