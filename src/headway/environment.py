"""What an env.py of Headway's layout calls; it works under `headway` and under `alembic`."""

from __future__ import annotations

from headway.bridge.environment import run

__all__ = ["run"]
