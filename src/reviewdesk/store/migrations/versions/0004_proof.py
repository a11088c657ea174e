"""The proof of a paper copy, kept with the form that it is of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables; forms closed before have no proof, and it cannot be made afterwards."""
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proof", sa.LargeBinary(), nullable=True))
