"""Running a plan on a connection: steps, failures, durations."""

from headway.execution.apply import Migrator, apply

__all__ = ["Migrator", "apply"]
