"""What a terminal sends is cut into text, sequences and pastes; what is neither goes no further."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.widgets.terminal.input_filter import ESCAPE_DELAY, GIVE_UP, InputFilter, Paste, Unit

LATE = GIVE_UP + 0.1
LONE = ESCAPE_DELAY + 0.05


def units(*reads: bytes | float) -> list[Unit]:
    """What comes of these reads, text joined; a number is the seconds that pass before the next one."""
    filter_, now = InputFilter(), 100.0
    found: list[Unit] = []
    for read in reads:
        if isinstance(read, bytes):
            found += filter_.feed(read, now)
        else:
            now += read
            found += filter_.tick(now)
    return joined(found + filter_.tick(now + LATE))


def is_text(unit: str) -> bool:
    """Whether a unit is text, of characters that can be shown or not, and neither a control character nor a key."""
    return unit >= " " and not unit.startswith("\x7f")


def joined(found: list[Unit]) -> list[Unit]:
    """The same, with texts side by side put together."""
    together: list[Unit] = []
    for unit in found:
        last = together[-1] if together else None
        if isinstance(unit, str) and isinstance(last, str) and is_text(unit) and is_text(last):
            together[-1] = last + unit
        else:
            together.append(unit)
    return together


# Text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Smith & Söhne 株式会社 👩‍👩‍👧‍👦".encode(), "Smith & Söhne 株式会社 👩‍👩‍👧‍👦"),
        (b"M\xfcller", "M\ufffdller"),
        (b"caf\xe9 x", "caf\ufffd x"),
        (b"caf\xe9", "caf\ufffd"),
        (b"a\xe2\x82b", "a\ufffd\ufffdb"),
        (b"a\xed\xa0\x80b", "a\ufffd\ufffd\ufffdb"),
        (b"a\xff\xfe\xc0b", "a\ufffd\ufffd\ufffdb"),
        (b"a\xc2\x9bb\xc2\x85c", "abc"),
    ],
)
def test_text_is_utf_8_and_what_is_not_is_replaced_byte_by_byte(raw: bytes, text: str) -> None:
    assert "".join(str(unit) for unit in units(raw)) == text


def test_a_character_cut_by_a_read_is_joined() -> None:
    raw = "aöå株👍z".encode()
    for cut in range(len(raw)):
        assert units(raw[:cut], 0.5, raw[cut:]) == ["aöå株👍z"]


def test_half_a_character_is_given_up_after_a_second_or_with_the_next_key() -> None:
    assert units(b"\xc3", LATE, b"a") == ["\ufffda"]
    assert units(b"\xc3\r") == ["\ufffd", "\r"]
    assert units(b"\xc3\x1b[A") == ["\ufffd", "\x1b[A"]


def test_control_characters_are_keys_of_their_own() -> None:
    assert units(b"a\x13b\x7f\x08\t\x00") == ["a", "\x13", "b", "\x7f", "\x08", "\t", "\x00"]


def test_a_return_with_a_line_feed_is_one_key() -> None:
    """As bar code readers send them; a line feed by itself is passed on."""
    assert units(b"4006381333931\r\n4006381333948\r\n") == ["4006381333931", "\r", "4006381333948", "\r"]
    assert units(b"1\r", b"\n2") == ["1", "\r", "2"]
    assert units(b"1\n2") == ["1", "\n", "2"]
    assert units(b"1\r", 0.2, b"\n2") == ["1", "\r", "\n", "2"]
    assert units(b"\r\n\n") == ["\r", "\n"]


# Escape and alt


def test_a_lone_escape_is_a_key_after_a_moment() -> None:
    filter_ = InputFilter()
    assert filter_.feed(b"a\x1b", 1.0) == ["a"]
    assert filter_.deadline == 1.0 + ESCAPE_DELAY
    assert filter_.tick(1.0 + ESCAPE_DELAY / 2) == []
    assert filter_.tick(1.0 + ESCAPE_DELAY) == ["\x1b"]
    assert filter_.deadline is None
    assert units(b"\x1b", LONE, b"[A") == ["\x1b", "[A"]
    assert units(b"\x1b\x1b") == ["\x1b", "\x1b"]
    assert units(b"\x1b\x1b[A") == ["\x1b", "\x1b[A"]


@pytest.mark.parametrize("key", ["a", "Z", "7", "é", "株", "\r", "\x7f", "\t", " ", "O", "P", "X"])
def test_alt_with_a_key(key: str) -> None:
    assert units(b"\x1b" + key.encode()) == [f"\x1b{key}"]
    for cut in range(1, len(key.encode()) + 1):
        raw = b"\x1b" + key.encode()
        assert units(raw[:cut], raw[cut:]) == [f"\x1b{key}"]


def test_keys_after_alt_with_a_key_are_keys() -> None:
    assert units(b"\x1bab") == ["\x1ba", "b"]
    assert units(b"\x1bP", LONE, b"1") == ["\x1bP", "1"]
    assert units(b"\x1b\xfca") == ["\x1b\ufffd", "a"]


@pytest.mark.parametrize("second", [b"]", b"_", b"^"])
def test_alt_with_a_sign_that_begins_replies_takes_no_keys_with_it(second: bytes) -> None:
    assert units(b"\x1b" + second, 0.5, b"Smith") == ["Smith"]


# Sequences


@pytest.mark.parametrize(
    "sequence",
    ["\x1b[A", "\x1b[1;5C", "\x1b[Z", "\x1b[3~", "\x1b[15;2~", "\x1bOP", "\x1bOA", "\x1b[[A", "\x1b[3$", "\x1b[7^",
     "\x1b[27u", "\x1b[97;5u", "\x1b[<0;10;10M", "\x1b[<35;150;40m", "\x1b[I", "\x1b[O", "\x1b[?2026;2$y"],
)  # fmt: skip
def test_a_sequence_is_passed_on_whole_wherever_reads_cut_it(sequence: str) -> None:
    raw = sequence.encode()
    assert units(b"a" + raw + b"b") == ["a", sequence, "b"]
    for cut in range(2, len(raw)):
        if raw[:cut] not in (b"\x1bO",):
            assert units(b"a" + raw[:cut], 0.5, raw[cut:] + b"b") == ["a", sequence, "b"]
    assert units(b"a", *(bytes([byte]) for byte in raw), b"b") == ["a", sequence, "b"]


@pytest.mark.parametrize(
    "reply",
    [b"\x1b[?62;22;52c", b"\x1b[>0;276;0c", b"\x1b[24;80R", b"\x1b[1;2R", b"\x1b[0n", b"\x1b[?997;1n", b"\x1b[?1u",
     b"\x1b[8;24;80t", b"\x1b[48;24;80;600;800t", b"\x1b[?2048;1$y", b"\x1b[?1;2;3;4;5;6;7;8;9;10;11;12;13;14;15c",
     b"\x1b[99~", b"\x1b[201~", b"\x1b[65;A", b"\x1b[" + b"9" * 5000 + b"A"],
)  # fmt: skip
def test_replies_and_sequences_that_are_no_keys_go_no_further(reply: bytes) -> None:
    assert units(b"Sm" + reply + b"ith") == ["Smith"]


@pytest.mark.parametrize(
    "reply",
    [b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\", b"\x1b]11;rgb:1e1e/1e1e/1e1e\x07", b"\x1bP1+r544e=787465726d\x1b\\",
     b"\x1bP>|XTerm(390)\x1b\\", b"\x1b_Gi=31;OK\x1b\\", b"\x1b^private\x1b\\", b"\x1bXstring\x1b\\",
     "\x1b]l株 title\x1b\\".encode(), b"\x1b]52;c;" + b"QUJD" * 5000 + b"\x07"],
)  # fmt: skip
def test_late_replies_are_swallowed_wherever_reads_cut_them(reply: bytes) -> None:
    assert units(b"Sm" + reply + b"ith") == ["Smith"]
    for cut in range(3, min(len(reply), 40)):
        assert units(b"Sm" + reply[:cut], 0.5, reply[cut:] + b"ith") == ["Smith"]
    assert units(b"Sm", *(bytes([byte]) for byte in reply), b"ith") == ["Smith"]


def test_a_reply_without_end_is_given_up_after_a_second() -> None:
    assert units(b"Sm\x1b]11;rgb:1e", 0.5, b"xx", 0.6, b"ith") == ["Smith"]
    assert units(b"Sm\x1b[12;3", LATE, b"ith") == ["Smith"]
    assert units(b"\x1bP1+r", 0.5, b"\x1b[A") == ["\x1b[A"]
    assert units(b"\x1b]11;rgb", 0.3, b"\x1b") == ["\x1b"]


def test_a_long_reply_that_still_comes_is_waited_for() -> None:
    piece = b"x" * 100
    assert units(b"\x1bP1+r", *(piece, 0.9) * 5, b"\x1b\\", b"a") == ["a"]


def test_a_sequence_cut_off_by_another_is_dropped() -> None:
    assert units(b"\x1b[1;\x1b[A") == ["\x1b[A"]
    assert units(b"\x1b[1;5\rx") == ["\r", "x"]
    assert units("\x1b[1;5é".encode()) == ["é"]
    assert units(b"\x1b[[x") == ["x"]


@pytest.mark.parametrize("place", [b" !!", b"#\xc8\xff", b"#\x7f\x80", b"\x20\x00\x00", b'"\xc3\xa9', b"`[M"])
def test_x10_mouse_reports_go_no_further(place: bytes) -> None:
    """Past column 95 their bytes are no UTF-8, or another character's."""
    assert units(b"Sm\x1b[M" + place + b"ith") == ["Smith"]
    for cut in range(1, 3):
        assert units(b"Sm\x1b[M" + place[:cut], 0.5, place[cut:] + b"ith") == ["Smith"]
    assert units(b"Sm\x1b[M", LATE, b"ith") == ["Smith"]
    assert units(b"\x1b[M \r") == ["\r"]


# Pastes


def test_a_paste_is_passed_on_whole() -> None:
    text = "1 High St\nLeeds\r\n\tUK \x1b[31mred\x1b[0m é\x07"
    raw = b"\x1b[200~" + text.encode() + b"\x1b[201~"
    assert units(b"a" + raw + b"b") == ["a", Paste(text), "b"]
    for cut in range(2, len(raw)):
        assert units(raw[:cut], 0.5, raw[cut:]) == [Paste(text)]


def test_a_paste_without_end_is_given_up_after_a_second() -> None:
    assert units(b"\x1b[200~Smith", 0.9, b" & Co", 0.9, b".", LATE, b"\r") == [Paste("Smith & Co."), "\r"]
    assert units(b"\x1b[200~one\x1b[200~two\x1b[201~") == [Paste("one"), Paste("two")]
    assert units(b"\x1b[200~", LATE, b"a") == ["a"]


def test_bytes_of_a_paste_that_are_no_text_are_replaced() -> None:
    assert units(b"\x1b[200~M\xfcller\x00\x1b[201~") == [Paste("M\ufffdller")]


def test_a_long_paste_is_not_looked_through_again_and_again() -> None:
    filter_ = InputFilter()
    reads = [b"x" * 4096] * 2000
    found = filter_.feed(b"\x1b[200~", 0.0)
    for read in reads:
        found += filter_.feed(read, 0.0)
    assert found == []
    assert filter_.feed(b"\x1b[201~", 0.0) == [Paste("x" * 4096 * 2000)]


# Any bytes

_PIECES = st.sampled_from(
    [b"\x1b", b"\x1b[", b"\x1b]", b"\x1bP", b"\x1bO", b"\x1b[200~", b"\x1b[201~", b"\x1b[M", b"\x1b\\", b"\x07", b"\r",
     b"\n", b";", b":", b"1", b"97", b"9999999999", b"u", b"~", b"A", b"R", b"\xfc", b"\xc3", b"\xed\xa0\x80", b"\xff",
     "株".encode(), b"Smith", b"<0;5;5M", b"?62c", b"$", b"\x00", b"\x9b", b"\xc2\x9b", b"\x18"]
)  # fmt: skip


@given(st.lists(st.one_of(_PIECES, st.binary(max_size=4)), max_size=20), st.randoms(use_true_random=False))
def test_it_does_not_matter_where_reads_cut(pieces: list[bytes], random) -> None:  # type: ignore[no-untyped-def]
    raw = b"".join(pieces)
    whole = units(raw)
    cut, rest = [], raw
    while rest:
        length = random.randint(1, len(rest))
        cut.append(rest[:length])
        rest = rest[length:]
    assert units(*cut) == whole
    assert units(*(bytes([byte]) for byte in raw)) == whole


@given(st.lists(st.one_of(_PIECES, st.binary(max_size=4), st.floats(0, 2)), max_size=20))
def test_nothing_is_held_for_longer_than_a_second(reads: list[bytes | float]) -> None:
    filter_, now = InputFilter(), 0.0
    for read in reads:
        if isinstance(read, bytes):
            filter_.feed(read, now)
        else:
            now += read
            filter_.tick(now)
        assert filter_.deadline is None or filter_.deadline <= now + GIVE_UP + 1e-9
    while (deadline := filter_.deadline) is not None:
        filter_.tick(deadline)
    assert filter_.feed(b"Smith", now + 3) == ["Smith"]
