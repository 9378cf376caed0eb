"""add sentences

Revision ID: 9b3c
Revises: 44f0
Create Date: 2026-03-23 12:00:00

"""

import sqlalchemy as sa
from alembic import op

revision = "9b3c"
down_revision = "44f0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sentences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_sentences_term_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sentences")),
    )
    op.create_index(op.f("ix_sentences_term_id"), "sentences", ["term_id"], unique=False)


def downgrade() -> None:
    op.drop_table("sentences")
