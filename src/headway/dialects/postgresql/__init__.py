"""PostgreSQL, through psycopg, asyncpg and the other drivers of SQLAlchemy."""

from __future__ import annotations

from headway.dialects import generic
from headway.dialects.dialect import Dialect
from headway.dialects.postgresql.failure import explain
from headway.dialects.postgresql.transaction import in_transaction
from headway.dialects.postgresql.version_column import version_column_length, widen_version_column

__all__ = ["DIALECT"]

DIALECT = Dialect(
    name="postgresql",
    transactional_ddl=True,
    keeps_failed_ddl=False,
    atomic=generic.unguarded,
    foreign_keys_off=generic.foreign_keys_off,
    batch=generic.batch,
    uses_batch=generic.never,
    uses_driver=generic.never,
    in_transaction=in_transaction,
    version_column_length=version_column_length,
    widen_version_column=widen_version_column,
    explain=explain,
)
