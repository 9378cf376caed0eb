"""Modules: what is learnt in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base

if TYPE_CHECKING:
    from .folder import Folder
    from .term import Term

module_terms = Table(
    "module_terms",
    Base.metadata,
    Column("module_id", ForeignKey("modules.id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("terms.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""Which terms are in which modules."""


class Module(Base):
    """A set of terms in a folder."""

    __tablename__ = "modules"

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("folders.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(100))

    folder: Mapped[Folder] = relationship(back_populates="modules")
    terms: Mapped[list[Term]] = relationship(secondary=module_terms, back_populates="modules")
