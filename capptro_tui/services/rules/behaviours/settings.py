"""Rules of the settings: the default customer is active, and folders are named from the top."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.records.customer import ACTIVE, Customer
from capptro_tui.models.system.settings import Settings
from capptro_tui.services.rules.behaviours.base import Behaviour
from capptro_tui.services.rules.writing import Writing

_FOLDERS = {"second_backup_folder": "/media/usb", "inbox_folder": "/srv/inbox"}
"""Fields with folders, each with an example."""


class SettingsBehaviour(Behaviour):
    """Rules of the settings."""

    triggers = frozenset({"default_customer_id", *_FOLDERS})

    def check(self, writing: Writing) -> None:
        """Raise Invalid if the default customer is not active, or a folder is not an absolute path."""
        for name, example in _FOLDERS.items():
            folder = writing.whole[name]
            if folder and not Path(folder).expanduser().is_absolute():
                label = Settings.fields[name].label
                raise Invalid([FieldError(name, f"{label}: name it from the top, such as {example}.")])
        if (customer_id := writing.whole["default_customer_id"]) is not None:
            customer = writing.transaction.get(Customer, customer_id)
            if customer.status != ACTIVE:
                raise Invalid([FieldError("default_customer_id", f"Default customer: {customer.name} is not active.")])
