"""What the application does with its words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from .models import Folder, Module, Sentence, Term, User

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

PAUSES = (0, 1, 3, 7, 14, 30)
"""Days until a word of level 0 to 5 comes again."""


async def add_user(session: AsyncSession, email: str, name: str) -> User:
    """Add a learner."""
    user = User(email=email, name=name)
    session.add(user)
    await session.flush()
    return user


async def add_module(
    session: AsyncSession, user: User, title: str, words: Mapping[str, str]
) -> Module:
    """Add a module with new terms, in the user's folder `Words`, which is made if it is missing."""
    query = select(Folder).where(Folder.user_id == user.id, Folder.title == "Words")
    folder = await session.scalar(query) or Folder(user_id=user.id, title="Words")
    terms = [Term(user_id=user.id, word=word, translation=text) for word, text in words.items()]
    module = Module(folder=folder, title=title, terms=terms)
    session.add(module)
    await session.flush()
    return module


async def add_sentence(session: AsyncSession, term: Term, text: str) -> None:
    """Add an example sentence."""
    session.add(Sentence(term_id=term.id, text=text))
    await session.flush()


async def find_due(session: AsyncSession, user: User, now: datetime) -> Sequence[Term]:
    """Return the terms to repeat now, with their sentences, by their words."""
    query = (
        select(Term)
        .where(Term.user_id == user.id, or_(Term.due_at.is_(None), Term.due_at <= now))
        .options(selectinload(Term.sentences))
        .order_by(Term.word)
    )
    return (await session.scalars(query)).all()


def record_answer(term: Term, now: datetime, *, right: bool) -> None:
    """Move a term a level up after a right answer, or back to the start."""
    level = min((term.level or 0) + 1, len(PAUSES) - 1) if right else 0
    term.level, term.due_at = level, now + timedelta(days=PAUSES[level])
