"""A lesson of three words: `python -m the_remember`, after `headway upgrade head`."""

from __future__ import annotations

import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import async_sessionmaker

from .src.repo import words
from .src.repo.session import make_engine

NOW = datetime(2026, 3, 1, 12)  # noqa: DTZ001  the lesson's own clock: every run prints the same


async def main() -> None:
    """Add a learner and three words, answer one of them, print what is left to repeat."""
    engine = make_engine()
    async with async_sessionmaker(engine, expire_on_commit=False).begin() as session:
        user = await words.add_user(session, "anna@example.org", "Anna")
        lesson = {"apple": "яблоко", "bridge": "мост", "cloud": "облако"}
        module = await words.add_module(session, user, "First words", lesson)
        await words.add_sentence(session, module.terms[1], "The bridge is open.")
        words.record_answer(module.terms[0], NOW, right=True)
        due = await words.find_due(session, user, NOW)
        print("to repeat:", *(term.word for term in due))
        print("examples: ", *(one.text for term in due for one in term.sentences))
    await engine.dispose()


asyncio.run(main())
