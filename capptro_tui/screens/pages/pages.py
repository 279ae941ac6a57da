"""Choose the page of a record by its type. The code of a page is loaded with its first use."""

from __future__ import annotations

from textual.screen import Screen

from capptro_tui.models.record import RecordType


def page_of(record: RecordType, row_id: int) -> Screen[None]:
    """Return the page of a record."""
    if record.info.name in PAGES:
        return PAGES[record.info.name](row_id)
    from capptro_tui.screens.pages.record_page import RecordPage

    return RecordPage(record, row_id)


def _customer_page(row_id: int) -> Screen[None]:
    from capptro_tui.screens.pages.customer_page import CustomerPage

    return CustomerPage(row_id)


def _document_page(row_id: int) -> Screen[None]:
    from capptro_tui.screens.pages.document_page import DocumentPage

    return DocumentPage(row_id)


def _order_page(row_id: int) -> Screen[None]:
    from capptro_tui.screens.pages.order_page import OrderPage

    return OrderPage(row_id)


PAGES = {"attachment": _document_page, "customer": _customer_page, "order": _order_page}
"""Record type's name to a function that makes its page, for those with one of their own; it takes the record's id."""
