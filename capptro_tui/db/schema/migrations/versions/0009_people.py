"""Contacts who have left. Users in the search; logins that are unique in any case.

Where two users have the same login but for the case, the older one keeps it and the other gets one with a number,
`ann-2`. The old spelling stays among that user's former logins, so that batches of each are shown under the right name.
The journal is changed too: otherwise an undo would bring the old login back.
"""

import json
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute('ALTER TABLE contact ADD COLUMN "left" BOOLEAN DEFAULT 0 NOT NULL')
    op.execute('CREATE INDEX ix_contact_list_left ON contact ("left", id) WHERE trashed IS NULL')
    for name in ("former_logins", "search_text", "related_text"):
        op.execute(f"ALTER TABLE user ADD COLUMN {name} TEXT DEFAULT '' NOT NULL")
    _tell_logins_apart(op.get_bind())
    op.execute("CREATE UNIQUE INDEX ux_user_login ON user (login COLLATE NOCASE)")
    op.execute("CREATE INDEX ix_user_list_id ON user (id) WHERE trashed IS NULL")
    for name in ("login", "full_name"):
        op.execute(f"CREATE INDEX ix_user_list_{name} ON user ({name} COLLATE NOCASE, id) WHERE trashed IS NULL")


def _tell_logins_apart(connection: sa.Connection) -> None:
    users = connection.execute(sa.text("SELECT id, login FROM user ORDER BY id")).all()
    all_taken, seen = {_folded(login) for _, login in users}, set()
    for row_id, login in users:
        if _folded(login) in seen:
            count = 2
            while _folded(made := f"{login[:58].rstrip()}-{count}") in all_taken:
                count += 1
            all_taken.add(_folded(made))
            renamed = sa.text("UPDATE user SET login = :login, former_logins = :former WHERE id = :id")
            connection.execute(renamed, {"id": row_id, "login": made, "former": login})
            _translate_journal(connection, row_id, login, made)
        seen.add(_folded(login))


def _translate_journal(connection: sa.Connection, row_id: int, login: str, made: str) -> None:
    query = sa.text("SELECT id, deed, delta FROM change WHERE record = 'user' AND row_id = :row_id")
    for change_id, deed, text in connection.execute(query, {"row_id": row_id}).all():
        delta = json.loads(text)
        if "login" in delta:
            delta["login"] = [made if side == login else side for side in delta["login"]]
        if deed == "create":
            delta["former_logins"] = [None, login]
        values = {"id": change_id, "delta": json.dumps(delta, ensure_ascii=False)}
        connection.execute(sa.text("UPDATE change SET delta = :delta WHERE id = :id"), values)


def _folded(login: str) -> str:
    return unicodedata.normalize("NFKC", login).casefold().strip()
