"""Sentences that show a word at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base

if TYPE_CHECKING:
    from .term import Term


class Sentence(Base):
    """An example sentence of one term."""

    __tablename__ = "sentences"

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)

    term: Mapped[Term] = relationship(back_populates="sentences")
