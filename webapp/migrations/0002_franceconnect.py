"""FranceConnect: links to accounts, a second journey, accounts without a password.

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-23

"""
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "franceconnect_links",
        sa.Column("sub_index", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_franceconnect_links_account_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sub_index", name="pk_franceconnect_links"),
    )
    op.create_index("ix_franceconnect_links_account_id", "franceconnect_links", ["account_id"])
    op.add_column("drafts", sa.Column("journey", sa.String(length=20), server_default="local", nullable=False))
    with op.batch_alter_table("accounts") as accounts:
        accounts.alter_column("password_hash", existing_type=sa.Text(), nullable=True)


def downgrade() -> None:
    """Downgrade schema: accounts without a password go, since the former version cannot open them."""
    # SQLite's foreign keys do nothing during a migration.
    op.execute(
        "UPDATE drafts SET account_id = NULL WHERE account_id IN (SELECT id FROM accounts WHERE password_hash IS NULL)"
    )
    op.execute("DELETE FROM accounts WHERE password_hash IS NULL")
    with op.batch_alter_table("accounts") as accounts:
        accounts.alter_column("password_hash", existing_type=sa.Text(), nullable=False)
    op.drop_column("drafts", "journey")
    op.drop_table("franceconnect_links")
