"""SQLite, through pysqlite, aiosqlite and what is compatible with them."""

from __future__ import annotations

from headway.dialects.dialect import Dialect
from headway.dialects.sqlite import driver
from headway.dialects.sqlite.batch import batch
from headway.dialects.sqlite.failure import explain
from headway.dialects.sqlite.foreign_key import foreign_keys_off
from headway.dialects.sqlite.source import uses_batch, uses_driver
from headway.dialects.sqlite.transaction import atomic
from headway.dialects.sqlite.version_column import version_column_length, widen_version_column

__all__ = ["DIALECT"]

DIALECT = Dialect(
    name="sqlite",
    transactional_ddl=True,
    keeps_failed_ddl=False,
    atomic=atomic,
    foreign_keys_off=foreign_keys_off,
    batch=batch,
    uses_batch=uses_batch,
    uses_driver=uses_driver,
    in_transaction=driver.in_transaction,
    version_column_length=version_column_length,
    widen_version_column=widen_version_column,
    explain=explain,
    reads_source=True,
)
