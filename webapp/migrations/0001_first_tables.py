"""The first tables: accounts, unfinished sign-ups, sessions, mails, spent challenges, counters.

Revision ID: 0001
Revises: 
Create Date: 2026-11-23 07:51:44.170652

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = '0001'
down_revision: Union[str, Sequence[str], None] = None
branch_labels: Union[str, Sequence[str], None] = ('default',)
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table('accounts',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('nir_index', sa.LargeBinary(), nullable=False),
    sa.Column('email_index', sa.LargeBinary(), nullable=False),
    sa.Column('profile', sa.LargeBinary(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('terms_version', sa.String(length=20), nullable=False),
    sa.Column('terms_accepted_at', sa.DateTime(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('nir_index', name=op.f('uq_accounts_nir_index'))
    )
    op.create_index(op.f('ix_accounts_email_index'), 'accounts', ['email_index'], unique=False)
    op.create_table('counters',
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('hits', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_counters'))
    )
    op.create_index(op.f('ix_counters_expires_at'), 'counters', ['expires_at'], unique=False)
    op.create_table('mails',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('template', sa.String(length=40), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('claimed_until', sa.DateTime(), nullable=True),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.Column('reply_code', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mails'))
    )
    op.create_index('mails_due', 'mails', ['state', 'next_attempt_at'], unique=False)
    op.create_table('sessions',
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('account_id', sa.String(length=32), nullable=True),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sessions'))
    )
    op.create_index(op.f('ix_sessions_account_id'), 'sessions', ['account_id'], unique=False)
    op.create_index(op.f('ix_sessions_expires_at'), 'sessions', ['expires_at'], unique=False)
    op.create_table('spent_challenges',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spent_challenges'))
    )
    op.create_index(op.f('ix_spent_challenges_expires_at'), 'spent_challenges', ['expires_at'], unique=False)
    op.create_table('drafts',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('session_id', sa.LargeBinary(), nullable=False),
    sa.Column('challenge_id', sa.String(length=32), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('answers', sa.LargeBinary(), nullable=True),
    sa.Column('password_hash', sa.Text(), nullable=True),
    sa.Column('password_context', sa.LargeBinary(), nullable=True),
    sa.Column('code_digest', sa.LargeBinary(), nullable=True),
    sa.Column('code_issued_at', sa.DateTime(), nullable=True),
    sa.Column('code_used_at', sa.DateTime(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('entries', sa.Text(), nullable=False),
    sa.Column('sends', sa.Integer(), nullable=False),
    sa.Column('mail_id', sa.String(length=32), nullable=True),
    sa.Column('account_id', sa.String(length=32), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_drafts_account_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drafts')),
    sa.UniqueConstraint('challenge_id', name=op.f('uq_drafts_challenge_id'))
    )
    op.create_index(op.f('ix_drafts_updated_at'), 'drafts', ['updated_at'], unique=False)


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index(op.f('ix_drafts_updated_at'), table_name='drafts')
    op.drop_table('drafts')
    op.drop_index(op.f('ix_spent_challenges_expires_at'), table_name='spent_challenges')
    op.drop_table('spent_challenges')
    op.drop_index(op.f('ix_sessions_expires_at'), table_name='sessions')
    op.drop_index(op.f('ix_sessions_account_id'), table_name='sessions')
    op.drop_table('sessions')
    op.drop_index('mails_due', table_name='mails')
    op.drop_table('mails')
    op.drop_index(op.f('ix_counters_expires_at'), table_name='counters')
    op.drop_table('counters')
    op.drop_index(op.f('ix_accounts_email_index'), table_name='accounts')
    op.drop_table('accounts')
