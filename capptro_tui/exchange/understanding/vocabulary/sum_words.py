"""Words for the sums of an order, and for its tax: as an amount or as a rate."""

from __future__ import annotations

NET, TAX, TOTAL = "net", "tax", "total"
SUMS = (NET, TAX, TOTAL)
"""The sums of an order, as its fields and those of its lines are called."""

SUM_WORDS = {
    NET: "net|net amount|net total|total net|subtotal|sub total|amount before tax|total before tax|total excl tax|"
    "total excl vat|total ex vat|total ex tax|untaxed amount|taxable amount|netto|nettobetrag|netto betrag|"
    "zwischensumme|gesamt netto|montant ht|total ht|base imponible|imponibile|exclusief btw|totaal excl btw",
    TAX: "tax|taxes|tax amount|tax total|total tax|total taxes|tax 1 amount|sales tax|vat|vat amount|vat total|"
    "total vat|gst|gst amount|total gst|steuer|steuerbetrag|mwst|mwst betrag|mehrwertsteuer|ust|ust betrag|"
    "umsatzsteuer|tva|montant tva|total tva|iva|importe iva|importo iva|btw|btw bedrag",
    TOTAL: "total|grand total|order total|order total amount|invoice total|invoice amount|total amount|total incl tax|"
    "total incl vat|total inc vat|amount due|gross|gross amount|gross total|brutto|bruttobetrag|gesamt|gesamtbetrag|"
    "gesamt brutto|rechnungsbetrag|montant ttc|total ttc|totale|totaal|totaal incl btw|amount|summe|betrag|montant|"
    "importe|bedrag",
}
"""Sum to the headers of it, the surest first."""

LINE_WORDS = frozenset(("amount", "summe", "betrag", "montant", "importe", "bedrag"))
"""Headers of a total that in a table with prices is that of a line."""

_RATE_HEADERS = (
    "tax rate|tax percent|tax percentage|tax code|tax type|item tax code|vat rate|vat code|vat percent|gst rate|"
    "steuersatz|mwst satz|ust satz|taux tva|taux de tva|tipo iva|aliquota iva|btw tarief|btw percentage"
)
RATE_HEADERS = frozenset(_RATE_HEADERS.split("|"))
"""Headers of a rate of tax."""

_NO_TAX = (
    "exempt|tax exempt|vat exempt|exempt from vat|zero|zero rated|zero rate|nil|none|no|no tax|no vat|not taxable|"
    "non taxable|outside scope|outside the scope|out of scope|steuerfrei|keine|exonere|exempte|exento|esente|"
    "vrijgesteld"
)
NO_TAX = frozenset(_NO_TAX.split("|"))
"""Texts that say that there is no tax."""
