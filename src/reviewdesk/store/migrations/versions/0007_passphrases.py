"""Since when an account unlocks the desk, so that it stands in the audit who could."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; older desks were locked by nobody."""
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("passphrase_since", sa.DateTime(), nullable=True))
