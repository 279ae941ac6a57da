"""User: a person who works at this desk. The operating system's user is the first."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from capptro_tui.models.field import Match, field
from capptro_tui.models.record import Record
from capptro_tui.models.types import Multiline, Real, Text


class User(
    Record,
    name="user",
    label="User",
    plural="Users",
    letter="U",
    title=("full_name",),
    has_list=True,
    rank=150,
    located=(("lat", "lng"),),
):
    """A person who uses the program.

    Stamps and batches name users by the login at that time, so a login belongs to one user for good, even after it is
    changed.
    """

    login: str = field(
        "Login", Text(limit=64), required=True, column=2, width=16, match=Match.WORDS, unique=True,
        hint="as this computer calls them",
    )  # fmt: skip
    full_name: str = field("Full name", required=True, column=1, width=24, grow=1, match=Match.WORDS)
    lat: float | None = field("Latitude", Real(low=-90, high=90), hint="where they start from")
    lng: float | None = field("Longitude", Real(low=-180, high=180), hint="where they start from")
    former_logins: str = field("Former logins", Multiline(limit=10_000), default="", computed_by_rule=True, form=False)


def fold_login(login: str) -> str:
    """Return a login in the form in which logins are compared: without case, width and surrounding spaces."""
    return unicodedata.normalize("NFKC", login).casefold().strip()


def logins(row: Mapping[str, Any]) -> list[str]:
    """Return the login of a user and the former ones, the last one first."""
    return [str(row["login"]), *str(row["former_logins"] or "").splitlines()]


def free_login(login: str, taken: set[str]) -> str:
    """Return a login, or a similar free one, `ann-2`, if its folded form is in `taken`."""
    count, found = 1, login
    while fold_login(found) in taken:
        count += 1
        found = f"{login[:58].rstrip()}-{count}"
    return found
