"""Connects the migrations to The Remember's database and models."""

import asyncio
import os
from logging.config import fileConfig

from alembic import context
from sqlalchemy import Connection, NullPool
from sqlalchemy.ext.asyncio import async_engine_from_config

from the_remember.src.repo.models import Base

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name)
if "THE_REMEMBER_URL" in os.environ:
    url = os.environ["THE_REMEMBER_URL"].replace("%", "%%")
    config.set_main_option("sqlalchemy.url", url)


def migrate_offline() -> None:
    """Write the SQL; no database is asked."""
    context.configure(
        url=config.get_main_option("sqlalchemy.url"),
        target_metadata=Base.metadata,
        literal_binds=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def migrate(connection: Connection) -> None:
    """Run the migrations, each in a transaction of its own."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_online() -> None:
    """Connect with the application's asynchronous driver."""
    settings = config.get_section(config.config_ini_section, {})
    engine = async_engine_from_config(settings, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


if context.is_offline_mode():
    migrate_offline()
else:
    asyncio.run(migrate_online())
