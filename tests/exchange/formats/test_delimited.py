"""CSV and its kin: encoding and delimiter are found and said, and no broken row goes in unseen."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.reading import open_source
from tests.exchange.formats.conftest import Read, cells, numbers


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Name,Ort\nCafé,Łódź\n".encode(), "utf-8"),
        ("Name,Ort\nCafé,Łódź\n".encode("utf-8-sig"), "utf-8"),
        ("Name,Ort\nCafé,Łódź\n".encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + "Name,Ort\nCafé,Łódź\n".encode("utf-16-be"), "utf-16"),
        ("Name,Ort\nCafé,Łódź\n".encode("utf-16-le"), "utf-16-le"),
        ("Name,Ort\nCafé,Łódź\n".encode("utf-32"), "utf-32"),
    ],
)
def test_unicode_is_found(read: Read, content: bytes, encoding: str) -> None:
    source = read(content)
    assert cells(source.tables[0]) == [("Name", "Ort"), ("Café", "Łódź")]
    assert source.facts["encoding"] == encoding


def test_other_text_is_of_windows_and_says_so(read: Read) -> None:
    source = read("Name;Preis\nBäckerei;5 €\n".encode("cp1252"))
    assert cells(source.tables[0])[1] == ("Bäckerei", "5 €")
    assert (source.facts["encoding"], source.facts["encoding decided by"]) == ("cp1252", "line 2 is not UTF-8")


def test_text_of_dos_is_found_by_the_letters_in_its_words(read: Read) -> None:
    content = "Name;Ort\nMüller & Söhne;Groß Köris\nKrämer;Nîmes\n"
    source = read(content.encode("cp850"))
    assert cells(source.tables[0])[1:] == [("Müller & Söhne", "Groß Köris"), ("Krämer", "Nîmes")]
    assert source.facts["encoding decided by"] == "line 2 is not UTF-8, and has letters as DOS wrote them"
    quoted = "Name\n„Bäcker“ Groß… 5 €\n"
    assert cells(read(quoted.encode("cp1252")).tables[0])[1] == ("„Bäcker“ Groß… 5 €",)
    with pytest.raises(Refused, match="mac-roman"):  # it may be anything, and is not taken for DOS
        read("Name\nFrançois Müller\n".encode("mac-roman"))


def test_an_encoding_can_be_chosen(read: Read) -> None:
    content = "Nazwa;Miasto\nŻuraw;Łódź\n".encode("cp1250")
    assert cells(read(content, encoding="windows-1250").tables[0])[1] == ("Żuraw", "Łódź")


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13", "\0"])
def test_an_unknown_encoding_is_refused(read: Read, encoding: str) -> None:
    with pytest.raises(Refused, match="no known encoding"):
        read("Name\n", encoding=encoding)


def test_one_damaged_row_does_not_make_other_letters_of_all_rows(read: Read) -> None:
    content = b"Name\n" + "Café Zoë\n".encode() * 9 + b"Caf\xe9\n"
    with pytest.raises(Refused, match=r"Row 11 of “list.csv” is not UTF-8, but the other rows are"):
        read(content)
    assert cells(read(content, encoding="cp1252").tables[0])[-1] == ("Café",)


def test_bytes_without_a_character_are_refused_with_their_row(read: Read) -> None:
    """Byte 0x81 is in no text of UTF-8 or cp1252; it is shift-JIS here."""
    with pytest.raises(Refused, match=r"Row 3 of “list.csv” is neither UTF-8 nor"):
        read(b"Name\nAcme\n\x83\x81\x90\n")
    with pytest.raises(Refused, match=r"Row 2 of “list.csv” is not utf-8"):
        read("Name\nCafé\n".encode("cp1252"), encoding="utf-8")


@pytest.mark.parametrize(("separator", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "pipe")])
def test_the_delimiter_is_found_below_titles_and_beside_others(read: Read, separator: str, name: str) -> None:
    """Each other delimiter is in the texts, and the titles have none."""
    texts = [["Name", "Address", "Note"], ["A, B; C", "1 Lane, Leeds", "x|y"], ["D", "2 Lane, York", "a;b\tc"]]
    table = "\n".join(separator.join(f'"{text}"' for text in row) for row in texts)
    source = read(f"Customers 2026\nas of today, all\n{table}\n")
    assert cells(source.tables[0])[2:] == [tuple(row) for row in texts]
    assert source.facts["delimiter"] == name


def test_a_delimiter_can_be_chosen_or_stated_by_the_file(read: Read) -> None:
    assert cells(read("a~b,c\n", delimiter="~").tables[0]) == [("a", "b,c")]
    assert cells(read("a;b,c\n", delimiter="semicolon").tables[0]) == [("a", "b,c")]
    stated = read("sep=;\r\na,b;c\r\n")
    assert cells(stated.tables[0]) == [("a,b", "c")]
    assert numbers(stated.tables[0]) == [2]
    assert "sep=" in stated.facts["delimiter decided by"]


@pytest.mark.parametrize("delimiter", ['"', "x", ",,", "\n"])
def test_a_delimiter_that_is_none_is_refused(read: Read, delimiter: str) -> None:
    with pytest.raises(Refused, match="no delimiter"):
        read("a,b\n", delimiter=delimiter)


def test_one_column_is_a_table_and_says_so(read: Read) -> None:
    source = read("Name\nAcme\nBolt\n")
    assert cells(source.tables[0]) == [("Name",), ("Acme",), ("Bolt",)]
    assert source.facts["delimiter decided by"] == "no delimiter found: one column"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_row_has_the_number_of_its_first_line(read: Read, end: str) -> None:
    source = read(end.join(["Name,Note", 'Acme,"one', "two", 'three"', "", "Bolt,x"]))
    assert numbers(source.tables[0]) == [1, 2, 6]
    assert cells(source.tables[0])[1] == ("Acme", f"one{end}two{end}three")


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ('Name,Notes\nHeron,"gate\nEgret,dog\n', 2),
        ('Name,Notes\nHeron,x\nEgret,"gate', 3),
        ('Name,Notes\nHeron,"gate\nEgret,dog\nStork,"cat"\nIbis,x\n', 2),
        ('Name,Notes\nHeron,"gate\nEgret,"dog\nStork,cat\n', 2),
    ],
    ids=["at the end of the file", "in the last line", "before a cell in quotes", "twice"],
)
def test_a_quote_that_is_never_closed_is_refused_with_its_row(read: Read, content: str, row: int) -> None:
    """It would take other records into one cell."""
    with pytest.raises(Refused, match=f"In row {row} of “list.csv” a quotation mark"):
        list(read(content).tables[0].rows())


def test_an_endless_quote_is_refused_before_the_file_is_in_memory(read: Read) -> None:
    content = 'Name,Notes\nHeron,"gate\n' + "Egret,dog and cat\n" * 700_000
    with pytest.raises(Refused, match="In row 2"):
        list(read(content).tables[0].rows())


def test_quotation_marks_inside_a_cell_are_text(read: Read) -> None:
    content = 'Name,Size\nPipe 5" wide,"say ""hi"""\n"Acme" Ltd,x\n'
    assert cells(read(content).tables[0])[1:] == [('Pipe 5" wide', 'say "hi"'), ("Acme Ltd", "x")]


def test_a_zero_byte_is_refused_with_its_row(read: Read) -> None:
    with pytest.raises(Refused, match=r"Row 3 of “list.csv” has a zero byte"):
        list(read(b"Name,City\nAcme,Leeds\nBo\0lt,York\n").tables[0].rows())


def test_a_very_long_cell_and_very_many_columns_are_read(read: Read) -> None:
    long = "x" * 1_000_000
    assert cells(read(f"Name,Note\nAcme,{long}\n").tables[0])[1] == ("Acme", long)
    row = ",".join(map(str, range(5000)))
    assert len(cells(read(f"{row}\n{row}\n").tables[0])[1]) == 5000
    with pytest.raises(Refused, match=r"Row 1 of “list.csv” has 20,001 columns"):
        list(read("," * 20_000).tables[0].rows())
    with pytest.raises(Refused, match=r"Row 2 of “list.csv” is longer than"):
        list(read("Name\n" + "x" * 10_000_001).tables[0].rows())


def test_ragged_rows_stay_as_they_are(read: Read) -> None:
    source = read("a,b,c\n1\n1,2,3,4,5\n,,\n")
    assert cells(source.tables[0])[1:] == [("1",), ("1", "2", "3", "4", "5"), ("", "", "")]


@pytest.mark.parametrize("content", ["\n\n  \r\n", "\ufeff\n"])
def test_a_file_of_blank_lines_is_refused(read: Read, content: str) -> None:
    with pytest.raises(Refused, match="nothing but blank lines"):
        read(content)


def test_rows_can_be_read_again(read: Read) -> None:
    table = read("a,b\n1,2\n").tables[0]
    first = table.rows()
    next(first)
    assert cells(table) == cells(table) == [("a", "b"), ("1", "2")]


text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.lists(text, min_size=2, max_size=5), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_what_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], separator: str
) -> None:
    content = io.StringIO(newline="")
    csv.writer(content, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    path: Path = tmp_path_factory.mktemp("csv") / "rows.csv"
    path.write_text(content.getvalue(), encoding="utf-8", newline="")
    source = open_source(path, format="csv", encoding="utf-8", delimiter=separator)
    assert cells(source.tables[0]) == [tuple(row) for row in rows]
