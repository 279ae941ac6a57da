"""Rules of public forms: they ask for fields of customers, and send to an address of the web or a mailbox."""

from __future__ import annotations

import re

from capptro_tui.errors import FieldError, Invalid
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.public_form import PublicForm, read_asked
from capptro_tui.models.types import InvalidValue
from capptro_tui.services.rules.behaviours.base import Behaviour
from capptro_tui.services.rules.writing import Writing
from capptro_tui.text.patterns import pattern
from capptro_tui.web.addresses import origin

_WEB = pattern(r"https?://[^\s\"'<>]+", re.IGNORECASE)
_MAILBOX = pattern(r"mailto:[^\s\"'<>?&]+@[^\s\"'<>?&]+", re.IGNORECASE)
_LANGUAGE = pattern(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def may_send_to(address: str) -> bool:
    """Return whether a page may send to an address: it is one of the web, or a mailbox."""
    return bool(_MAILBOX.fullmatch(address) or (_WEB.fullmatch(address) and origin(address)))


class PublicFormBehaviour(Behaviour):
    """Rules of public forms."""

    triggers = frozenset({"asks_for", "sends_to", "language"})

    def check(self, writing: Writing) -> None:
        """Raise Invalid if the fields, the address or the language of a form cannot be read."""
        whole, problems = writing.whole, []
        try:
            read_asked(whole["asks_for"], writing.transaction.schema.own(Customer))
        except InvalidValue as unfit:
            problems.append(FieldError("asks_for", f"{PublicForm.fields['asks_for'].label}: it {unfit}"))
        if whole["sends_to"] and not may_send_to(whole["sends_to"]):
            text = "Sends to: name an address such as https://www.example.com/forms/E-1 or mailto:you@example.com."
            problems.append(FieldError("sends_to", text))
        if not _LANGUAGE.fullmatch(whole["language"]):
            problems.append(FieldError("language", "Language: name it by its letters, such as en, de or de-AT."))
        if problems:
            raise Invalid(problems)
