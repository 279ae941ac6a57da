"""Compare two records for being the same customer: a grade, a score and the reasons, from their facts alone.

The rule is a sum of plain points, a few for each field, against one threshold for everything. A name alone decides at a
likeness of 82 in 100; each other field that both records have then counts for or against.

The rule was found on six labelled sets of companies and people, which `bench/matching.py` measures. The points are
round numbers on purpose: fitted ones did not carry over from set to set, and moving any of these by a third changes the
mean F1 by 0.005 at most. Weighing the words of names by their rarity did not help, so no corpus is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from operator import mul
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from capptro_tui.text.legal_forms import NOT_A_VALUE
from capptro_tui.text.normalise import (
    email_key,
    fold,
    name_compact,
    name_key,
    name_norm,
    phone_key,
    postcode_key,
    reference_key,
    street_key,
)

SIMILAR_NAMES = 85
"""From this `name_similarity` on, two records are at least possibly the same, whatever else differs."""

_MOST_FOR_NAMES = 18
_NAMES_DECIDE = 82  # likeness of names (0 to 100) that just suffices if nothing else is known
_UNLIKE_NAMES = 45  # below it two names are different names: an equal address is then a neighbour, not a duplicate
_WORTH_SAYING = 60  # least similarity of names that is given as a reason
_OTHER_STREET = 45  # similarity below which streets differ, even if single words are alike
_POSSIBLE = -10  # points from which a pair is worth a look; from 0 it is likely
_FEWEST_PHONE_DIGITS = 5
_LOCAL_DIGITS = 7
_SAME_DIGITS = 9  # a phone that ends in so many equal digits is a filler
_SHORTEST_SLIP = 3


class Grade(StrEnum):
    """Certainty that two records are the same."""

    SAME = "same"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of comparing two records.

    Attributes:
        grade: *same* if a name, phone, email or reference is equal; *likely* and *possible* by the points.
        score: 0 to 100, higher is surer; at least 90 for *same*, 60 to 89 for *likely*, below that *possible*.
        reasons: the evidence for it, in words for the user, strongest first.
    """

    grade: Grade
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """The compared values of a record, in normalised form. `facts` and `facts_from_keys` make them."""

    name: str = ""
    norm: str = ""
    key: str = ""
    compact: str = ""
    phones: frozenset[str] = frozenset()
    email: str = ""
    references: frozenset[tuple[str, str]] = frozenset()
    street: str = ""
    postcode: str = ""
    city: str = ""


def facts(
    *,
    name: str = "",
    phones: Iterable[str] = (),
    email: str = "",
    account: str = "",
    external_id: str = "",
    external_id2: str = "",
    street: str = "",
    postcode: str = "",
    city: str = "",
    region: str = "",
) -> Facts:
    """Return the facts of a record from its fields as typed.

    `region` is the two-letter country of phones without a country code.
    """
    return facts_from_keys(
        name=name,
        norm=name_norm(name),
        phones=[phone_key(phone, region) for phone in phones],
        email=email_key(email),
        account=reference_key(account),
        external_id=reference_key(external_id),
        external_id2=reference_key(external_id2),
        street=street,
        postcode=postcode,
        city=city,
    )


def facts_from_keys(
    *,
    name: str = "",
    norm: str = "",
    phones: Iterable[str] = (),
    email: str = "",
    account: str = "",
    external_id: str = "",
    external_id2: str = "",
    street: str = "",
    postcode: str = "",
    city: str = "",
) -> Facts:
    """Return the facts of a record from its stored keys: `norm`, phones, email and references are taken as they are.

    Fillers ("n/a", 000000) are left out: they do not make two records the same.
    """
    references = {"account number": account, "external id": external_id, "second external id": external_id2}
    return Facts(
        name=name.strip(),
        norm=norm,
        key=name_key(norm),
        compact=name_compact(norm),
        phones=frozenset(
            one for one in phones if len(one) >= _FEWEST_PHONE_DIGITS and len(set(one[-_SAME_DIGITS:])) > 1
        ),
        email=email if "@" in email.strip("@") else "",
        references=frozenset(one for one in references.items() if one[1].strip("0") not in NOT_A_VALUE),
        street=street_key(street),
        postcode=postcode_key(postcode),
        city=fold(city),
    )


def name_similarity(a: Facts, b: Facts) -> float:
    """Return the similarity of two names letter by letter, 0 to 100, whatever their word order and spacing."""
    return similarity_of(a.key, a.compact, b.key, b.compact) if a.norm and b.norm else 0.0


def similarity_of(key: str, compact: str, other_key: str, other_compact: str, *, at_least: float = 0) -> float:
    """Return the similarity of two names given in both forms; 0 if it is less than `at_least`."""
    by_key = ratio(key, other_key, score_cutoff=at_least)
    return max(by_key, ratio(compact, other_compact, score_cutoff=max(by_key, at_least)))


def least_similarity(compact: str) -> float:
    """Return the `name_similarity` to a name from which on duplicates must not be missed.

    It is lower for a name so short that one different letter weighs much. `compact` is the name without spaces.
    """
    return min(SIMILAR_NAMES, 100 * (1 - 1 / max(len(compact), _SHORTEST_SLIP)))


def compare(a: Facts, b: Facts, *, names_suffice: bool = True) -> Verdict | None:
    """Compare two records, in either order.

    Args:
        a: facts of one record.
        b: facts of the other.
        names_suffice: similar names alone make a pair possible; otherwise the points of all fields decide.

    Returns:
        The verdict; None if too little indicates that the records are the same.
    """
    shared = [
        *(_Evidence(60, f"same {kind}", proof=True) for kind, _ in sorted(a.references & b.references)),
        _emails(a.email, b.email),
        _phones(a.phones, b.phones),
    ]
    proven = any(one.proof for one in shared)
    place = [_streets(a.street, b.street), _postcodes(a.postcode, b.postcode), _cities(a, b)]
    points = sum(one.points for one in shared) + sum(one.points for one in place)
    if not (names_suffice or proven or _are_equal(a, b)) and points + _MOST_FOR_NAMES < _POSSIBLE:
        return None
    names = _names(a, b)
    proven = proven or names.proof
    points += names.points
    if names.unlike and not proven:
        points = min(points, -1)
    if proven:
        grade = Grade.SAME
    elif points >= 0:
        grade = Grade.LIKELY
    elif points >= _POSSIBLE or (names_suffice and names.similar):
        grade = Grade.POSSIBLE
    else:
        return None
    evidence = (*shared, names, *place)
    return Verdict(grade, _score(grade, points), tuple(one.reason for one in evidence if one.reason))


def of_names(similarity: float) -> Verdict:
    """Return the verdict on two records whose `name_similarity` alone is known to be worth a look."""
    if similarity == 100:
        return Verdict(Grade.SAME, _score(Grade.SAME, 0), ("same name",))
    return Verdict(Grade.POSSIBLE, _score(Grade.POSSIBLE, similarity - 100), (f"similar name ({similarity:.0f} %)",))


def _score(grade: Grade, points: float) -> int:
    """Return points as a score from 0 to 100. A lower grade never scores above a higher one."""
    match grade:
        case Grade.SAME:
            return round(95 + max(-50, min(50, points)) / 10)
        case Grade.LIKELY:
            return round(60 + min(100, points) * 0.29)
        case _:
            return round(59 + max(-59, min(0, points)))


# --- the fields -------------------------------------------------------------------------------------------------


class _Evidence(NamedTuple):
    """The contribution of one field.

    Attributes:
        points: for (above 0) or against.
        reason: the reason in words for the user; "" if the field gives none.
        proof: whether it alone makes the records the same.
        similar: for names: whether the pair must be shown whatever the points.
        unlike: for names: whether they are different names.
    """

    points: float = 0.0
    reason: str = ""
    proof: bool = False
    similar: bool = False
    unlike: bool = False


_SILENT = _Evidence()


def _emails(a: str, b: str) -> _Evidence:
    if not a or not b:
        return _SILENT
    if a == b:
        return _Evidence(60, "same email", proof=True)
    similarity = ratio(a, b)
    reason = f"similar email ({similarity:.0f} %)" if similarity >= SIMILAR_NAMES else ""
    return _Evidence(_between(-20, 60, (similarity - 70) / 30), reason)


def _phones(a: frozenset[str], b: frozenset[str]) -> _Evidence:
    if not a or not b:
        return _SILENT
    if a & b:
        return _Evidence(25, "same phone", proof=True)
    pairs = [sorted((one, other), key=len) for one in a for other in b]
    if any(len(short) >= _LOCAL_DIGITS and long.endswith(short) for short, long in pairs):
        return _Evidence(25, "same phone but for the area code")
    if any(_one_slip(short, long) for short, long in pairs):
        return _Evidence(0, "similar phone: one digit differs")
    return _Evidence(-10)


def _names(a: Facts, b: Facts) -> _Evidence:
    if not a.norm or not b.norm:
        return _Evidence(-30, unlike=True)
    if _are_equal(a, b):
        return _Evidence(_MOST_FOR_NAMES, _why_same(a, b), proof=True, similar=True)
    similarity = name_similarity(a, b)
    words = _alike_words(a.norm.split(), b.norm.split())
    likeness = 0.8 * similarity + 20 * words
    slip = min(len(a.compact), len(b.compact)) >= _SHORTEST_SLIP and (
        _one_slip(a.compact, b.compact) or _one_slip(a.key, b.key)
    )
    if slip:
        reason = "similar name: one letter differs"
    elif words == 1:
        reason = "similar name: one has all words of the other"
    else:
        reason = f"similar name ({similarity:.0f} %)" if similarity >= _WORTH_SAYING else ""
    similar = slip or similarity >= SIMILAR_NAMES
    return _Evidence(likeness - _NAMES_DECIDE, reason, similar=similar, unlike=likeness < _UNLIKE_NAMES and not slip)


def _are_equal(a: Facts, b: Facts) -> bool:
    return bool(a.norm) and (a.key == b.key or a.compact == b.compact)


def _why_same(a: Facts, b: Facts) -> str:
    """Return the reason for two equal names, with the differences that it ignores."""
    if a.name == b.name:
        return "same name"
    if a.name.casefold() == b.name.casefold():
        return "same name (ignoring case)"
    if fold(a.name) == fold(b.name):
        return "same name (ignoring case, accents and punctuation)"
    if a.norm == b.norm:
        return "same name (ignoring case, accents and words like Ltd)"
    if a.key == b.key:
        return "same name in another word order"
    return "same name (ignoring spaces)"


def _streets(a: str, b: str) -> _Evidence:
    if not a or not b:
        return _SILENT
    if a == b:
        return _Evidence(45, "same street")
    if ratio(a, b) < _OTHER_STREET:
        return _Evidence(-35)
    one, other = a.split(), b.split()
    alike = _alike_addresses(one, other)
    points = _between(-35, 45, alike)
    numbers, others = _numbers(one), _numbers(other)
    if numbers and others and numbers.isdisjoint(others):
        return _Evidence(points - 10)
    return _Evidence(points, f"similar street ({100 * alike:.0f} %)" if alike >= 0.8 else "")


def _postcodes(a: str, b: str) -> _Evidence:
    if not a or not b:
        return _SILENT
    if a == b or (min(len(a), len(b)) >= 5 and (a.startswith(b) or b.startswith(a))):
        return _Evidence(20, "same postcode")
    return _Evidence(-5)


def _cities(a: Facts, b: Facts) -> _Evidence:
    if not a.city or not b.city:
        return _SILENT
    return _Evidence(_between(-20, 15, ratio(a.city, b.city) / 100), "same city" if a.city == b.city else "")


# --- words ------------------------------------------------------------------------------------------------------

_ALIKE = 60  # from this similarity on, a word may be a slip of another


def _counterparts(words: list[str], others: list[str]) -> list[float]:
    """Return the similarity of each word to its best counterpart, 0 to 1. A number matches only itself."""
    return [
        1.0 if word in others
        else 0.0 if word.isdigit()
        else max(ratio(word, other, score_cutoff=_ALIKE) for other in others) / 100
        for word in words
    ]  # fmt: skip


def _alike_words(a: list[str], b: list[str]) -> float:
    """Return how much of the name with fewer words is in the other, 0 to 1: the mean of all words and the worst word.

    The worst word tells names of one trade or family apart (Smith Plumbing, Jones Plumbing).
    """
    found = min(_counterparts(a, b), _counterparts(b, a), key=lambda found: (len(found), sum(found)))
    return (sum(found) / len(found) + min(found)) / 2


def _alike_addresses(a: list[str], b: list[str]) -> float:
    """Return how much two addresses have in common, 0 to 1: the mean of the shorter one's share and both shares."""
    weights, others = [_weight(word) for word in a], [_weight(word) for word in b]
    found = sum(map(mul, weights, _counterparts(a, b)))
    other = sum(map(mul, others, _counterparts(b, a)))
    lesser, full = min((sum(weights), found), (sum(others), other)), sum(weights) + sum(others)
    return float(lesser[1] / lesser[0] + (found + other) / full) / 2


def _weight(word: str) -> int:
    """Return the weight of a word in an address: longer words are rarer, and numbers tell most."""
    return min(len(word), 8) + (3 if word.isdigit() else 0)


def _numbers(words: list[str]) -> set[str]:
    """Return the words that begin with a digit: house and flat numbers."""
    return {word for word in words if word[0].isdigit()}


def _one_slip(a: str, b: str) -> bool:
    """Whether two texts differ by one letter changed, added or left out, or by two neighbours swapped."""
    return abs(len(a) - len(b)) <= 1 and OSA.distance(a, b, score_cutoff=1) == 1


def _between(lowest: float, highest: float, part: float) -> float:
    return lowest + (highest - lowest) * max(0.0, min(1.0, part))
