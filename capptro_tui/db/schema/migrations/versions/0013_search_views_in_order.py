"""Make the views of the search indexes anew: a rebuild reads them in the order of the ids."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Change no table. The program makes the views after each migration."""
