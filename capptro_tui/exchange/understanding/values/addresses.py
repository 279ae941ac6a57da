"""Addresses in one text or in lines without names: split into street, city, state, postcode and country where it can.

What cannot be split stays the street, so that nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.exchange.understanding.vocabulary.words import COUNTRIES, OTHER_STATES, UK_COUNTIES, US_STATES
from capptro_tui.text.legal_forms import STREET_WORDS
from capptro_tui.text.patterns import pattern

_ABBREVIATED = "|".join(sorted(US_STATES | OTHER_STATES))
_CITY_STATE_CODE = pattern(
    rf"(?:(?P<city>[^\d,][^,]*?),?\s+)?(?P<state>{_ABBREVIATED}),?\s+"
    r"(?P<postcode>\d{4,5}(?:-\d{4})?|[A-Z]\d[A-Z]\s?\d[A-Z]\d)"
)
_CODE_CITY = pattern(
    r"(?P<postcode>(?:[A-Z]{1,2}-)?\d{4,5}|\d{3} \d{2}|\d{2}-\d{3}|\d{4} ?[A-Z]{2})\s+(?P<city>[^\d,]{2,60})"
)
_UK_CODE = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}"
_CITY_CODE = pattern(rf"(?:(?P<city>[^\d,]{{2,60}}?),?\s+)?(?P<postcode>{_UK_CODE})")
_GAP = pattern(r"\s{2,}|\t+")
_FEWEST_LINES = 2
_LONGEST = 1000
"""Characters of the longest address that is split."""


@cache
def _regions() -> dict[str, str]:
    return {name: region for region, names in COUNTRIES.items() for name in names.split("|")}


def region_named(country: str) -> str:
    """Return the region of a country's name or code; "" if it is not known."""
    return _regions().get(fold_words(country).strip(), "")


def lines_of(text: str) -> list[str]:
    """Return the lines of an address in one text: by its line breaks, else by gaps, else by commas."""
    for parts in (text.split("\n"), _GAP.split(text.strip()), text.split(",")):
        lines = [part.strip().rstrip(",") for part in parts if part.strip(" ,")]
        if len(lines) >= _FEWEST_LINES:
            return lines
    return [text.strip()]


def split_address(lines: Sequence[str], names: Iterable[str] = ()) -> dict[str, str]:
    """Split the lines of an address.

    Args:
        lines: its lines; a single one is split as a text.
        names: names of the customer; a line above the street that repeats one is left out.

    Returns:
        `street`, and `city`, `state`, `postcode`, `country` as far as they were found.
    """
    kept = [line.strip() for line in lines if line.strip()]
    if sum(map(len, kept)) > _LONGEST:
        return {"street": ", ".join(kept)}
    known = {fold_words(name).strip() for name in names if name}
    while len(kept) > 1 and fold_words(kept[0]) in known:
        kept = kept[1:]
    if len(kept) == 1 and fold_words(kept[0]) not in known:
        kept = lines_of(kept[0])
    country = kept.pop() if len(kept) >= _FEWEST_LINES and region_named(kept[-1]) else ""
    found, street = _split_place(kept)
    if not found:
        street = kept
        if len(kept) >= _FEWEST_LINES + 1 and country:
            found, street = {"city": kept[-1]}, kept[:-1]
    result = {"street": ", ".join(street), **found}
    if country:
        result["country"] = country
    return {part: text for part, text in result.items() if text}


def _split_place(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """Return the parts of the line with the postcode, and the lines above it."""
    for place in range(len(lines) - 1, max(-1, len(lines) - 3), -1):
        for form in (_CITY_STATE_CODE, _CODE_CITY, _CITY_CODE):
            # "Trenton, NJ 08699" may have been split at its comma.
            found = form.fullmatch(lines[place])
            if found and not (form is _CODE_CITY and (place == 0 or _is_street(found["city"]))):
                parts = {name: text for name, text in found.groupdict().items() if text}
                above = lines[:place]
                if "city" not in parts and len(above) > 1 and fold_words(above[-1]) in UK_COUNTIES:
                    parts["state"] = above.pop()
                if "city" not in parts and above and not any(map(str.isdigit, above[-1])):
                    parts["city"] = above.pop()
                below = lines[place + 1 :]
                if below:
                    parts.setdefault("state", ", ".join(below))
                return parts, above
    return {}, lines


def _is_street(text: str) -> bool:
    """Whether a text after a number ends as streets do: `1234 Main Street` is no postcode with a city."""
    last = fold_words(text).split()[-1].strip(".")
    return last in STREET_WORDS or last in STREET_WORDS.values() or last.endswith(("strasse", "str", "straat", "weg"))
