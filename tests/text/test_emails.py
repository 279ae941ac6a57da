"""Addresses that a pattern takes are those that the library takes, too."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from capptro_tui.text import emails

words = st.text("aZ0_.+-@", min_size=1, max_size=12)
labels = st.text("ab-0", max_size=70)


@given(st.one_of(st.builds("{}@{}.{}".format, words, words, words), st.builds("{}@{}.com".format, words, labels)))
def test_plain_address_is_a_strict_one(address: str) -> None:
    if emails._PLAIN.fullmatch(address):
        with patch.object(emails, "_PLAIN", emails.pattern("(?!)")):
            assert emails.is_strict(address)
            assert emails.addresses(address) == [address]


def test_usual_addresses_are_plain() -> None:
    for address in ("office@acme.example", "Ann.Smith+news@mail.acme.co.uk", "a-b_c@x1.io"):
        assert emails._PLAIN.fullmatch(address)
