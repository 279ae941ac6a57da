"""Choose the page of a record by its type. The code of a page is loaded with its first use."""

from __future__ import annotations

from textual.screen import Screen

from capptro_tui.models.record import RecordType
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.order import Order


def page_of(record: RecordType, row_id: int) -> Screen[None]:
    """Return the page of a record."""
    if record is Customer:
        from capptro_tui.screens.pages.customer_page import CustomerPage

        return CustomerPage(row_id)
    if record is Attachment:
        from capptro_tui.screens.pages.document_page import DocumentPage

        return DocumentPage(row_id)
    if record is Order:
        from capptro_tui.screens.pages.order_page import OrderPage

        return OrderPage(row_id)
    from capptro_tui.screens.pages.record_page import RecordPage

    return RecordPage(record, row_id)
