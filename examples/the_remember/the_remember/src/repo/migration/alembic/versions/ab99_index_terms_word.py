"""index terms.word

Revision ID: ab99
Revises: ab12
Create Date: 2026-04-06 12:00:00

"""

import sqlalchemy as sa
from alembic import op

revision = "ab99"
down_revision = "ab12"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_terms_word"), "terms", ["word"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_terms_word"), table_name="terms")
