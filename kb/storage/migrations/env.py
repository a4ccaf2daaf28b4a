"""Alembic's entry: runs on the connection that ``kb.storage.database`` passes."""

from alembic import context

from kb.storage.database import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
