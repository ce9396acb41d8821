"""When each piece of the worker's upkeep last succeeded.

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-29

"""
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema: the former version leaves the new table alone."""
    op.create_table(
        "upkeep_jobs",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("succeeded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_upkeep_jobs"),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("upkeep_jobs")
