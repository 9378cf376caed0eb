"""add modules

Revision ID: ab12
Revises: 9b3c
Create Date: 2026-03-30 12:00:00

"""

import sqlalchemy as sa
from alembic import op

revision = "ab12"
down_revision = "9b3c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "modules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["folder_id"], ["folders.id"], name=op.f("fk_modules_folder_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modules")),
    )
    op.create_table(
        "module_terms",
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["module_id"],
            ["modules.id"],
            name=op.f("fk_module_terms_module_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_module_terms_term_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("module_id", "term_id", name=op.f("pk_module_terms")),
    )
    op.create_index(op.f("ix_module_terms_term_id"), "module_terms", ["term_id"], unique=False)


def downgrade() -> None:
    op.drop_table("module_terms")
    op.drop_table("modules")
