"""The letterhead of an office."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables; offices of before have nothing on their papers."""
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.add_column(sa.Column("logo", sa.LargeBinary(), nullable=True))
        for name in ("letter_lines", "footer", "classification"):
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
