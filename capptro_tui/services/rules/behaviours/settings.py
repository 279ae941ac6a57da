"""Rules of the settings: the default customer is active, and a folder is named from the top."""

from __future__ import annotations

from pathlib import Path

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.records.customer import ACTIVE, Customer
from capptro_tui.services.rules.behaviours.base import Behaviour
from capptro_tui.services.rules.writing import Writing


class SettingsBehaviour(Behaviour):
    """Rules of the settings."""

    triggers = frozenset({"default_customer_id", "second_backup_folder"})

    def check(self, writing: Writing) -> None:
        """Raise Invalid if the default customer is not active, or a folder is not an absolute path."""
        if (folder := writing.whole["second_backup_folder"]) and not Path(folder).expanduser().is_absolute():
            message = "Second backup folder: name it from the top, such as /media/usb."
            raise Invalid([FieldError("second_backup_folder", message)])
        if (customer_id := writing.whole["default_customer_id"]) is not None:
            customer = writing.transaction.get(Customer, customer_id)
            if customer.status != ACTIVE:
                raise Invalid([FieldError("default_customer_id", f"Default customer: {customer.name} is not active.")])
