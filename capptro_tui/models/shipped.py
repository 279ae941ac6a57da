"""The schema of this release: one line for each record type."""

from __future__ import annotations

from typing import Final

from capptro_tui.models.records.asset import Asset
from capptro_tui.models.records.attachment import Attachment
from capptro_tui.models.records.contact import Contact
from capptro_tui.models.records.contract import Contract, ContractSite
from capptro_tui.models.records.customer import Customer
from capptro_tui.models.records.follow_up import FollowUp
from capptro_tui.models.records.geofence import Geofence
from capptro_tui.models.records.note import Note
from capptro_tui.models.records.order import Order, OrderLine
from capptro_tui.models.records.payment import Payment
from capptro_tui.models.records.project import Project
from capptro_tui.models.records.public_form import PublicForm
from capptro_tui.models.records.site import Site
from capptro_tui.models.records.submission import Submission
from capptro_tui.models.records.task import Task
from capptro_tui.models.records.work_item import WorkItem, WorkItemAsset
from capptro_tui.models.schema import Schema
from capptro_tui.models.system.database_file import DatabaseFile
from capptro_tui.models.system.journal import Batch, Change
from capptro_tui.models.system.pair import Distinct, DuplicateDue, DuplicatePair
from capptro_tui.models.system.settings import Settings
from capptro_tui.models.system.user import User

SHIPPED: Final = Schema(
    (
        Customer,
        Contact,
        Site,
        Asset,
        Contract,
        ContractSite,
        Project,
        WorkItem,
        WorkItemAsset,
        Task,
        Order,
        OrderLine,
        Payment,
        FollowUp,
        Note,
        Attachment,
        Geofence,
        PublicForm,
        Submission,
        User,
        Settings,
        Distinct,
        DuplicatePair,
        DuplicateDue,
        Batch,
        Change,
        DatabaseFile,
    )
)
"""Every record type; owners come before their records."""
