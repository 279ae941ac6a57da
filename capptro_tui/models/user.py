"""User: who works at this desk. The operating system's user is the first."""

from __future__ import annotations

from capptro_tui.models.field import Kind, field
from capptro_tui.models.record import Record


class User(Record, name="user", label="User", plural="Users", letter="U", title=("full_name",)):
    """A person who uses the program."""

    login: str = field("Login", required=True, column=2, width=16, limit=64)
    full_name: str = field("Full name", required=True, column=1, width=24, grow=1)
    lat: float | None = field("Latitude", kind=Kind.REAL, low=-90, high=90, hint="where they start from")
    lng: float | None = field("Longitude", kind=Kind.REAL, low=-180, high=180, hint="where they start from")
