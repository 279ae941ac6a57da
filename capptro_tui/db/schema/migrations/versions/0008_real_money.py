"""Locale; credit notes, refunds and due days; four decimals of quantities and unit prices, three of tax rates.

Stored figures change their unit, so every before and after of them in the journal changes too: an undo afterwards
restores the right amounts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from alembic import op

from capptro_tui.db.schema.migrations.rebuild import replace_in_table

revision = "0008"
down_revision = "0007"

_BLOCK = 5_000
"""Number of journal entries that are read at a time."""
_TIMES_TEN = ("quantity", "tax_rate")


def upgrade() -> None:
    connection = op.get_bind()
    for table, column in (
        ("order", "kind TEXT DEFAULT 'order' NOT NULL"),
        ("order", "due TEXT"),
        ("payment", "kind TEXT DEFAULT 'payment' NOT NULL"),
        ("settings", "locale TEXT DEFAULT 'en_GB' NOT NULL"),
    ):
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ADD COLUMN {column}')
    _name_locale()
    currencies = _currencies()
    decimals = _decimals(currencies)
    _rescale_journal(currencies, decimals)
    replace_in_table(
        "settings",
        {"CHECK (tax_rate BETWEEN 0 AND 10000)": "CHECK (tax_rate BETWEEN 0 AND 100000)"},
        {"tax_rate": "tax_rate * 10"},
    )
    scales = " ".join(f"WHEN '{code}' THEN {10 ** (4 - places)}" for code, places in decimals.items())
    replace_in_table(
        "order_line",
        {
            "quantity INTEGER DEFAULT 1000 NOT NULL": "quantity INTEGER DEFAULT 10000 NOT NULL",
            "CHECK (quantity BETWEEN 1 AND 1000000000)": "CHECK (quantity BETWEEN 1 AND 10000000000)",
            "CHECK (tax_rate BETWEEN 0 AND 10000)": "CHECK (tax_rate BETWEEN 0 AND 100000)",
            ", \n\tCONSTRAINT ck_order_line_unit_price_range CHECK (unit_price >= 0)": "",
        },
        {
            "quantity": "quantity * 10",
            "tax_rate": "tax_rate * 10",
            "unit_price": f"unit_price * (CASE currency {scales} ELSE 100 END)" if scales else "unit_price",
        },
    )


def _name_locale() -> None:
    """Set the locale to the most spoken official language of the business's country, if there is one."""
    from babel.languages import get_official_languages
    from babel.localedata import exists

    connection = op.get_bind()
    for (region,) in connection.exec_driver_sql("SELECT region FROM settings").fetchall():
        codes = (f"{language}_{region}" for language in get_official_languages(region, de_facto=True))
        if code := next((code for code in codes if exists(code)), ""):
            connection.exec_driver_sql("UPDATE settings SET locale = ? WHERE region = ?", (code, region))


def _decimals(currencies: dict[int, str]) -> dict[str, int]:
    """Return the decimals of every currency in use. Unit prices had those of their currency."""
    from babel.numbers import get_currency_precision

    codes = {code for code in currencies.values() if code}
    return {code: int(get_currency_precision(code)) for code in sorted(codes)}


def _currencies() -> dict[int, str]:
    """Return the currency of every order line, existing or removed, by its id."""
    connection = op.get_bind()
    found = {
        change["row_id"]: code
        for change in _changes("order_line")
        for code in change["delta"].get("currency", ())
        if code
    }
    return found | dict(connection.exec_driver_sql("SELECT id, currency FROM order_line").fetchall())


def _changes(record: str) -> Iterator[dict[str, Any]]:
    """Yield the journal's changes of a record type: `id`, `row_id`, and `delta`, column to [before, after]."""
    connection, last = op.get_bind(), 0
    query = "SELECT id, row_id, delta FROM change WHERE record = ? AND id > ? ORDER BY id LIMIT ?"
    while rows := connection.exec_driver_sql(query, (record, last, _BLOCK)).fetchall():
        for row in rows:
            yield {"id": row[0], "row_id": row[1], "delta": json.loads(row[2])}
        last = rows[-1][0]


def _rescale_journal(currencies: dict[int, str], decimals: dict[str, int]) -> None:
    """Convert every before and after of a figure to its new unit."""
    for change in _changes("order_line"):
        scale = 10 ** (4 - decimals.get(currencies.get(change["row_id"], ""), 2))
        _write(change, {**dict.fromkeys(_TIMES_TEN, 10), "unit_price": scale})
    for change in _changes("settings"):
        _write(change, {"tax_rate": 10})


def _write(change: dict[str, Any], scales: dict[str, int]) -> None:
    delta = change["delta"]
    if not scales.keys() & delta.keys():
        return
    for name in scales.keys() & delta.keys():
        delta[name] = [None if value is None else value * scales[name] for value in delta[name]]
    text = json.dumps(delta, ensure_ascii=False)
    op.get_bind().exec_driver_sql("UPDATE change SET delta = ? WHERE id = ?", (text, change["id"]))
