"""The values of the rows of one customer, sorted by their kind, before they are placed in fields."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from capptro_tui.exchange.formats.table import SourceRow
from capptro_tui.exchange.understanding.customers.gathered import Gathered, GatheredAddress, GatheredNumber, Taker
from capptro_tui.exchange.understanding.layout.source_column import (
    BEFORE_STREET,
    CARD,
    CLEAR,
    CLIENT_AND_PROPERTY,
    WITH_NUMBER,
    SourceColumn,
)
from capptro_tui.exchange.understanding.record import Mend
from capptro_tui.exchange.understanding.values import cells
from capptro_tui.exchange.understanding.values.dates import explained, read_date
from capptro_tui.exchange.understanding.values.zeros import ZERO_RESTORED, lost_zero_of_phone, zero_question
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.exchange.understanding.vocabulary.meanings import DECIDES, IGNORED, NOTE
from capptro_tui.exchange.understanding.vocabulary.words import (
    ACTIVE_WORDS,
    COMPANY_WORDS,
    CUSTOMER_WORDS,
    FORMER_WORDS,
    INACTIVE_WORDS,
    LIFECYCLE_WORDS,
    NO,
    NO_COMPANY,
    NO_VALUES,
    SUPPLIER_WORDS,
    SYSTEM_LABELS,
    UNCLEAR_STATES,
    YES,
)
from capptro_tui.text.patterns import pattern

_IDENTIFIERS = ("account", "external_id", "external_id2", "fax", "phone", "postcode")
_MARKED_UP = ("description", NOTE, "street", "address", "notes")
_GUARDED, _FRACTIONS = ("=", "'"), (".0", ",0")
_SPACES = frozenset("\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000").union(
    map(chr, range(0x2000, 0x200B))
)
_STARTS, _ENDS = _SPACES | {"'", "="}, _SPACES | {"0"}
"""Signs at the ends of cells that may have more than their value: other cells are taken as they are."""

_PREFERRED = "*"
_OWN_CARD = "own card"
"""The mark of a row that this program has written itself: its values are taken as they are."""

_NAME, _IDENTIFIER, _MARKUP = "name", "identifier", "markup"
"""Treatments of the cells of a column: nothing stands for no value, fractions and tags of web pages are taken off."""


class Gatherer:
    """Gathers the rows of a table by its columns."""

    def __init__(self, columns: Sequence[SourceColumn], region: str) -> None:
        self._region = region
        taken = [one for one in columns if one.target != IGNORED]
        self._columns = [(one.index, one, self._taker(one), _treatment(one)) for one in taken]
        self._restores = any(one.restore_zero and one.part.endswith(("postcode", "address")) for one in columns)
        self._cards = [one.index for one in columns if one.detail == CARD]
        self._labels = {one.group: one.index for one in columns if (one.target, one.detail) == (DECIDES, "label")}

    def gather(self, row: SourceRow) -> Gathered:
        """Return the values of a row."""
        found = Gathered([row.number])
        if self._restores:
            found.marks["restore zero"] = "yes"
        count = len(row.cells)
        is_own = any(index < count and row.cells[index] for index in self._cards)
        if is_own:
            found.marks[_OWN_CARD] = "yes"
        for index, column, take, treatment in self._columns:
            if index >= count or not (cell := row.cells[index]):
                continue
            if is_own:
                take(found, column, cell, row)
                continue
            if cell[0] in _STARTS or cell[-1] in _ENDS or "<" in cell or "\r" in cell or cell in NO_VALUES:
                cell = self._mended(found, column, cell.strip(), treatment)
            if cell:
                take(found, column, cell, row)
        return found

    def _mended(self, found: Gathered, column: SourceColumn, cell: str, treatment: frozenset[str]) -> str:
        """Return the text of a cell without what spreadsheets and pages put around it."""
        if cell in NO_VALUES and _NAME not in treatment:
            return ""
        text = cell
        if cell[:1] in _GUARDED:
            text = cells.without_guard(cell)
            if text != cell:
                found.mends.append(Mend(found.rows[0], column.header, cell, text, cells.GUARD))
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text[-2:] in _FRACTIONS and _IDENTIFIER in treatment:
            whole = cells.without_fraction(text)
            if whole != text:
                found.mends.append(Mend(found.rows[0], column.header, text, whole, "a number's fraction is taken off"))
                text = whole
        if "<" in text and _MARKUP in treatment:
            plain = cells.plain_of_html(text)
            if plain != text:
                found.mends.append(Mend(found.rows[0], column.header, text, plain, "tags of a web page are taken off"))
                text = plain
        return text.strip()

    def _taker(self, column: SourceColumn) -> Taker:
        owner, part = column.owner, column.part
        if column.detail == CARD:
            return _field
        if column.target in ("phone", "fax"):
            return self._phones
        if column.target == "email":
            return self._emails
        if owner.startswith("contact"):
            return self._person
        if column.target.startswith(("billing_", "shipping_")) or owner:
            return _field if part in ("phone", "email", "contact_name") else _taker_of_address(column)
        special = {"name": _name, NOTE: self._note, "description": _description, DECIDES: _decide, "status": _status,
                   "payment_term": _joined}  # fmt: skip
        return special.get(column.target, _field)

    def _label(self, column: SourceColumn, row: SourceRow) -> str:
        """Return the label that the row has for a column; "" if it has none."""
        index = self._labels.get(column.group) if column.group else None
        return row.cells[index].strip() if index is not None and index < len(row.cells) else ""

    def _phones(self, found: Gathered, column: SourceColumn, text: str, row: SourceRow) -> None:
        own = self._label(column, row)
        usual = cells.kind_of(own) if own else column.detail
        numbers = [cells.Number(text)] if _OWN_CARD in found.marks else cells.read_phones(text)
        if len(numbers) > 1 or numbers[:1] != [cells.Number(text)]:
            _divided(found, column, text, [one.text for one in numbers])
        for number in numbers:
            said = number.label or own.strip("* ")
            kind = number.kind or usual or "other"
            label = said if said and not said.isspace() else column.label
            if not number.valid:
                self._no_number(found, column, label, number.text)
                continue
            value = self._zero_restored(found, column, number.text)
            if own.strip("* ") and not cells.kind_of(own):
                found.note(label, value)  # its field says nothing of `Night`
            if kind == "fax":
                found.faxes.append(GatheredNumber(value, kind, label, row.number, column.header))
            else:
                first = "preferred" if own.startswith(_PREFERRED) else kind
                found.phones.append(GatheredNumber(value, first, label, row.number, column.header))

    def _no_number(self, found: Gathered, column: SourceColumn, label: str, text: str) -> None:
        if addresses := cells.find_emails(text):
            row = found.rows[0]
            found.emails += [GatheredNumber(one, "", label, row, column.header) for one in addresses]
            return
        why = cells.LOST_DIGITS if cells.is_scientific(text) else "this is no phone number"
        found.note(label, text)
        found.mends.append(
            Mend(found.rows[0], column.header, text, f"{label}: {text}", f"{why}; it is kept in the description")
        )
        if why == cells.LOST_DIGITS:
            found.questions.append(f"“{text}” has lost digits: look the number up.")

    def _zero_restored(self, found: Gathered, column: SourceColumn, text: str) -> str:
        """Return a number with the leading zero that it has lost where people want it back; else ask."""
        whole = lost_zero_of_phone(text, self._region) if text.isdigit() else ""
        if not whole:
            return text
        if column.restore_zero:
            found.mends.append(Mend(found.rows[0], column.header, text, whole, ZERO_RESTORED))
            return whole
        found.questions.append(zero_question(column.header, text, whole))
        return text

    def _emails(self, found: Gathered, column: SourceColumn, text: str, row: SourceRow) -> None:
        own = self._label(column, row)
        label = own.strip("* ") or column.label
        good, bad = cells.read_emails(text)
        if good != [text]:
            _divided(found, column, text, [*good, *bad])
        kind = "preferred" if own.startswith(_PREFERRED) else column.detail
        found.emails += [GatheredNumber(one, kind, label, row.number, column.header) for one in good]
        for one in bad:
            if one.startswith("/o="):
                why = "an address inside an Exchange server, to which nobody outside can write"
                found.mends.append(Mend(found.rows[0], column.header, one, "", why))
                continue
            found.note(column.label, one)
            why = "this is no e-mail address; it is kept in the description"
            found.mends.append(Mend(found.rows[0], column.header, one, f"{column.label}: {one}", why))

    def _person(self, found: Gathered, column: SourceColumn, text: str, _row: SourceRow) -> None:
        values = found.people.setdefault(column.owner, {})
        text = " ".join(text.split())
        if column.detail in ("middle", "infix"):
            values[column.detail] = text
        elif column.part in values:
            if values[column.part] != text:
                found.note(column.label, text)
        else:
            values[column.part] = text

    def _note(self, found: Gathered, column: SourceColumn, text: str, row: SourceRow) -> None:
        if column.detail == "tags":
            text = ", ".join(one for one in map(str.strip, text.split(":::")) if one.casefold() not in SYSTEM_LABELS)
            if not text:
                return
        if column.date_order and (day := read_date(text, column.date_order)) and day != text:
            why = explained(text, column.date_order)
            found.mends.append(Mend(found.rows[0], column.header, text, day, why, is_reading=True))
            text = day
        label = self._label(column, row).strip("* ") or column.label
        found.note(label, text)


def _treatment(column: SourceColumn) -> frozenset[str]:
    """Return the treatments of the cells of a column."""
    found = {_NAME} if column.target.startswith(("name", "contact")) else set()
    found |= {_IDENTIFIER} if column.target.endswith(_IDENTIFIERS) else set()
    return frozenset(found | ({_MARKUP} if column.target.endswith(_MARKED_UP) else set()))


def _divided(found: Gathered, column: SourceColumn, text: str, values: list[str]) -> None:
    """List a cell whose text is more than one value."""
    if values != [text]:
        found.mends.append(Mend(found.rows[0], column.header, text, "; ".join(values), "the cell is divided"))


def _name(found: Gathered, column: SourceColumn, text: str, row: SourceRow) -> None:
    text = " ".join(text.split())
    if column.detail == WITH_NUMBER and (both := cells.name_and_phone(text)):
        _divided(found, column, text, [*both])
        found.phones.append(GatheredNumber(both[1], "main", column.label, row.number, column.header))
        found.names.setdefault("display", both[0])
        return
    if column.detail == "company" and fold_words(text) in NO_COMPANY:
        found.note(column.label, text)
        return
    if found.names.setdefault(column.detail or "display", text) != text:
        found.note(column.label, text)


def _description(found: Gathered, _column: SourceColumn, text: str, _row: SourceRow) -> None:
    if text not in found.description:
        found.description.append(text)


def _field(found: Gathered, column: SourceColumn, text: str, row: SourceRow) -> None:
    if column.detail == CLIENT_AND_PROPERTY and "_" in text:
        client = text.partition("_")[0]
        why = "the number of the client; behind it is that of the property"
        found.mends.append(Mend(row.number, column.header, text, client, why))
        text = client
    found.headers.setdefault(column.target, column.label)
    if found.fields.setdefault(column.target, text) != text:
        found.note(column.label, text)


def _joined(found: Gathered, column: SourceColumn, text: str, _row: SourceRow) -> None:
    found.headers.setdefault(column.target, column.label)
    before = found.fields.get(column.target)
    found.fields[column.target] = f"{before} {text}" if before else text


def _status(found: Gathered, column: SourceColumn, text: str, row: SourceRow) -> None:
    word = " ".join(fold_words(text).replace("-", " ").split())
    yes, no = (NO, YES) if column.detail == "inactive" else (ACTIVE_WORDS | YES, INACTIVE_WORDS | NO)
    is_clear = column.detail != CLEAR or word not in UNCLEAR_STATES
    mark = f"status {column.index}"
    if is_clear and (word in yes or word in no):
        found.marks[mark] = "active" if word in yes else "deactivated"
        return
    found.note(column.label, text)
    if is_clear and column.detail != "inactive" and word in FORMER_WORDS:
        found.marks[mark] = "deactivated"
        why = "the nearest state here; the text is kept in the description"
        found.mends.append(Mend(row.number, column.header, text, "deactivated", why))
    elif word not in LIFECYCLE_WORDS:
        why = "no state here; it is kept in the description"
        found.mends.append(Mend(row.number, column.header, text, f"{column.label}: {text}", why))


def _decide(found: Gathered, column: SourceColumn, text: str, _row: SourceRow) -> None:
    word = fold_words(text)
    if column.detail in _MARKS and word not in _MARK_WORDS:
        found.note(column.label, text)  # the supplier of a customer is no mark of suppliers
        return
    found.marks[f"{column.detail} {column.group}".strip()] = text if column.detail == "parent" else word


_MARKS = ("supplier", "iscustomer", "deleted", "company")
"""Details of columns that say yes or no about their row."""

_MARK_WORDS = YES | NO | CUSTOMER_WORDS | SUPPLIER_WORDS | COMPANY_WORDS | NO_COMPANY


_PLACE_LINE = 700
"""The order of a line with town and postcode."""

_BEFORE_NUMBER = -1
"""The order of the name of a house, which stands before the number and the street."""

_PLACES = {BEFORE_STREET: _BEFORE_NUMBER, "housenumber": 0, "pobox": 800, "extended": 900}
"""Details of lines that are no first line of a street, with their order."""

_HOUSE_NUMBER = pattern(r"(?:no\.?|nr\.?|n°|#)?\s*\d.*|.{1,3}", 2)
"""The number of a house, or what stands behind one: `12b`, `Nr. 5`, `bis`. Any other text is its name."""

_CARE_OF = "c/o"
_DWELLINGS = frozenset(("flat", "apartment", "apt", "unit", "suite", "room", "floor", "block", _CARE_OF))
"""Headers, in small letters, that are written before a value that says nothing without them."""


def _taker_of_address(column: SourceColumn) -> Taker:
    kind, _, part = column.target.partition("." if column.owner else "_")
    if part in ("street", "address", "notes") or column.detail == "formatted":
        return partial(_lines_of_address, kind, part)
    return partial(_part_of_address, kind, part)


def _address(found: Gathered, kind: str) -> GatheredAddress:
    address = found.addresses.get(kind)
    if address is None:
        address = found.addresses[kind] = GatheredAddress()
    return address


def _part_of_address(kind: str, part: str, found: Gathered, column: SourceColumn, text: str, _row: SourceRow) -> None:
    text = " ".join(text.split())
    if _address(found, kind).parts.setdefault(part, text) != text:
        found.note(column.label, text)


def _lines_of_address(kind: str, part: str, found: Gathered, column: SourceColumn, text: str, row: SourceRow) -> None:
    address = _address(found, kind)
    if column.detail == "formatted":
        address.formatted = text
    elif part == "address":
        address.block.append((_order(column.detail), _after_number(address, column, text)))
        address.headers.append(column.header)
    elif part == "street":
        street = next(
            (each for each in (address.lines, address.block) if each and 0 <= each[-1][0] < _PLACE_LINE), None
        )
        is_number = column.detail == "housenumber" and _HOUSE_NUMBER.fullmatch(text) is not None
        if is_number and street:
            order, before = street.pop()
            street.append((order, f"{before} {text}"))
            return
        text = _with_dwelling(found, column, _after_number(address, column, text))
        is_name = column.detail == "housenumber" and not is_number
        address.lines.append((_BEFORE_NUMBER if is_name else _order(column.detail), text))
        if "\n" in text:
            now = ", ".join(line.strip().rstrip(",") for line in text.split("\n") if line.strip())
            found.mends.append(Mend(row.number, column.header, text, now, "the lines are joined"))
    else:
        line = f"{column.label}: {text}" if column.target == "site.notes" and column.label else text
        address.parts["notes"] = "\n".join(filter(None, (address.parts.get("notes"), line)))


def _after_number(address: GatheredAddress, column: SourceColumn, text: str) -> str:
    """Return a street with the house number that stands before it in the row."""
    if column.detail.startswith(("line", "whole")) and address.lines and address.lines[-1][0] == _PLACES["housenumber"]:
        return f"{address.lines.pop()[1]} {text}"
    return text


def _order(detail: str) -> int:
    last = detail.rpartition(" ")[2]
    return int(last) if last.isdigit() else _PLACES.get(detail, 1)


def _with_dwelling(found: Gathered, column: SourceColumn, text: str) -> str:
    """Return `Flat 3` for a bare 3 under `Flat`, and `c/o Heron Ltd` for a name under `c/o`."""
    header = column.label.strip()
    is_bare = text.isdigit() or (header.casefold() == _CARE_OF and not text.casefold().startswith(_CARE_OF))
    if not is_bare or header.casefold() not in _DWELLINGS:
        return text
    whole = f"{header} {text}"
    found.mends.append(Mend(found.rows[0], column.header, text, whole, "the header says what it is"))
    return whole
