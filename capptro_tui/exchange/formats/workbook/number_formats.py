"""Numbers of a spreadsheet as it shows them, where the format makes of a number a date or an identifier.

Amounts and measures stay plain numbers, with all their digits: formats that round, group or add a currency are not
applied. (ECMA-376 part 1, 18.8.30 and 18.8.31)
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from capptro_tui.text.patterns import pattern

_BUILT_IN: Final = {
    **dict.fromkeys((9, 10), "0%"),
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35), "h:mm"),
    22: "yyyy-mm-dd h:mm",
    **dict.fromkeys((45, 46, 47), "[h]:mm:ss"),
}
"""Formats that are known by their number. All others below 164 show a plain number."""

_LITERAL = pattern(r'"[^"]*"|\\.|_.|\*.')
_BRACKET = pattern(r"\[[^\]]*\]")
_CONDITION = pattern(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_MASK = pattern(r'(?:"[^"]*"|\\.|[-0#?() +/:])+')
_MASK_TOKEN = pattern(r'"([^"]*)"|\\(.)|(.)')
_LAST_SERIAL: Final = 2_958_465
"""Serial of 9999-12-31."""


def built_in(number: int) -> str:
    """Return the format code of a number of a built-in format; "" for one that shows a plain number."""
    return _BUILT_IN.get(number, "")


def shown(text: str, code: str, *, is_1904: bool = False) -> str:
    """Return a number as people see it.

    Args:
        text: the number as it is stored.
        code: its format; "" for none.
        is_1904: whether days are counted from 1904, as old programs for the Mac do.

    Returns:
        An ISO date or time where the format is one; digits in groups where the format has a place for each; else the
        plain number. A text that is no number is returned as it is.
    """
    if not code and len(text) < 15 and text.isascii() and text.isdigit() and text[0] != "0":
        return text  # most numbers are such
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return text
    parts = _parts(code)
    if parts:
        return _moment(number, parts, is_1904) or plain(number)
    section = _section(code, number)
    if section.rstrip().endswith("%"):
        return f"{plain(number * 100)}%"
    return _masked(number, section) or plain(number)


def plain(number: Decimal) -> str:
    """Return a number without an exponent. A spreadsheet keeps fifteen digits; those behind them are noise."""
    if number == number.to_integral_value():
        return str(int(number))
    return f"{Decimal(f'{float(number):.15g}'):f}"


@lru_cache(maxsize=1024)
def _parts(code: str) -> str:
    """Return the parts of a moment that a format shows: "date", "time", "both"; "" if it is of a number."""
    section = _LITERAL.sub("", code.partition(";")[0]).lower()
    elapsed = any(unit in section for unit in ("[h", "[m", "[s"))
    letters = set(_BRACKET.sub("", section).replace("general", "").replace("am/pm", "h").replace("a/p", "h"))
    has_time = elapsed or bool(letters & set("hs"))
    has_date = bool(letters & set("yd")) or ("m" in letters and not has_time)
    if has_date:
        return "both" if has_time else "date"
    return ("elapsed" if elapsed else "time") if has_time else ""


def _moment(number: Decimal, parts: str, is_1904: bool) -> str:
    """Return a moment in ISO form; "" for a number that is none."""
    if not 0 <= number <= _LAST_SERIAL + 1:
        return ""
    seconds = round(number * 86_400)
    days, rest = divmod(seconds, 86_400)
    minutes, second = divmod(rest, 60)
    hour, minute = divmod(minutes, 60)
    if parts == "elapsed":
        return f"{days * 24 + hour}:{minute:02}" + (f":{second:02}" if second else "")
    clock = f"{hour:02}:{minute:02}" + (f":{second:02}" if second else "")
    if parts == "time":
        return clock if not days else ""
    day = _day(days, is_1904)
    return f"{day} {clock}" if day and parts == "both" else day


def _day(serial: int, is_1904: bool) -> str:
    """Return the day of a serial, "" if it has none. 60 is the 29th of February 1900, which Excel invented."""
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 31 if serial < 60 else 30)
    if (serial in (0, 60) and not is_1904) or serial > _LAST_SERIAL:
        return ""
    try:
        return (start + timedelta(days=serial)).date().isoformat()
    except OverflowError:
        return ""


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[str, ...]:
    sections = [""]
    for token in _MASK_TOKEN.finditer(code):
        if token[3] == ";":
            sections.append("")
        else:
            sections[-1] += token[0]
    return tuple(sections)


def _section(code: str, number: Decimal) -> str:
    """Return the section of a format for a number: by its condition, else by its sign."""
    sections = _sections(code)
    for section in sections:
        if found := _CONDITION.search(section):
            if _holds(number, found[1], Decimal(found[2])):
                return _BRACKET.sub("", section)
        elif "[" in code and _CONDITION.search(code):
            return _BRACKET.sub("", section)
    if number < 0 and len(sections) > 1:
        return ""  # shown without its sign, or in brackets: the plain number says more
    return _BRACKET.sub("", sections[0])


def _holds(number: Decimal, operator: str, limit: Decimal) -> bool:
    return {
        "<=": number <= limit,
        ">=": number >= limit,
        "<": number < limit,
        ">": number > limit,
        "=": number == limit,
        "<>": number != limit,
    }[operator]


def _masked(number: Decimal, section: str) -> str:
    """Return the digits of a number in the places of a format such as `00000 000000` or `(###) ###-####`.

    Returns:
        "" if the format is no such mask, or the number no whole one.
    """
    if number < 0 or number != number.to_integral_value() or not _MASK.fullmatch(section):
        return ""
    tokens = [(found[3] or "", found[1] or found[2] or "") for found in _MASK_TOKEN.finditer(section)]
    places = sum(1 for place, _ in tokens if place and place in "0#?")
    if places < 2 or (places == len(tokens) and "0" not in section):
        return ""
    digits = list(str(int(number)))
    shown_: list[str] = []
    for place, literal in reversed(tokens):
        if not place or place not in "0#?":
            shown_.append(literal or place)
            continue
        places -= 1
        if not places:
            shown_.append("".join(digits) or ("0" if place == "0" else ""))
            digits = []
        else:
            shown_.append(digits.pop() if digits else "0" if place == "0" else "")
    return "".join(reversed(shown_)).strip()
