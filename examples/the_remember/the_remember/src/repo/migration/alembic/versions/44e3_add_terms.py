"""add terms

Revision ID: 44e3
Revises: 1a2b
Create Date: 2026-03-09 12:00:00

"""

import sqlalchemy as sa
from alembic import op

revision = "44e3"
down_revision = "1a2b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=100), nullable=False),
        sa.Column("translation", sa.String(length=200), nullable=False),
        sa.Column("level", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("level BETWEEN 0 AND 5", name=op.f("ck_terms_level")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_terms_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("user_id", "word", name=op.f("uq_terms_user_id_word")),
    )


def downgrade() -> None:
    op.drop_table("terms")
