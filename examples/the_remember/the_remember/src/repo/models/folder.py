"""Folders, in which a user keeps modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base

if TYPE_CHECKING:
    from .module import Module
    from .user import User


class Folder(Base):
    """A folder; a user's folders have different titles."""

    __tablename__ = "folders"
    __table_args__ = (UniqueConstraint("user_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(100))

    user: Mapped[User] = relationship(back_populates="folders")
    modules: Mapped[list[Module]] = relationship(
        back_populates="folder", cascade="all, delete-orphan"
    )
