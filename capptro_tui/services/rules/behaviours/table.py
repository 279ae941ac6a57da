"""The table of behaviours: each is found by the name of its record type."""

from __future__ import annotations

from capptro_tui.models.record import RecordType
from capptro_tui.services.rules.behaviours.attachment import AttachmentBehaviour
from capptro_tui.services.rules.behaviours.base import Behaviour
from capptro_tui.services.rules.behaviours.contact import ContactBehaviour
from capptro_tui.services.rules.behaviours.customer import CustomerBehaviour
from capptro_tui.services.rules.behaviours.geofence import GeofenceBehaviour
from capptro_tui.services.rules.behaviours.order import OrderBehaviour, OrderLineBehaviour
from capptro_tui.services.rules.behaviours.payment import PaymentBehaviour
from capptro_tui.services.rules.behaviours.public_form import PublicFormBehaviour
from capptro_tui.services.rules.behaviours.settings import SettingsBehaviour
from capptro_tui.services.rules.behaviours.submission import SubmissionBehaviour
from capptro_tui.services.rules.behaviours.user import UserBehaviour

BEHAVIOURS: dict[str, Behaviour] = {
    "attachment": AttachmentBehaviour(),
    "contact": ContactBehaviour(),
    "customer": CustomerBehaviour(),
    "geofence": GeofenceBehaviour(),
    "order": OrderBehaviour(),
    "order_line": OrderLineBehaviour(),
    "payment": PaymentBehaviour(),
    "public_form": PublicFormBehaviour(),
    "settings": SettingsBehaviour(),
    "submission": SubmissionBehaviour(),
    "user": UserBehaviour(),
}
"""Record type's name to its behaviour, for those that have one of their own."""

_USUAL = Behaviour()


def behaviour_of(record: RecordType) -> Behaviour:
    """Return the behaviour of a record type."""
    return BEHAVIOURS.get(record.info.name, _USUAL)
