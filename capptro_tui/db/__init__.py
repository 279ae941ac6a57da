"""The database: the only package that uses SQLite, SQLAlchemy and SQLModel."""
