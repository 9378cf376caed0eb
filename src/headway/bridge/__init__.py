"""The bridge to Alembic: the only package that imports it.

It runs unmodified env.py files, gives them Headway's contexts, and lets `execution` drive
`alembic.op`. Nothing here decides what is migrated: `history` and `plan` do.
"""
