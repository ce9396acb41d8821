"""The audit journal; what finds sign-ups and mails by their address; the networks that an account was opened from.

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-23

"""
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema: the former version leaves the new columns empty and the new table alone."""
    op.create_table(
        "audit_events",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.String(length=80), nullable=False),
        sa.Column("former_digest", sa.LargeBinary(), nullable=False),
        sa.Column("own_digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_events"),
    )
    op.create_index("ix_audit_events_at", "audit_events", ["at"])
    op.add_column("accounts", sa.Column("known_networks", sa.Text(), nullable=True))
    op.add_column("drafts", sa.Column("email_index", sa.LargeBinary(), nullable=True))
    op.create_index("ix_drafts_email_index", "drafts", ["email_index"])
    op.add_column("mails", sa.Column("email_index", sa.LargeBinary(), nullable=True))
    op.create_index("ix_mails_email_index", "mails", ["email_index"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index("ix_mails_email_index", table_name="mails")
    op.drop_column("mails", "email_index")
    op.drop_index("ix_drafts_email_index", table_name="drafts")
    op.drop_column("drafts", "email_index")
    op.drop_column("accounts", "known_networks")
    op.drop_table("audit_events")
