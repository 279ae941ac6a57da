"""Alembic's entry: runs the migrations on the connection that `db.migrate` prepared."""

from alembic import context

from capptro_tui.db.schema.orm import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,  # the caller has opened the transaction and ends it
)
context.run_migrations()
