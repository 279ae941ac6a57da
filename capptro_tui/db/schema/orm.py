"""The SQLModel tables, made from the record declarations.

Imported only to make and migrate files: it is slow to load.
"""

from __future__ import annotations

from typing import Any, TypeVar, cast

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    column,
    text,
)
from sqlalchemy.orm import registry
from sqlmodel import Field as ModelField
from sqlmodel import SQLModel

from capptro_tui.db.indexes import former_names
from capptro_tui.db.indexes.duplicate_index import HAS_PLACE, PLACE
from capptro_tui.db.indexes.list_order import list_indexes
from capptro_tui.db.indexes.place_index import COORDINATES, INDEXED
from capptro_tui.matching.derive import RELATED_TEXT, derived_columns, order_columns
from capptro_tui.models.field import Field
from capptro_tui.models.record import Record, RecordType
from capptro_tui.models.schema import Schema, made_once
from capptro_tui.models.types import TRASH_WITH

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_COLUMN_TYPES: dict[str, Any] = {"TEXT": Text, "INTEGER": Integer, "REAL": Float, "BOOLEAN": Boolean}
"""Column type of a field type to that of SQLAlchemy."""

R = TypeVar("R", bound=Record)


class _Tables:
    """The tables of a schema that were made so far.

    Attributes:
        base: their base class. Its own registry keeps them apart from those of another schema.
        by_name: name of a record type to its table.
    """

    def __init__(self) -> None:
        metaclass: Any = type(SQLModel)
        own = registry(metadata=new_metadata())
        self.base: Any = metaclass("Table", (SQLModel,), {"__module__": __name__}, registry=own)
        self.by_name: dict[str, Any] = {}


def new_metadata() -> MetaData:
    """Return metadata without tables, which names constraints and indexes as the program does."""
    return MetaData(naming_convention=NAMING)


@made_once
def _tables(_: Schema) -> _Tables:
    return _Tables()


def table(schema: Schema, record: type[R]) -> type[R]:
    """Return the SQLModel class of a record type; its rows have the attributes that the record declares."""
    tables = _tables(schema)
    made = tables.by_name.get(record.info.name)
    if made is None:
        made = tables.by_name[record.info.name] = _make(tables.base, schema.own(record))
    return cast("type[R]", made)


def all_tables(schema: Schema) -> MetaData:
    """Return the metadata of all tables of a schema."""
    for record in schema.records:
        table(schema, record)
    return cast("MetaData", _tables(schema).base.metadata)


def _make(base: Any, record: RecordType) -> Any:
    body: dict[str, Any] = {
        "__tablename__": record.info.name,
        "__table_args__": (*_checks(record), *_indexes(record), {"sqlite_autoincrement": True}),
        "__annotations__": {},
        "__module__": __name__,
    }
    for field in record.fields.values():
        body["__annotations__"][field.name] = Any
        body[field.name] = ModelField(default=None, sa_column=_column(field))
    derived = derived_columns(record)
    for name in [*derived, RELATED_TEXT, *former_names.columns(record)] if derived else []:
        body["__annotations__"][name] = Any
        if name in order_columns(record):
            body[name] = ModelField(default=None, sa_column=Column(name, Text, nullable=True))
        else:
            body[name] = ModelField(default="", sa_column=Column(name, Text, nullable=False, server_default=""))
    metaclass: Any = type(SQLModel)
    return metaclass(record.__name__, (base,), body, table=True)


def _column(field: Field) -> Column[Any]:
    if field.name == "id":
        return Column("id", Integer, primary_key=True)
    owner = [ForeignKey(f"{field.link}.id")] if field.link else []
    nullable = not field.required and field.empty is None
    column_type = _COLUMN_TYPES[field.type.column_type]
    return Column(field.name, column_type, *owner, nullable=nullable, server_default=_default(field))


def _default(field: Field) -> Any:
    """Return the server default: the value of rows that existed before the column."""
    if field.type.is_flag:
        return None if field.default is None else text(str(int(field.default)))
    if field.blank in (None, ""):
        return text("''") if field.default == "" else None
    return text(f"'{field.blank}'" if isinstance(field.blank, str) else str(field.blank))


def _checks(record: RecordType) -> list[CheckConstraint]:
    """Return check constraints for required texts and ranges, which also hold for other programs' writes."""
    checks = [
        CheckConstraint(column(field.name) != "", name=f"{field.name}_filled")
        for field in record.fields.values()
        if field.required and field.type.is_text
    ]
    for field in record.fields.values():
        if field.type.low is not None:
            limits = (
                f">= {field.type.low}" if field.type.high is None else f"BETWEEN {field.type.low} AND {field.type.high}"
            )
            checks.append(CheckConstraint(f"{field.name} {limits}", name=f"{field.name}_range"))
    return checks


def _indexes(record: RecordType) -> list[Index]:
    name = record.info.name
    indexes = [Index(f"ix_{name}_{field.name}", field.name, *_counted_by(record, field)) for field in record.links()]
    indexes += [Index(f"ix_{name}_{key}", key) for key in derived_columns(record) if key.endswith(("_norm", "_digits"))]
    indexes += [*(_OWN_INDEXES[name]() if name in _OWN_INDEXES else []), *_place_indexes(name)]
    live, gone = text("trashed IS NULL"), text("trashed IS NOT NULL")
    for key, columns in list_indexes(record).items():
        expressions = [text(one) if " " in one else one for one in columns]
        indexes.append(Index(key, *expressions, sqlite_where=live, postgresql_where=live))
    if record.info.letter and record.info.journaled:
        indexes.append(Index(f"ix_{name}_trashed", "trashed", sqlite_where=gone, postgresql_where=gone))
    for field in record.fields.values():
        if field.unique:
            indexes.append(Index(f"ux_{name}_{field.name}", text(f"{field.name} COLLATE NOCASE"), unique=True))
        if field.unique_per_owner:
            owner = next(link.name for link in record.links() if link.type.on_delete is TRASH_WITH)
            once = text(f"{field.name} AND trashed IS NULL")
            indexes.append(
                Index(f"ux_{name}_{field.name}", owner, unique=True, sqlite_where=once, postgresql_where=once)
            )
    return indexes


def _place_indexes(name: str) -> list[Index]:
    """Return the index of coordinates, for the search near a point."""
    if name not in INDEXED:
        return []
    lat, lng = COORDINATES[name]
    located = text(f"trashed IS NULL AND {lat} IS NOT NULL")
    columns = [text(one) if " " in one else one for one in (lat, "id", lng, "status")]
    return [Index(f"ix_{name}_coordinates", *columns, sqlite_where=located, postgresql_where=located)]


def _counted_by(record: RecordType, link: Field) -> list[str]:
    """Return the further columns of a link's index, by which a customer's records are counted without reading rows."""
    if link.link != "customer" or link.merged_into or not record.info.letter:
        return []
    return ["trashed", *(["status"] if "status" in record.fields else [])]


def _indexes_of_customers() -> list[Index]:
    """Return the indexes for the duplicate check."""
    has_place = text(HAS_PLACE)
    return [
        Index("ix_customer_name_shape", "name_shape", "name_norm", "merged_into_id"),
        Index("ix_customer_place", text(PLACE), sqlite_where=has_place, postgresql_where=has_place),
    ]


def _indexes_of_pairs() -> list[Index]:
    """Return the indexes of possible duplicates."""
    return [
        Index("ux_duplicate_pair_customers", "low_id", "high_id", unique=True),
        Index("ix_duplicate_pair_high_id", "high_id"),
        Index("ix_duplicate_pair_worst", text("-score"), "low_id", "high_id"),
    ]


def _indexes_of_changes() -> list[Index]:
    """Return the indexes by which the journal is read of a row and of a customer."""
    links = (Index(f"ix_change_{key}", key) for key in ("customer_id", "other_customer_id"))
    return [Index("ix_change_row", "record", "row_id"), *links]


_OWN_INDEXES = {
    "customer": _indexes_of_customers,
    "duplicate_pair": _indexes_of_pairs,
    "change": _indexes_of_changes,
}
"""Record type's name to a function that makes indexes for it alone."""
