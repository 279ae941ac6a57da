"""Names, numbers and searches in one form, whatever their script and however they are typed."""

# ruff: noqa: RUF001 — other alphabets are meant.
from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from capptro_tui.text.legal_forms import TRAILING_FORMS
from capptro_tui.text.normalise import (
    Terms,
    digits,
    email_key,
    email_words,
    fold,
    name_compact,
    name_key,
    name_norm,
    national_digits,
    phone_key,
    postcode_key,
    reference_key,
    search_terms,
    street_key,
)
from capptro_tui.text.phones import _possible, _quick

ANY_TEXT = st.text(st.characters(exclude_categories=()))
"""Any string Python can hold, lone surrogates too."""
SCRIPTS = st.lists(
    st.one_of(
        st.characters(codec="ascii"),
        st.sampled_from("éüßøŁİıœ&+'’`´.,-/™№㈱①"),
        st.characters(min_codepoint=0x300, max_codepoint=0x36F),
        st.characters(min_codepoint=0x590, max_codepoint=0x6FF),
        st.characters(min_codepoint=0x900, max_codepoint=0x97F),
        st.characters(min_codepoint=0x3040, max_codepoint=0x30FF),
        st.characters(min_codepoint=0xAC00, max_codepoint=0xAC80),
        st.sampled_from(["ltd ", " gmbh", " & ", " the ", "J.R. ", " s.a.", "株式会社", "\ud800", "\u200d"]),
    )
).map("".join)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  Café   Zoë ", "cafe zoe"),
        ("Łódź Ørsted Æsir Œuvre Đặng Straße ðə", "lodz orsted aesir oeuvre dang strasse de"),
        ("İSTANBUL ıspanak", "istanbul ispanak"),
        ("O'Brien O’Brien O`Brien O´Brien Oʻahu", "obrien obrien obrien obrien oahu"),
        ("Smith & Sons+Co", "smith and sons and co"),
        ("R2-D2/C_3", "r2 d2 c 3"),
        ("Col·legi", "collegi"),
        ("Acme™ Café №1", "acme cafe no1"),
        ("ＦＵＬＬ　ｗｉｄｔｈ", "full width"),
        ("ﬁne ½", "fine 1 2"),
        ("٠١٢ १२३", "012 123"),
        ("ΟΔΥΣΣΕΎΣ οδυσσεύς", "οδυσσευσ οδυσσευσ"),
        ("Ёлка Йод", "елка иод"),
        ("مُحَمَّد", "محمد"),
        ("أحمد إيمان آدم", "احمد ايمان ادم"),
        ("علی کریم", "علي كريم"),
        ("שָׁלוֹם", "שלום"),
        ('בע"מ בע״מ', "בעמ בעמ"),
        ("がぎ ｶﾞｷﾞ", "ガギ ガギ"),
        ("ひまわり ヒマワリ ﾋﾏﾜﾘ ゔぁん", "ヒマワリ ヒマワリ ヒマワリ ヴァン"),
        ("한국", "한국"),
        ("क्षत्रिय कि", "क्षत्रिय कि"),
        ("می\u200cخواهم a\u00adb\ufeffc", "ميخواهم abc"),
        ("a\tb\nc\x00d", "a b c d"),
        ("!!! 🍕", ""),
        ("", ""),
        ("\ud800", ""),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("か", "が"), ("は", "ぱ"), ("कि", "की"), ("कल", "काल"), ("ก่", "ก้"), ("ؤ", "و"), ("ナ", "ダ")],
)
def test_fold_keeps_different_letters_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(ANY_TEXT | SCRIPTS)
def test_fold_is_idempotent_lower_case_and_storable(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.casefold().split())
    folded.encode()


@given(SCRIPTS)
def test_fold_ignores_case(text: str) -> None:
    assert fold(text.casefold()) == fold(text.upper()) == fold(text)


@pytest.mark.parametrize(
    ("typed", "norm"),
    [
        ("J.R. Smith", "jr smith"),
        ("J. R. Smith", "jr smith"),
        ("J.R Smith", "jr smith"),
        ("J.R.Smith", "jr smith"),
        ("J. Smith", "j smith"),
        ("The Smith and Sons", "smith sons"),
        ("Müller & Söhne GmbH & Co. KG", "muller sohne"),
        ("Müller und Söhne", "muller sohne"),
        ("Acme Pty. Ltd.", "acme"),
        ("ACME PTY LTD", "acme"),
        ("Acme Co., Inc.", "acme"),
        ("Acme Limited Liability Company", "acme"),
        ("Acme S.A. de C.V.", "acme"),
        ("Acme SA de CV", "acme"),
        ("Kowalski Sp. z o.o.", "kowalski"),
        ("Kowalski spółka z o. o.", "kowalski"),
        ("Mærsk A/S", "maersk"),
        ("Barilla S.p.A.", "barilla"),
        ("L'Oréal S.A.", "loreal"),
        ("Ünal Ltd. Şti.", "unal"),
        ("Petronas Sdn. Bhd.", "petronas"),
        ("ООО «Ромашка»", "ромашка"),
        ("株式会社トヨタ自動車", "トヨタ自動車"),
        ("トヨタ自動車 株式会社", "トヨタ自動車"),
        ("トヨタ自動車㈱", "トヨタ自動車"),
        ("(株)トヨタ自動車", "トヨタ自動車"),
        ("ﾄﾖﾀ自動車株式会社", "トヨタ自動車"),
        ("北京科技有限公司", "北京科技"),
        ("주식회사 삼성", "삼성"),
        ("(주)삼성", "삼성"),
        ('כהן בע"מ', "כהן"),
        ("Ltd", "ltd"),
        ("The", "the"),
        ("The Limited", "the"),
        ("AB Ltd", "ab"),
        ("Limited Ltd", "limited"),
        ("Anders", "anders"),
        ("Co-op", "co op"),
        ("3M", "3m"),
        ("!!!", "!!!"),
        (" 🍕  🍕 ", "🍕 🍕"),
        ("\ud800", "\ufffd"),
        ("\u200b \x00", ""),
        ("", ""),
    ],
)
def test_name_norm(typed: str, norm: str) -> None:
    assert name_norm(typed) == norm


@pytest.mark.parametrize("form", sorted(TRAILING_FORMS))
def test_every_legal_form_is_dropped(form: str) -> None:
    assert name_norm(f"Zebra {form}") == name_norm(f"zebra, {form.upper()}.") == "zebra"


@given(ANY_TEXT | SCRIPTS)
@example("株式会社株式会社")
@example("foo ltd the")
@example("s a the")
def test_name_norm_is_idempotent_and_keeps_something(text: str) -> None:
    norm = name_norm(text)
    assert name_norm(norm) == norm
    assert norm == norm.strip()
    assert norm or not fold(text)
    norm.encode()


@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1))
def test_a_name_that_can_be_seen_is_never_empty(text: str) -> None:
    invisible = "\u115f\u1160\u3164\uffa0"
    assert name_norm(text) or all(char in invisible for char in text)


@given(SCRIPTS)
def test_key_and_compact_hold_the_letters_of_the_norm(text: str) -> None:
    norm = name_norm(text)
    assert sorted(name_key(norm).split()) == sorted(norm.split())
    assert name_key(name_key(norm)) == name_key(norm)
    assert sorted(name_compact(norm)) == sorted(name_compact(name_key(norm)))
    assert " " not in name_compact(norm)


def test_word_order_and_spacing_do_not_matter() -> None:
    assert name_key(name_norm("Smith, John")) == name_key(name_norm("john SMITH")) == "john smith"
    assert name_compact(name_norm("Day Care")) == name_compact(name_norm("Daycare"))


@pytest.mark.parametrize(
    ("typed", "region", "key"),
    [
        ("020 7946 0018", "GB", "442079460018"),
        ("(020) 7946-0018", "gb", "442079460018"),
        ("+44 (0)20 7946 0018", "US", "442079460018"),
        ("0044 20 7946 0018", "US", "442079460018"),
        ("442079460018", "GB", "442079460018"),
        ("020 7946 0018 ext 12", "GB", "442079460018"),
        ("020 7946 0018x12", "GB", "442079460018"),
        ("020 7946 0018 #12", "GB", "442079460018"),
        ("020 7946 0018 / 020 7946 0019", "GB", "442079460018"),
        ("Mob 0412 345 678", "AU", "61412345678"),
        ("1-800-FLOWERS", "US", "18003569377"),
        ("06 698 12345", "IT", "390669812345"),
        ("8 (916) 123-45-67", "RU", "79161234567"),
        ("030/1234567", "DE", "49301234567"),
        ("٠١٠٠ ١٢٣ ٤٥٦٧", "EG", "201001234567"),
        ("386-5286", "US", "3865286"),
        ("386-5286 / 386-5287", "US", "3865286"),
        ("00731", "", "00731"),
        ("020 7946 0018", "", "02079460018"),
        ("020 7946 0018", "XX", "02079460018"),
        ("+999 123 4567", "GB", "9991234567"),
        ("12", "GB", ""),
        ("n/a", "GB", ""),
        ("", "GB", ""),
    ],
)
def test_phone_key(typed: str, region: str, key: str) -> None:
    assert phone_key(typed, region) == key


@given(ANY_TEXT | st.text("0123456789 +-()/x#.", max_size=30), st.sampled_from(["GB", "US", "DE", "IT", "", "??"]))
def test_phone_key_is_digits(text: str, region: str) -> None:
    key = phone_key(text, region)
    assert key == "" or (key.isascii() and key.isdigit() and len(key) >= 3)


@given(
    st.from_regex(r"\+?0?[0-9]{4,13}", fullmatch=True),
    st.sampled_from(["GB", "US", "CA", "DE", "FR", "IT", "RU", "AU", "AR", "BR", "IN", "JP", "KZ"]),
)
@example("5438817", "CA")
@example("+062620469", "GB")
def test_the_quick_way_to_read_a_number_agrees_with_the_library(text: str, region: str) -> None:
    assert _quick(text, region) in ("", _possible(text, region))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (" John.Doe@EXAMPLE.com ", "john.doe@example.com"),
        ("jo@MÜLLER.de", "jo@müller.de"),
        ("jo@xn--mller-kva.de", "jo@müller.de"),
        ("Jo Doe <Jo@Example.com>", "jo@example.com"),
        ("mailto:jo@example.com", "jo@example.com"),
        ("not an address", "not an address"),
        ("a@@b", "a@@b"),
        ("\ud800@x", "\ufffd@x"),
        ("", ""),
    ],
)
def test_email_key(typed: str, key: str) -> None:
    assert email_key(typed) == key


@pytest.mark.parametrize(
    ("typed", "key"),
    [("AC-0007/31 x", "ac000731x"), ("00731", "00731"), ("a.b_c\u2013d", "abcd"), ("ＡＢ１", "ab1"), (" - ", "")],
)
def test_reference_key(typed: str, key: str) -> None:
    assert reference_key(typed) == key


def test_leading_zeros_of_a_reference_count() -> None:
    assert reference_key("00731") != reference_key("731")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 High Street", "12, high St."),
        ("Hauptstraße 5", "Hauptstr. 5"),
        ("221 N. Central Avenue", "221 North Central Ave"),
        ("No. 4 Park Road, Flat 3", "4 Park Rd Apt 3"),
        ("Dorpsstraat 1", "dorpsstr 1"),
    ],
)
def test_street_key(one: str, other: str) -> None:
    assert street_key(one) == street_key(other)


def test_postcode_key() -> None:
    assert postcode_key("sw1a 1AA") == postcode_key("SW1A1AA") == "sw1a1aa"
    assert postcode_key("00731") == "00731"


@given(ANY_TEXT | SCRIPTS)
def test_keys_are_idempotent_and_storable(text: str) -> None:
    for key in (email_key, reference_key, street_key, postcode_key, digits):
        once = key(text)
        assert key(once) == once, key
        once.encode()


def test_digits_of_any_script() -> None:
    assert digits("a1b٢c३") == "123"


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Smith & Sons", Terms(words=("smith", "sons"), name="smith sons", reference="smith&sons")),
        ("the", Terms(words=("the",), name="the", reference="the")),
        ("c-42", Terms(words=("c", "42"), name="c 42", number=("C", 42), reference="c42")),
        ("", Terms()),
        (" \u200b\x1b ", Terms()),
    ],
)
def test_search_terms(typed: str, terms: Terms) -> None:
    assert search_terms(typed) == terms


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("C-42", ("C", 42)),
        ("c42", ("C", 42)),
        ("C-000042", ("C", 42)),
        ("w 7", ("W", 7)),
        ("C-", None),
        ("42", None),
        ("CC-42", None),
        ("C-" + "9" * 40, None),
        ("C-42 x", None),
    ],
)
def test_search_for_a_number(typed: str, number: tuple[str, int] | None) -> None:
    assert search_terms(typed).number == number


@pytest.mark.parametrize(
    "typed",
    ["020 7946 0018", "+44 20 7946", "0044 (0)20 7946", "+44 (0)20 7946 0018", "0207 946", "7946-0018 x12", "946"],
)
def test_searched_digits_are_part_of_the_stored_ones(typed: str) -> None:
    found = search_terms(typed).digits
    assert len(found) >= 3
    assert found in phone_key("020 7946 0018", "GB")


@pytest.mark.parametrize("typed", ["12", "221b Baker Street", "jo4567@x.com", "000", "Route 66"])
def test_what_is_no_phone_has_no_digits(typed: str) -> None:
    assert search_terms(typed).digits == ""


def test_search_for_part_of_an_email() -> None:
    assert search_terms("Jo@Exa").email == "jo@exa"
    assert search_terms("find jo+x@exa now").email == "jo+x@exa"
    assert search_terms("jo exa").email == ""


@pytest.mark.parametrize(
    "page", ["a" * 10_000, "word " * 2_000, "1" * 10_000, "@" * 10_000, "a. " * 3_000, "é\u0301" * 5_000]
)
def test_a_pasted_page_is_harmless(page: str) -> None:
    terms = search_terms(page)
    assert len(terms.words) <= 8
    assert all(len(word) <= 64 for word in terms.words)
    assert len(terms.name) + len(terms.digits) + len(terms.email) + len(terms.reference) <= 1_000
    assert name_norm(page)


@given(ANY_TEXT | SCRIPTS)
def test_search_terms_never_fail(text: str) -> None:
    terms = search_terms(text)
    assert bool(terms) == bool(terms.words or terms.name or terms.digits or terms.email or terms.reference)
    "".join((*terms.words, terms.name, terms.digits, terms.email, terms.reference)).encode()


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("jo.ward@acme.example", "jo.ward@acme.example @acme.example jo ward acme"),
        (
            "info@müller-söhne.co.uk",
            "info@müller-söhne.co.uk @müller-söhne.co.uk info muller sohne co @muller-sohne.co.uk",
        ),
        ("not an address", "not an address"),
        ("@", "@"),
        ("", ""),
    ],
)
def test_email_words(key: str, words: str) -> None:
    """The whole, the domain, and the words but for the last label, each once."""
    assert email_words(key) == words


@given(ANY_TEXT | SCRIPTS)
def test_email_words_begin_with_the_key(text: str) -> None:
    key = email_key(text)
    assert email_words(key).startswith(key)
    email_words(key).encode()


@pytest.mark.parametrize(
    ("key", "national"),
    [("442079460018", "2079460018"), ("4930901820", "30901820"), ("13035550123", "3035550123"), ("", ""), ("000", "")],
)
def test_national_digits(key: str, national: str) -> None:
    """Less the country code."""
    assert national_digits(key) == national


def test_importing_loads_no_library() -> None:
    code = (
        "import sys, capptro_tui.matching.derive;"
        "from capptro_tui.services.duplicates import duplicate_pairs, duplicates;"
        "print([name for name in ('phonenumbers', 'email_validator', 'rapidfuzz', 'numpy') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
