"""Contact details: email addresses, phone numbers, web addresses."""

from __future__ import annotations

import re
from typing import Any

from capptro_tui.models.types.base import InvalidValue, Reading
from capptro_tui.models.types.text import Text
from capptro_tui.text import emails, phone_shape
from capptro_tui.text.patterns import pattern

_URL = pattern(r"(https?://)?[^\s/?#@:]+\.[^\s/?#@:]{2,}(:\d{1,5})?([/?#]\S*)?", re.IGNORECASE)


class Email(Text):
    """An email address, or several."""

    name = "email"
    keyboard = "email"
    word = "EMAIL"
    example = "office@acme.example"
    sorts_naturally = False
    comes_in_lists = True
    explains_input = True
    is_self_explanatory = True

    def _parse(self, value: Any, reading: Reading) -> Any:
        text = self.as_text(value).strip()
        try:
            emails.addresses(text)
        except ValueError:
            raise InvalidValue("is not an email address. It should look like name@example.com.") from None
        return text

    def oddness(self, value: Any) -> str:
        return emails.oddness(value) if isinstance(value, str) and value else ""

    def without_remarks(self, value: Any) -> Any:
        """Return the addresses alone."""
        try:
            return ", ".join(emails.addresses(value)) if value else value
        except ValueError:  # kept from before there were rules
            return value


class Phone(Text):
    """A phone number, stored as it was typed."""

    name = "phone"
    keyboard = "tel"
    word = "PHONE"
    example = '"01632 960111"'
    sorts_naturally = False
    comes_in_lists = True
    explains_input = True
    is_self_explanatory = True

    def _parse(self, value: Any, reading: Reading) -> Any:
        text = self.as_text(value).strip()
        if not phone_shape.is_phone(text):
            raise InvalidValue("is not a phone number: digits, spaces and + ( ) - . / only, at least three digits.")
        return text

    def oddness(self, value: Any) -> str:
        return phone_shape.oddness(value) if isinstance(value, str) and value else ""


class Url(Text):
    """A web address, with or without its scheme."""

    name = "url"
    keyboard = "url"
    word = "ADDRESS"
    word_hint = "such as www.acme.example"
    example = "www.acme.example"
    sorts_naturally = False
    comes_in_lists = True

    def _parse(self, value: Any, reading: Reading) -> Any:
        text = self.as_text(value).strip()
        if not _URL.fullmatch(text):
            raise InvalidValue("is not a web address. It should look like www.example.com.")
        return text
