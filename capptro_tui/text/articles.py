"""The indefinite article of a noun in a sentence."""

from __future__ import annotations


def with_article(noun: str) -> str:
    """Return a noun as it stands in a sentence: `a customer`, `an order`. It is for labels of the program."""
    lower = noun.lower()
    return f"{'an' if lower.startswith(('a', 'e', 'i', 'o')) else 'a'} {lower}"
