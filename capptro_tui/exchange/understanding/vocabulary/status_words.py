"""Statuses of other programs, and the states here that they come nearest to."""

from __future__ import annotations

from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.models.record import RecordType

_STATUS = "status"

STATUS_WORDS: dict[str, dict[str, str]] = {
    "work_item": {
        "new": "open|offen|ouvert|abierto|unscheduled|needs scheduling|not scheduled|requested|request|lead|quote|"
        "to do|todo|not started|backlog|neu|nouveau|a planifier|pending|unassigned|created|submitted",
        "scheduled": "assigned|booked|upcoming|confirmed|accepted|geplant|terminiert|eingeplant|planifie|programado",
        "in_progress": "started|active|work order|working|on site|on my way|dispatched|in bearbeitung|lauft|in arbeit|"
        "en cours|en curso|wip|doing|late|today",
        "on_hold": "hold|paused|waiting|wartet|pausiert|blocked|en attente|en espera|awaiting parts|waiting for parts|"
        "parts ordered|action required",
        "completed": "complete|complete rated|complete unrated|done|finished|closed|erledigt|abgeschlossen|fertig|"
        "termine|terminee|completado|hecho|invoiced|paid|requires invoicing|to invoice|archived|works complete",
        "cancelled": "canceled|user canceled|pro canceled|unsuccessful|declined|rejected|storniert|abgesagt|"
        "abgebrochen|annule|annulee|cancelado|anulado|void|no show",
    },
    "order": {
        "draft": "entwurf|brouillon|borrador|concept|quote|estimate|angebot|devis|not sent",
        "confirmed": "open|offen|ouvert|sent|versendet|envoye|envoyee|viewed|approved|authorised|authorized|accepted|"
        "unpaid|outstanding|overdue|due|past due|partial|partially paid|partly paid|awaiting payment|processing|"
        "pending|pending payment|on hold|uberfallig|teilbezahlt|impayee|en retard|submitted|issued|unfulfilled|"
        "deposited",
        "fulfilled": "paid|complete|completed|closed|delivered|shipped|bezahlt|abgeschlossen|erledigt|payee|paye|"
        "livree|pagado|pagada|betaald|settled|auto paid|paid in full",
        "cancelled": "canceled|void|voided|refunded|credited|written off|bad debt|uncollectible|failed|declined|"
        "rejected|storniert|annulee|annule|cancelado|anulado|deleted",
    },
    "task": {
        "open": "new|to do|todo|not started|in progress|started|doing|pending|waiting|deferred|offen|neu|"
        "in bearbeitung|ouvert|a faire|en cours|needs action|planned|not held",
        "done": "complete|completed|finished|closed|erledigt|abgeschlossen|fertig|termine|terminee|fait|held",
        "cancelled": "canceled|storniert|abgebrochen|annule|annulee|cancelado",
    },
    "contract": {
        "draft": "entwurf|brouillon|pending|proposed|in approval process|new",
        "active": "activated|current|running|signed|aktiv|laufend|actif|en cours|live",
        "suspended": "paused|on hold|ruhend|ausgesetzt|suspendu",
        "expired": "ended|finished|closed|lapsed|abgelaufen|beendet|expire|termine|completed",
        "cancelled": "canceled|terminated|gekundigt|storniert|resilie|annule",
    },
    "asset": {
        "in_service": "active|in use|working|operational|installed|in betrieb|aktiv|en service|ok",
        "out_of_service": "broken|faulty|under repair|in repair|down|defekt|ausser betrieb|hors service|en panne",
        "retired": "removed|scrapped|disposed|inactive|decommissioned|replaced|ausgemustert|stillgelegt|retire",
    },
}  # fmt: skip
"""Record type's name to its states, each with the words of other programs for it."""


def status_words(record: RecordType) -> dict[str, str]:
    """Return the words of other programs for the states of a record type, each with its state.

    A word that is a state of the record type itself is not among them.
    """
    if _STATUS not in record.fields:
        return {}
    choices = record.fields[_STATUS].choices
    own = {fold_words(text) for choice in choices for text in (choice.value, choice.label)}
    states = {choice.value for choice in choices}
    return {
        word: state
        for state, words in STATUS_WORDS.get(record.info.name, {}).items()
        for word in words.split("|")
        if state in states and word not in own
    }


_PAID_WORDS = (
    "paid|paid in full|auto paid|partially paid|partly paid|partial|deposited|settled|bezahlt|teilbezahlt|payee|paye|"
    "pagado|pagada|betaald"
)


def is_paid(text: str) -> bool:
    """Return whether a status says that something is paid, wholly or in part."""
    return fold_status(text) in _PAID_WORDS.split("|")


def fold_status(text: str) -> str:
    """Return a status as it stands among the words: `On-Hold` is `on hold`."""
    return " ".join(fold_words(text).replace("-", " ").replace("_", " ").replace("(", " ").replace(")", " ").split())
