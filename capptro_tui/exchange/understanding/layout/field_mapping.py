"""The targets of columns by the fields of a record type: their names, labels and API names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from capptro_tui.exchange.formats.vcard.columns import OWN_EMAIL, OWN_MARK, OWN_NUMBER
from capptro_tui.exchange.understanding.layout.profile import ColumnProfile
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.layout.sum_columns import map_sums
from capptro_tui.exchange.understanding.vocabulary.field_words import FIELD_WORDS, FIRST_WORDS
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words, read_header
from capptro_tui.exchange.understanding.vocabulary.meanings import DECIDES, IGNORED, NOTE, meaning_of
from capptro_tui.models.field import Field
from capptro_tui.models.record import BASE, RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.services.importing.origins import BESIDE, DATABASE, DATABASE_LABEL, is_mark
from capptro_tui.services.records.inner_parts import parts_inside
from capptro_tui.text.patterns import pattern

CUSTOMER = "customer"
COMPANY, FIRST, LAST = "company", "first", "last"
"""Details of the columns of a customer's name: the company, and the person where there is none."""

NUMBER = "number"
_REFERENCE = pattern(r"#\d+")
_OWN_NUMBER = pattern(r"[a-z]-\d{1,12}")
RAW, OWN = "raw", "own"
"""Details of columns of this program's exports: as stored, where nothing is mended, and as shown to people."""

_REMARK = pattern(r"(?<=\S)\s*\([^()]*\)\s*$")
_FEWEST_SHOWN = 6
"""Fewest labels, all of this program, that are taken for its own: a list by hand may have `Name` and `Phone` too."""


def map_own_columns(
    record: RecordType, headers: Sequence[str], profiles: Sequence[ColumnProfile]
) -> list[SourceColumn] | None:
    """Return the columns of an export of this program; None if the headers are those of another one.

    With the mark of a database it is one, and columns that people have added to it are notes.
    """
    stored, shown = _stored_names(record), _shown_names(record)
    marked = _marked(headers, profiles)
    if marked == DATABASE or (all(one in stored for one in headers) and any("_" in one for one in headers)):
        return [_own_column(record, index, header, stored, RAW) for index, header in enumerate(headers)]
    if marked or (all(one in shown for one in headers) and len(headers) >= _FEWEST_SHOWN):
        return [_own_column(record, index, header, shown, OWN) for index, header in enumerate(headers)]
    return None


def _marked(headers: Sequence[str], profiles: Sequence[ColumnProfile]) -> str:
    """Return the header of the column with marks of databases and nothing else; "" if there is none."""
    for header, profile in zip(headers, profiles, strict=True):
        if header in (DATABASE, DATABASE_LABEL) and profile.values and all(map(is_mark, profile.values)):
            return header
    return ""


def _own_column(record: RecordType, index: int, header: str, names: dict[str, str], detail: str) -> SourceColumn:
    is_note = notes_field(record) and header.strip()
    target = names.get(header, NOTE if is_note else IGNORED)
    if target == DECIDES:
        return SourceColumn(index, header, DECIDES, "deleted", label=header)
    why = "The program fills it." if target == IGNORED else ""
    return SourceColumn(index, header, target, detail if target != IGNORED else "", label=header, why=why)


def _target(field: Field) -> str:
    is_unit = field.type.is_unit and field.copied_from  # it is compared with that of the customer
    return IGNORED if (field.is_read_only and not is_unit) or field.name in BASE else field.key


def _stored_names(record: RecordType) -> dict[str, str]:
    found = {field.key: _target(field) for field in record.fields.values()}
    found |= {field.name: _target(field) for field in record.fields.values()}
    for link in record.links():
        beside = _beside(link)
        found |= {f"{link.key}.title": beside, f"{link.key}.created_at": beside}
    found["trashed"] = DECIDES
    # Time and author of the creation are kept, and tell that a record with the same number is the same.
    return found | {name: name for name in ("number", DATABASE, "created_at", "created_by")}


def _shown_names(record: RecordType) -> dict[str, str]:
    found = {field.full_label: _target(field) for field in record.fields.values()}
    found |= {f"{link.full_label} number": _beside(link) for link in record.links()}
    return found | {"Number": "number", DATABASE_LABEL: DATABASE}


def _beside(link: Field) -> str:
    """Return the target of the text beside a link."""
    return IGNORED if _target(link) == IGNORED else f"{BESIDE}{link.key}"


def map_record_columns(
    schema: Schema, record: RecordType, headers: Sequence[str], profiles: Sequence[ColumnProfile]
) -> list[SourceColumn]:
    """Return the columns of a table of any record type; one column a field, then those of its parts, then notes."""
    fields = tuple(target_fields(schema, record))
    note = notes_field(record)
    names = _FieldNames(record, fields)
    targets = _chosen_targets(names, headers, profiles)
    moments = {target for target, field in fields if field.type.is_day or field.type.is_near_in_time}
    columns = []
    for index, header in enumerate(headers):
        target = targets.get(index, "")
        column = SourceColumn(index, header, target or (NOTE if note and header else IGNORED), label=header.strip("* "))
        if column.target == IGNORED:
            column.why = f"{record.info.with_article.capitalize()} has no field for it."
        if profiles[index].has_dates or (target in moments and profiles[index].may_be_dates):
            column.date_order = profiles[index].dates.order
        columns.append(column)
    _customer_by_name(columns)
    _add_second_texts(record, names, columns, profiles)
    _name_by_description(record, columns, profiles)
    map_sums(schema, record, columns, profiles)
    _own_cards(record, columns)
    return columns


def _chosen_targets(names: _FieldNames, headers: Sequence[str], profiles: Sequence[ColumnProfile]) -> dict[int, str]:
    """Return column to target: the surest header for a field has it, of two alike the first with values."""
    found = [
        (rank, not profiles[index].filled, index, target)
        for index, header in enumerate(headers)
        for target, rank in _by_values(names.candidates(header), profiles[index])
        if target != NUMBER or _are_own_numbers(profiles[index])
    ]
    chosen: dict[int, str] = {}
    for _, _, index, target in sorted(found):
        if index not in chosen and target not in chosen.values():
            chosen[index] = target
    return chosen


def _add_second_texts(
    record: RecordType, names: _FieldNames, columns: Sequence[SourceColumn], profiles: Sequence[ColumnProfile]
) -> None:
    """Put the name of a linked record beside its number: of two columns for a link, one with numbers, none is lost."""
    links = {link.key for link in record.links()}
    first = {column.target: column.index for column in columns if column.target in links}
    for column in columns:
        meant = [target for target, _ in names.candidates(column.header) if target in first]
        if column.target != NOTE or not meant or not profiles[column.index].filled:
            continue
        both = profiles[column.index], profiles[first[meant[0]]]
        beside = f"{BESIDE}{meant[0]}"
        if sum(map(_are_own_numbers, both)) == 1 and all(one.target != beside for one in columns):
            column.target = beside


def _own_cards(record: RecordType, columns: Sequence[SourceColumn]) -> None:
    """Put the number of a customer on own cards beside its name: it counts where that customer has the name."""
    has_name = any(column.target == CUSTOMER for column in columns)
    targets = {OWN_NUMBER: f"{BESIDE}{CUSTOMER}" if has_name else IGNORED, OWN_MARK: IGNORED}
    targets |= {OWN_EMAIL: "email"} if "email" in record.fields else {}
    for column in columns:
        if column.header in targets:
            column.target, column.detail = targets[column.header], ""
            column.why = "It says where the card comes from." if column.target == IGNORED else ""


def _by_values(candidates: list[tuple[str, int]], profile: ColumnProfile) -> list[tuple[str, int]]:
    """Return the targets of a column by its values, too: `#1001` is a reference, and nobody's name."""
    if not profile.values or not all(_REFERENCE.fullmatch(value) for value in profile.values):
        return candidates
    return [("reference", _SUREST + 1), *(one for one in candidates if one[0] not in ("customer", "reference"))]


def _are_own_numbers(profile: ColumnProfile) -> bool:
    """Whether values are numbers of this program (O-000042), and not those of another one."""
    return all(_OWN_NUMBER.fullmatch(value) for value in profile.values)


def _customer_by_name(columns: Sequence[SourceColumn]) -> None:
    """Take the names of a company and of a person for the customer, rather than another program's number of it."""
    chosen = next((one for one in columns if one.target == CUSTOMER), None)
    if chosen is not None and meaning_of(chosen.header).target != "external_id":
        return
    named: dict[str, SourceColumn] = {}
    for column in columns:
        meaning = meaning_of(column.header)
        part = COMPANY if (meaning.target, meaning.detail) == ("name", COMPANY) else meaning.detail
        if column.target == NOTE and part in (COMPANY, FIRST, LAST):
            named.setdefault(part, column)
    if FIRST in named and LAST in named:
        for part, column in named.items():
            column.target, column.detail = CUSTOMER, part
        if chosen is not None:
            chosen.target, chosen.detail = NOTE, ""


def _name_by_description(
    record: RecordType, columns: Sequence[SourceColumn], profiles: Sequence[ColumnProfile]
) -> None:
    """Take the description for the name of a record that must have one, where no column is its name."""
    name = record.info.title[0] if record.info.title else ""
    if not name or not record.fields[name].required or any(one.target == name for one in columns):
        return
    for column in columns:
        if column.target == notes_field(record) and profiles[column.index].is_mostly(profiles[column.index].texts):
            column.target = name


def notes_field(record: RecordType) -> str:
    """Return the field that takes what no other field can; "" if the record type has none."""
    return next((name for name in ("description", "notes") if name in record.fields), "")


def header_names(schema: Schema, record: RecordType) -> frozenset[str]:
    """Return the headers, as words in small letters, that are fields of the record type or of its parts."""
    fields = tuple(target_fields(schema, record))
    return frozenset(_exact_names(record, fields)) | frozenset(_other_names(fields))


TargetedFields = tuple[tuple[str, Field], ...]
"""Targets and declarations; the target of a part's field has the part's name before it: `order_line.quantity`."""


def _exact_names(record: RecordType, fields: TargetedFields) -> dict[str, list[str]]:
    """Return header to the fields of that name or label."""
    names: dict[str, list[str]] = {}
    for target, field in fields:
        for text in (field.key, field.name, field.full_label, field.label, field.api):
            names.setdefault(_plain(text), []).append(target)
    if record.info.title:
        names.setdefault(_plain(record.info.label), []).append(record.info.title[0])
    names.setdefault(NUMBER, []).append(NUMBER)
    names.pop("", None)
    return names


def _other_names(fields: TargetedFields) -> dict[str, list[tuple[str, int]]]:
    """Return other words for fields, each with its fields and its place among the words for them."""
    names: dict[str, list[tuple[str, int]]] = {}
    for target, field in fields:
        for place, text in enumerate(filter(None, FIELD_WORDS.get(field.key, "").split("|"))):
            names.setdefault(_plain(text), []).append((target, place))
    return names


def target_fields(schema: Schema, record: RecordType) -> Iterator[tuple[str, Field]]:
    """Yield target and declaration of each field that a table may have.

    The name of a customer is the link to it, not the field that keeps the name when the customer is gone.
    """
    kept_names = {field.type.name_kept_in for field in record.fields.values()}
    for field in record.fields.values():
        if _target(field) != IGNORED and field.name not in kept_names:
            yield field.key, field
    for part in parts_inside(schema, record):
        for field in part.record.fields.values():
            if not part.joined and field.form and _target(field) != IGNORED and field.name != part.link:
                yield f"{part.record.info.name}.{field.key}", field


def _plain(text: str) -> str:
    """Return the words of a header, without the mark of those that must be filled and without a remark in brackets."""
    text = _REMARK.sub("", text.strip().strip("*")).replace("#", " no ")
    return " ".join(read_header(text).words) or fold_words(text)


_SUREST, _EXACT, _OTHER, _MEANT = -100, -10, 1, 1000
"""Ranks of a candidate by words that are surer than its name, by its name, by other words, by the words' meaning."""

_ALSO = {"name": ("customer",), "contact_name": ("name", "customer"), "account": ("reference",)}
"""Meaning for customers to fields of other records that have it."""


class _FieldNames:
    """The names of the fields of a record type."""

    def __init__(self, record: RecordType, fields: TargetedFields) -> None:
        self._record = record
        self._exact = _exact_names(record, fields)
        self._other = _other_names(fields)
        self._known = {target for target, _ in fields}

    def candidates(self, header: str) -> list[tuple[str, int]]:
        """Return the targets of a header, each with its rank; the lowest is the surest."""
        plain = _plain(header)
        label = _plain(self._record.info.label)
        exact = [*self._exact.get(plain, ()), *self._exact.get(plain.removeprefix(f"{label} "), ())]
        found = [(target, _EXACT + place) for place, target in enumerate(exact)]
        found += [(target, _OTHER + place) for target, place in self._other.get(plain, ())]
        named = {target.rpartition(".")[2] for target, _ in found}
        if len(named) == 1 and plain in FIRST_WORDS.get(next(iter(named)), "").split("|"):
            found = [(target, _SUREST) for target, _ in found]
        meaning = meaning_of(header)
        part = meaning.target.rpartition(".")[2] if meaning.detail != "inactive" else ""
        also = (notes_field(self._record),) if part == "description" else _ALSO.get(part, ())
        meant = (part, part.removeprefix("billing_").removeprefix("shipping_"), *also)
        return found + [(one, _MEANT + place) for place, one in enumerate(meant) if one in self._known]
