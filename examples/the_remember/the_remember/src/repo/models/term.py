"""The words that somebody learns."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  Mapped[datetime] is read at run time
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base

if TYPE_CHECKING:
    from .module import Module
    from .sentence import Sentence
    from .user import User


class Term(Base):
    """A word with its translation, and how well its user knows it (0 to 5)."""

    __tablename__ = "terms"
    __table_args__ = (
        UniqueConstraint("user_id", "word"),
        CheckConstraint("level BETWEEN 0 AND 5", name="level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    word: Mapped[str] = mapped_column(String(100), index=True)
    translation: Mapped[str] = mapped_column(String(200))
    level: Mapped[int] = mapped_column(server_default=text("0"))
    due_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="terms")
    sentences: Mapped[list[Sentence]] = relationship(
        back_populates="term", cascade="all, delete-orphan"
    )
    modules: Mapped[list[Module]] = relationship(secondary="module_terms", back_populates="terms")
