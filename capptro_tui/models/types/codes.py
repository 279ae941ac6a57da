"""International codes: currencies, countries, locales. Their lists are loaded when a code is checked."""

from __future__ import annotations

from typing import Any

from capptro_tui.models.types import amounts, locales
from capptro_tui.models.types.base import InvalidValue, Reading
from capptro_tui.models.types.text import Text


class Currency(Text):
    """The three letters of a currency, `GBP`. One with a default cannot be emptied."""

    name = "currency"
    word = "CURRENCY"
    example = "GBP"
    sorts_naturally = False
    backfills_default = True
    is_unit = True
    in_every_list_row = True

    def _parse(self, value: Any, reading: Reading) -> Any:
        text = self.as_text(value).strip().upper()
        if not amounts.is_currency(text):
            raise InvalidValue("must be the three letters of a currency, such as GBP, EUR or USD.")
        return text

    def _parse_blank(self, text: str, reading: Reading) -> Any:
        return self.empty if reading.default is None else self._parse(text.strip(), reading)


class Country(Text):
    """The two letters of a country, `GB`."""

    name = "country"
    word = "COUNTRY"
    word_hint = "its two letters, such as GB"
    example = "GB"
    sorts_naturally = False

    def _parse(self, value: Any, reading: Reading) -> Any:
        from phonenumbers import SUPPORTED_REGIONS

        text = self.as_text(value).strip().upper()
        if text not in SUPPORTED_REGIONS:
            raise InvalidValue("must be the two letters of a country, such as GB, IE or DE.")
        return text


class Locale(Text):
    """A language and a country, `en_GB`. An emptied one with a default gets its default."""

    name = "locale"
    word = "LOCALE"
    word_hint = "such as en_GB"
    example = "en_GB"
    sorts_naturally = False
    backfills_default = True

    def _parse(self, value: Any, reading: Reading) -> Any:
        language, _, country = self.as_text(value).strip().replace("-", "_").partition("_")
        code = f"{language.lower()}_{country.upper()}" if country else locales.locale_of(language)
        if not locales.is_locale(code) or (not country and locales.country_of(code) != language.upper()):
            raise InvalidValue("must be a language and a country, such as en_GB, de_DE or en_US.")
        return code

    def _parse_blank(self, text: str, reading: Reading) -> Any:
        return self.empty if reading.default is None else self._parse(reading.default, reading)
