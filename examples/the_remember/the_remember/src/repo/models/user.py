"""People who learn words."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  Mapped[datetime] is read at run time
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, String, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base

if TYPE_CHECKING:
    from .folder import Folder
    from .term import Term


class User(Base):
    """A person, known by an e-mail address."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role IN ('learner', 'teacher')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(10), server_default="learner")
    created_at: Mapped[datetime] = mapped_column(server_default=func.current_timestamp())

    terms: Mapped[list[Term]] = relationship(back_populates="user", cascade="all, delete-orphan")
    folders: Mapped[list[Folder]] = relationship(
        back_populates="user", cascade="all, delete-orphan"
    )
