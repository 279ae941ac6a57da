"""Files and folders of cards, opened as one table with a row for each card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.source_file import SourceFile, readable
from capptro_tui.exchange.formats.table import SourceRow, Table, TableSource
from capptro_tui.exchange.formats.text_encoding import TextFile, open_text
from capptro_tui.exchange.formats.vcard.columns import Card, column_key, left_out, values_of
from capptro_tui.exchange.formats.vcard.content_lines import MOST_CHARACTERS, ContentLine, content_lines

_ENDINGS: Final = (".vcf", ".vcard")
_MEDIA_NAMES: Final = {"PHOTO": "photos", "LOGO": "logos", "SOUND": "sounds", "KEY": "keys"}


def open_cards(file: SourceFile, *, encoding: str = "") -> TableSource:
    """Open a file of cards.

    Raises:
        Refused: it has no card, or one of them has no end.
    """
    text = open_text(file, encoding)
    source = _source(file.path, partial(_cards, text))
    return TableSource(source.path, source.format, source.tables, text.facts | source.facts)


def open_folder(path: Path, database: Path | None = None) -> TableSource:
    """Open all files of cards in a folder, in the order of their names, as one table.

    Args:
        path: the folder.
        database: the database in use, whose files are refused; None if there is none.

    Raises:
        Refused: the folder may not be read or has no such file, or one of them is damaged.
    """
    with readable(path):
        names = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
    files = [one for one in names if one.suffix.lower() in _ENDINGS]
    if not files:
        raise Refused(f"“{path.name}” is a folder without vCard files (.vcf). Name one file in it.")
    source = _source(path, partial(_cards_of, [open_text(SourceFile(one, database)) for one in files]))
    facts = {"files": str(len(files)), **source.facts}
    if others := len(names) - len(files):
        facts["other files left out"] = str(others)
    return TableSource(path, "vcard", source.tables, facts)


def _source(path: Path, cards: Callable[[], Iterator[Card]]) -> TableSource:
    """Return the table of some cards. All are read once, to find the columns and to count omissions."""
    versions: Counter[str] = Counter()
    omitted: Counter[str] = Counter()
    columns: set[str] = set()
    for card in cards():
        versions[card.version or "unknown"] += 1
        if card.is_group:
            omitted["groups"] += 1
            continue
        omitted.update(left_out(card))
        columns |= values_of(card).keys()
    if not versions:
        raise Refused(f"“{path.name}” has no card (BEGIN:VCARD). Export it again.")
    header = tuple(sorted(columns, key=column_key))
    facts = {"version": ", ".join(sorted(versions)), "cards": str(versions.total())}
    if omitted:
        facts["left out"] = ", ".join(
            f"{_MEDIA_NAMES.get(name, name)} ({count})" for name, count in sorted(omitted.items())
        )
    return TableSource(path, "vcard", (Table("", partial(_rows, cards, header), header),), facts)


def _rows(cards: Callable[[], Iterator[Card]], header: tuple[str, ...]) -> Iterator[SourceRow]:
    for number, card in enumerate(cards(), 1):
        if card.is_group:
            continue
        values = values_of(card)
        yield SourceRow(number, tuple(values.get(column, "") for column in header))


def _cards_of(texts: list[TextFile]) -> Iterator[Card]:
    for text in texts:
        yield from _cards(text)


def _cards(text: TextFile) -> Iterator[Card]:
    """Yield the cards of a file. A card inside another one (AGENT) is left out with it."""
    card: Card | None = None
    depth = 0
    with text.open() as opened:
        lines = iter(partial(opened.readline, MOST_CHARACTERS), "")
        for line in content_lines(lines, text.name):
            mark = (line.name, line.value.strip().upper())
            if mark == ("BEGIN", "VCARD"):
                if card and not (card.lines and card.lines[-1].name == "AGENT"):
                    raise _endless(text, card)
                card = card or Card(line.number)
                depth += 1
            elif card is None:
                raise Refused(f"Line {line.number} of “{text.name}” is outside of a card. Export it again.")
            elif mark == ("END", "VCARD"):
                depth -= 1
                if not depth:
                    yield card
                    card = None
            elif depth == 1:
                _add(card, line)
    if card:
        raise _endless(text, card)


def _add(card: Card, line: ContentLine) -> None:
    card.lines.append(line)
    if line.name == "VERSION":
        card.version = line.value.strip()


def _endless(text: TextFile, card: Card) -> Refused:
    return Refused(
        f"The card that begins in line {card.number} of “{text.name}” has no end (END:VCARD): "
        "the file is cut off or damaged. Export it again."
    )
