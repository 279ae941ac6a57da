"""Alembic's entry: runs the migrations on the connection that `db.migrate` prepared."""

from alembic import context

from capptro_tui.db.schema.orm import new_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=new_metadata(),
    render_as_batch=True,
    transactional_ddl=True,  # the caller has opened the transaction and ends it
)
context.run_migrations()
