"""add folders

Revision ID: 44f0
Revises: 44e3
Create Date: 2026-03-16 12:00:00

"""

import sqlalchemy as sa
from alembic import op

revision = "44f0"
down_revision = "44e3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "folders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_folders_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_folders")),
        sa.UniqueConstraint("user_id", "title", name=op.f("uq_folders_user_id_title")),
    )


def downgrade() -> None:
    op.drop_table("folders")
