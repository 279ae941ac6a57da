"""Rules of users: a login belongs to one user, and a changed login still names the same user."""

from __future__ import annotations

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.record import number
from capptro_tui.models.system.user import User, fold_login, logins
from capptro_tui.services.rules.behaviours.base import Behaviour
from capptro_tui.services.rules.link_rules import values_of
from capptro_tui.services.rules.writing import Writing


class UserBehaviour(Behaviour):
    """Rules of users."""

    triggers = frozenset({"login"})

    def check(self, writing: Writing) -> None:
        """Keep a user's former login when it changes. Raises Invalid if the new one is or was another user's."""
        login = str(writing.values["login"]).strip()
        own = logins(writing.stored) if writing.row_id is not None else []
        for other in writing.transaction.find(User):
            row = values_of(User, other)
            others = [row["login"]] if login in own else logins(row)
            if other.id != writing.row_id and fold_login(login) in map(fold_login, others):
                is_now = fold_login(row["login"]) == fold_login(login)
                where = " in the trash" if row["trashed"] is not None else ""
                who = f"{row['full_name']} ({number(User, other.id)}){where}"
                text = f"Login: “{login}” {'is' if is_now else 'was'} the login of {who}. Choose another."
                raise Invalid([FieldError("login", text)])
        writing.values["login"] = login
        writing.values["former_logins"] = "\n".join(one for one in dict.fromkeys(own) if one != login)
