"""What each kind of field accepts, and how its values read."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from capptro_tui.models.field import TEXTUAL, Field, Kind
from capptro_tui.models.types import amounts, locales
from capptro_tui.models.types.moment_texts import day_text, moment_text, stamp_text, told_moment
from capptro_tui.models.types.moments import parse_day, parse_moment
from capptro_tui.text import emails, phone_shape
from capptro_tui.text.patterns import pattern

_URL = pattern(r"(https?://)?[^\s/?#@:]+\.[^\s/?#@:]{2,}(:\d{1,5})?([/?#]\S*)?", re.IGNORECASE)
_LINE_BREAKS = pattern("[\n\r\v\f\x85\u2028\u2029]")
_YES = {"yes", "y", "true", "1", "on"}
_NO = {"no", "n", "false", "0", "off", ""}


class Unfit(ValueError):
    """A value that its field cannot hold; the text is a sentence for people."""


def parse(
    field: Field,
    value: Any,
    *,
    now: datetime,
    locale: str,
    row: Mapping[str, Any] | None = None,
) -> Any:
    """The value to store for what was typed or sent.

    Args:
        field: What it is for.
        value: Text as it was typed, or a value of JSON. A number of JSON is in units: `5` is 5.00.
        now: Local wall time, from which "tomorrow" counts.
        locale: Whose signs and order of day and month the text is read with.
        row: What the record's other fields hold: the moment from which "+90" counts, the currency of an amount.

    Raises:
        ValueError: With a sentence for people.
    """
    if value is None:
        return _blank(field, "")
    if isinstance(value, str):
        _storable(field, value)
        if not value.strip():
            return _blank(field, value)
    if field.kind is Kind.MOMENT:
        return parse_moment(_text(field, value), now, (row or {}).get(field.after), locale, back=field.looks_back)
    if field.kind is Kind.DAY:
        return parse_day(_text(field, value), now, locale, back=field.looks_back)
    if field.kind in (Kind.MONEY, Kind.DECIMAL):
        return _scaled(field, value, row or {}, locale)
    return _PARSERS[field.kind](field, value)


def _storable(field: Field, text: str) -> None:
    if any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise Unfit(f"{field.full_label} holds half a character, which cannot be stored. Type it again.")
    if len(text) > field.limit:
        raise Unfit(f"{field.full_label} is too long: {len(text):,} characters, at most {field.limit:,} fit.")
    if field.kind is not Kind.LONG and _LINE_BREAKS.search(text):
        raise Unfit(f"{field.full_label} must be on one line.")


def _blank(field: Field, text: str) -> Any:
    if field.kind is Kind.YES_NO:
        return False
    if field.kind is Kind.CHOICE and field.default is not None:
        raise Unfit(f"{field.full_label} must be one of: {_labels(field)}.")
    if field.kind in (Kind.CURRENCY, Kind.LOCALE) and field.default is not None:
        return _PARSERS[field.kind](field, field.default if field.kind is Kind.LOCALE else "")
    return text if field.kind is Kind.LONG else field.empty


def _text(field: Field, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = str(value)
        _storable(field, text)
        return text
    raise Unfit(f"{field.full_label} must be text.")


def _email(field: Field, value: Any) -> str:
    text = _text(field, value).strip()
    try:
        emails.addresses(text)
    except ValueError:
        raise Unfit(f"{field.full_label} is not an email address. It should look like name@example.com.") from None
    return text


def _phone(field: Field, value: Any) -> str:
    text = _text(field, value).strip()
    if not phone_shape.is_phone(text):
        raise Unfit(
            f"{field.full_label} is not a phone number: digits, spaces and + ( ) - . / only, at least three digits."
        )
    return text


def _url(field: Field, value: Any) -> str:
    text = _text(field, value).strip()
    if not _URL.fullmatch(text):
        raise Unfit(f"{field.full_label} is not a web address. It should look like www.example.com.")
    return text


def _country(field: Field, value: Any) -> str:
    from phonenumbers import SUPPORTED_REGIONS

    text = _text(field, value).strip().upper()
    if text not in SUPPORTED_REGIONS:
        raise Unfit(f"{field.full_label} must be the two letters of a country, such as GB, IE or DE.")
    return text


def _locale(field: Field, value: Any) -> str:
    language, _, country = _text(field, value).strip().replace("-", "_").partition("_")
    code = f"{language.lower()}_{country.upper()}" if country else locales.locale_of(language)
    if not locales.is_locale(code) or (not country and locales.country_of(code) != language.upper()):
        raise Unfit(f"{field.full_label} must be a language and a country, such as en_GB, de_DE or en_US.")
    return code


def _labels(field: Field) -> str:
    return ", ".join(choice.label for choice in field.choices)


def _choice(field: Field, value: Any) -> str:
    wanted = _text(field, value).strip().casefold()
    for choice in field.choices:
        if wanted in (choice.value.casefold(), choice.label.casefold()):
            return choice.value
    raise Unfit(f"{field.full_label} must be one of: {_labels(field)}.")


def _yes_no(field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unfit(f"{field.full_label} must be yes or no.")


def _real(field: Field, value: Any) -> float:
    try:
        if isinstance(value, bool):
            raise TypeError
        text = str(value).strip()
        number = float(text.replace(",", ".") if "." not in text else text)
        if "_" in text:
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise Unfit(f"{field.full_label} must be a number.") from None
    if not math.isfinite(number):
        raise Unfit(f"{field.full_label} must be a number.")
    if field.low is not None and field.high is not None and not field.low <= number <= field.high:
        raise Unfit(f"{field.full_label} must be between {field.low:g} and {field.high:g}.")
    return number


def places(field: Field, row: Mapping[str, Any]) -> int:
    """How many decimals a MONEY or DECIMAL field has in a row: its own, else those of the row's currency."""
    return field.decimals or amounts.decimals(str(row.get("currency") or ""))


def _scaled(field: Field, value: Any, row: Mapping[str, Any], locale: str) -> int:
    """A number with decimals as a whole number of its last place."""
    decimals = places(field, row)
    found = _units(field, value, decimals) if not isinstance(value, str) else _typed(field, value, row, locale)
    if abs(found) > amounts.LARGEST:
        raise Unfit(f"{field.full_label} is too large.")
    if field.low is not None and found < field.low:
        least = "more than nothing" if field.low > 0 else "nothing or more"
        raise Unfit(f"{field.full_label} must be {least}.")
    if field.high is not None and found > field.high:
        most = amounts.written(int(field.high), decimals, locale)
        raise Unfit(f"{field.full_label} must be {most} at most.")
    return found


def _typed(field: Field, text: str, row: Mapping[str, Any], locale: str) -> int:
    """The number that a text says."""
    currency = str(row.get("currency") or "") if field.kind is Kind.MONEY else ""
    decimals = places(field, row)
    try:
        return amounts.parse(text, decimals, locale, currency)
    except amounts.NotANumber as not_read:
        some = f"at most {decimals} decimals" if decimals else "no decimals"
        example = amounts.written(1250 * 10**decimals, decimals, locale)
        meant = f" Did you mean {not_read.suggestion}?" if not_read.suggestion else ""
        unit = f" in {currency}" if currency else ""
        raise Unfit(f"{field.full_label} must be a number{unit} such as {example}, {some}.{meant}") from None


def _units(field: Field, value: Any, decimals: int) -> int:
    """A number of JSON, in units, as a whole number of the last place."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit(f"{field.full_label} must be a number, or a text such as {amounts.plain(1250, decimals)}.")
    exact = Decimal(str(value)).scaleb(decimals) if math.isfinite(value) else None
    if exact is None or exact != exact.to_integral_value():
        raise Unfit(f"{field.full_label} must have {f'at most {decimals}' if decimals else 'no'} decimals.")
    return int(exact)


def _currency(field: Field, value: Any) -> str:
    text = _text(field, value).strip().upper()
    if not amounts.is_currency(text):
        raise Unfit(f"{field.full_label} must be the three letters of a currency, such as GBP, EUR or USD.")
    return text


def _whole(field: Field, value: Any) -> int:
    try:
        if isinstance(value, bool):
            raise TypeError
        text = str(value).strip()
        number = int(text)
        if "_" in text:
            raise ValueError
    except (TypeError, ValueError):
        raise Unfit(f"{field.full_label} must be a whole number.") from None
    if abs(number) >= 2**63:
        raise Unfit(f"{field.full_label} is too large.")
    if field.low is not None and field.high is not None and not field.low <= number <= field.high:
        raise Unfit(f"{field.full_label} must be between {field.low:,g} and {field.high:,g}.")
    return number


def _values(field: Field, value: Any) -> str:
    try:
        found = json.loads(value) if isinstance(value, str) else value
        text = json.dumps(found, ensure_ascii=False, sort_keys=True)
    except (TypeError, ValueError, RecursionError):
        found, text = None, ""
    if not isinstance(found, dict):
        raise Unfit(f"{field.full_label} must be a set of names and values.")
    _storable(field, text)
    return text


_PARSERS: dict[Kind, Callable[[Field, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG: _text,
    Kind.PICK: _text,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.URL: _url,
    Kind.CHOICE: _choice,
    Kind.COUNTRY: _country,
    Kind.LOCALE: _locale,
    Kind.CURRENCY: _currency,
    Kind.YES_NO: _yes_no,
    Kind.REAL: _real,
    Kind.WHOLE: _whole,
    Kind.SIZE: _whole,
    Kind.LINK: _whole,
    Kind.STAMP: _text,
    Kind.VALUES: _values,
}


def oddness(field: Field, value: Any) -> str:
    """What is unusual about a value that can be stored, as a sentence with its field; "" if nothing is."""
    told = {Kind.PHONE: phone_shape.oddness, Kind.EMAIL: emails.oddness}.get(field.kind)
    said = told(value) if told and isinstance(value, str) and value else ""
    return f"{field.full_label}: {said}" if said else ""


def understood(
    field: Field, text: str, *, now: datetime, locale: str, row: Mapping[str, Any] | None = None
) -> tuple[str, str]:
    """What is made of a typed text: (how it is understood, what is unusual about it), each "" where nothing is to say.

    The arguments are those of `parse`. What cannot be read says nothing: it is refused when it is saved.
    """
    if field.kind not in UNDERSTOOD or not text.strip():
        return "", ""
    try:
        value = parse(field, text, now=now, locale=locale, row=row)
    except ValueError:
        return "", ""
    if field.kind in (Kind.DAY, Kind.MOMENT):
        return told_moment(value, now.date(), locale), ""
    if field.kind in (Kind.MONEY, Kind.DECIMAL):
        shown = display(field, value, row)
        return ("" if shown == text.strip() else shown), ""
    return "", oddness(field, value)


def retyped(field: Field, text: str, before: str, *, now: datetime, row: Mapping[str, Any] | None = None) -> str:
    """A text typed in one locale as it says the same in the one shown now; as it is where it does that already.

    Args:
        field: What it is for.
        text: What was typed.
        before: The locale in which it was typed.
        now: Local wall time.
        row: What the record's other fields hold.
    """
    if field.kind not in READ_BY_LOCALE or not text.strip():
        return text
    try:
        value = parse(field, text, now=now, locale=before, row=row)
    except ValueError:
        return text
    with suppress(ValueError):
        if parse(field, text, now=now, locale=locales.shown_in(), row=row) == value:
            return text
    return editable(field, value, row)


READ_BY_LOCALE = frozenset({Kind.DAY, Kind.MOMENT, Kind.MONEY, Kind.DECIMAL})
"""Kinds whose text is read with the signs and names of a locale."""

UNDERSTOOD = READ_BY_LOCALE | {Kind.PHONE, Kind.EMAIL}
"""Kinds of which it is shown beside the field how a text is understood."""


def display(field: Field, value: Any, row: Mapping[str, Any] | None = None) -> str:
    """A stored value as people read it, without its mark. A LINK reads as its id: only a read knows its title.

    `row` has what the record's other fields hold: the currency of an amount.
    """
    if value is None or value == "":
        return ""
    if field.kind is Kind.MONEY:
        return amounts.money(value, str((row or {}).get("currency") or ""), field.decimals)
    if field.kind is Kind.DECIMAL:
        return amounts.short(value, field.decimals)
    if field.kind is Kind.SIZE:
        from rich.filesize import decimal

        return decimal(int(value))
    if field.kind is Kind.CHOICE:
        return field.choice(value).label
    if field.kind is Kind.VALUES and (found := read_values(value)):
        return ", ".join(f"{name}: {_value_text(each)}" for name, each in found.items())
    if field.kind is Kind.YES_NO:
        return "yes" if value else "no"
    if (shown := _MOMENT_TEXTS.get(field.kind)) is not None:
        return shown(str(value))
    return str(value)


_MOMENT_TEXTS = {Kind.DAY: day_text, Kind.MOMENT: moment_text, Kind.STAMP: stamp_text}
"""How a stored day or moment is shown, by its kind."""


def read_values(text: Any) -> dict[str, Any]:
    """What a VALUES field holds, by name; nothing where it holds no such set."""
    try:
        found = json.loads(text or "{}")
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def changed_values(before: Any, after: Any) -> list[tuple[str, str, str]]:
    """(name, before, after) of each value that two contents of a VALUES field do not share."""
    old, new = read_values(before), read_values(after)
    names = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    return [(name, _value_text(old.get(name)), _value_text(new.get(name))) for name in names]


def _value_text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def editable(field: Field, value: Any, row: Mapping[str, Any] | None = None) -> str:
    """A stored value as text that `parse` reads back to the same value."""
    if field.kind in TEXTUAL:
        return str(value or "")
    if field.kind is Kind.MONEY and value is not None:
        least = amounts.decimals(str((row or {}).get("currency") or ""))
        return amounts.written(value, places(field, row or {}), locales.shown_in(), least)
    return display(field, value)


def stamp(moment: datetime) -> str:
    """A moment as it is stored: UTC, ISO 8601 with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
