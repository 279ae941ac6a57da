"""The database: the only place that speaks SQLite, SQLAlchemy and SQLModel."""
