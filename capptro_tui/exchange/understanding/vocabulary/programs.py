"""Headers that other programs write for themselves: they are left out of exports of these programs, and kept elsewhere.

A header stands as `read_header` gives its shape: words in small letters, `#` for a number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_BETWEEN = "|"


def _headers(text: str) -> frozenset[str]:
    return frozenset(text.split(_BETWEEN))


@dataclass(frozen=True, slots=True)
class Program:
    """A layout that a program writes.

    Attributes:
        signs: headers that a table of this layout has, all of them.
        own: headers whose columns say something about the program, and nothing about the customer.
    """

    signs: frozenset[str]
    own: frozenset[str]


PROGRAMS = {
    name: Program(_headers(signs), _headers(own))
    for name, signs, own in (
        ("EspoCRM", "assigned user name|created at", "created at"),
        ("Google, until 2024", "given name|group membership",
         "yomi name|given name yomi|additional name yomi|family name yomi|gender|directory server|sensitivity|"
         "priority|photo|e mail # type|organization # yomi name"),
        ("Google", "file as|labels", "phonetic first name|phonetic middle name|phonetic last name|photo"),
        ("Outlook", "business street|e mail type",
         "directory server|e mail type|e mail display name|e mail # type|e mail # display name|gender|"
         "internet free busy|priority|private|sensitivity"),
        ("Outlook, German", "strasse geschaftlich|e mail typ",
         "e mail typ|e mail angezeigter name|e mail # typ|e mail # angezeigter name|prioritat|privat|"
         "vertraulichkeit|verzeichnisserver|geschlecht"),
        ("Outlook, French", "rue bureau|type messagerie", "type messagerie|priorite|prive|critere de diffusion|sexe"),
        ("Outlook.com", "business street|given yomi", "given yomi|surname yomi|company yomi"),
        ("Housecall Pro", "do not service|bills to",
         "customer notifications enabled|customer is contractor|lifetime value"),
        ("HubSpot contacts", "record id|contact owner", "associated company|create date|last activity date"),
        ("HubSpot companies", "record id|company owner", "create date|last activity date"),
        ("Jobber", "j id|archived",
         "text message enabled phone|receives automatic visit reminders|receives automatic job follow ups|"
         "receives automatic quote follow ups|receives automatic invoice follow ups"),
        ("Mailchimp", "member rating|euid",
         "member rating|optin time|optin ip|confirm time|confirm ip|gmtoff|dstoff|timezone|cc|last changed|leid"),
        ("QuickBooks Desktop", "active status|balance total",
         "balance|balance total|sales tax code|tax item|credit limit|start date|projected end|end date"),
        ("IIF", "refnum|timestamp", "timestamp|taxable|limit|delcount"),
        ("QuickBooks Online", "open balance|attachments", "attachments|open balance"),
        ("QuickBooks Online, customers to import", "opening balance|resale number", "opening balance"),
        ("Salesforce", "masterrecordid|ownerid", "masterrecordid|ownerid|createddate"),
        ("Shopify", "default address company|accepts email marketing",
         "accepts sms marketing|total spent|total orders"),
        ("Square", "square customer id|creation source",
         "creation source|first visit|last visit|transaction count|lifetime spend|email subscription status|"
         "instant profile|blocked cards count"),
        ("Xero", "po attention to|ddi number",
         "skype name|bank account name|bank account number|bank account particulars|discount|sales account|"
         "purchases account|branding theme|default tax bills|default tax sales|person # include in email"),
        ("Zoho Books", "primary contact id|last sync time",
         "created time|last modified time|credit limit|skype identity|facebook|twitter|price list|last sync time|"
         "primary contact id"),
        ("Zoho CRM accounts", "account owner id|created time", "created time|modified time"),
        ("Zoho CRM leads", "lead owner id|created time", "created time|modified time"),
        ("SuiteCRM", "campaign id|assigned user name", "date created|date modified|modified by"),
        ("Stripe", "created utc|delinquent", "account balance|total spend|payment count"),
        ("Brevo", "ext id|double opt in", "modified time"),
        ("Trello", "card id|board id", "attachment count|checklist item total count"),
        ("Sage 50", "account reference|trade contact", "balance"),
        ("Sage 50, American", "customer id|customer balance", "customer balance"),
        ("Vyapar", "party name|gstin", "opening balance"),
        ("WooCommerce", "user login|total spent", "total spent|order count"),
        ("FreshBooks", "organization|outstanding", "outstanding|credit"),
        ("ServiceTitan", "do not service|lifetime revenue", "balance|lifetime revenue"),
        ("PrestaShop", "social title|partner offers", "enabled"),
        ("FreeAgent", "sales tax registration number|display contact name on invoices",
         "display contact name on invoices"),
        ("A directory", "dn|objectclass", "dn|objectclass"),
    )
}  # fmt: skip
"""Name of a program to its layout."""

RECKONED = frozenset(("balance", "owes", "total"))
"""Headers, in any table of customers, of an amount that is owed: it is reckoned here from orders and payments."""

COUNTERS = frozenset(("sl no", "s no", "sr no", "lfd nr", "laufende nummer", "row", "row number", "line no", "zeile"))
"""Headers of columns that may count the rows."""


def own_headers(shapes: Iterable[str]) -> frozenset[str]:
    """Return the headers that the program of a table writes for itself; none if its layout is not known.

    Args:
        shapes: the shapes of all headers of the table.
    """
    given = frozenset(shapes)
    return frozenset(header for one in PROGRAMS.values() if one.signs <= given for header in one.own)
