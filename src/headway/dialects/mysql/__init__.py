"""MySQL and MariaDB, through PyMySQL, asyncmy and the other drivers of SQLAlchemy."""

from __future__ import annotations

from headway.dialects import generic
from headway.dialects.dialect import Dialect
from headway.dialects.mysql.failure import explain
from headway.dialects.mysql.version_column import version_column_length, widen_version_column

__all__ = ["DIALECT"]

DIALECT = Dialect(
    name="mysql",
    transactional_ddl=False,
    keeps_failed_ddl=True,  # the manual: "Statements That Cause an Implicit Commit"
    atomic=generic.unguarded,
    foreign_keys_off=generic.foreign_keys_off,
    batch=generic.batch,
    uses_batch=generic.never,
    uses_driver=generic.never,
    in_transaction=generic.unknown,
    version_column_length=version_column_length,
    widen_version_column=widen_version_column,
    explain=explain,
)
