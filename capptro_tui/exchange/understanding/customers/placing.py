"""The addresses of a customer in its fields, its sites or its description."""

from __future__ import annotations

from collections.abc import Iterable

from capptro_tui.exchange.understanding.customers.gathered import Gathered, GatheredAddress
from capptro_tui.exchange.understanding.record import Mend, SourceRecord
from capptro_tui.exchange.understanding.values.addresses import region_named, split_address
from capptro_tui.exchange.understanding.values.zeros import lost_zero_of_postcode, zero_question
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.exchange.understanding.vocabulary.words import OTHER_STATES, US_STATES, YES

_BILLING, _SHIPPING, _SITE = "billing", "shipping", "site"
_PARTS = ("street", "city", "state", "postcode", "country", "lat", "lng")
_SHIPPING_WORDS = ("ship", "deliver", "liefer", "livraison")

Address = dict[str, str]


def place_addresses(
    record: SourceRecord, found: Gathered, names: Iterable[str], *, has_billing_marks: bool, region: str
) -> list[Address]:
    """Put the addresses of a customer into its fields, and return its sites.

    An address without a field of its own takes billing, then shipping, if they are free; the rest is a note.
    """
    known = tuple(names)
    addresses = {kind: whole for kind, one in found.addresses.items() if (whole := whole_address(found, one, known))}
    placed: dict[str, Address] = {kind: addresses.pop(kind) for kind in (_BILLING, _SHIPPING) if kind in addresses}
    sites = [*found.sites]
    if _SITE in addresses or any(name.startswith("site.") for name in found.fields):
        parts = {name.partition(".")[2]: text for name, text in found.fields.items() if name.startswith("site.")}
        sites.insert(0, {**addresses.pop(_SITE, {}), **parts})
    rest = []
    for kind in sorted(addresses, key=_order):
        whole = addresses[kind]
        if kind.startswith("address") and has_billing_marks:
            is_billing = found.marks.get(f"billing {kind}", "") in YES
            if not is_billing or _BILLING in placed:
                sites.append(whole)
                continue
            placed[_BILLING] = whole
        else:
            rest.append((kind, whole))
    _place_rest(found, placed, rest)
    if placed.get(_SHIPPING) == placed.get(_BILLING):
        placed.pop(_SHIPPING, None)
    for kind, whole in placed.items():
        _ask_zero(found, whole, region)
        record.values |= {f"{kind}_{part}": whole[part] for part in _PARTS if part in whole}
        if "notes" in whole:
            found.note("Address", whole["notes"])
    return [_named_site(found, site, region) for site in sites]


def _order(kind: str) -> tuple[int, int]:
    number = kind.removeprefix("address")
    return (0, int(number)) if number.isdigit() else (1 if kind == "home" else 2, 0)


def _place_rest(found: Gathered, placed: dict[str, Address], rest: list[tuple[str, Address]]) -> None:
    """Place addresses whose columns say no more than home, other or a number."""
    for kind, whole in rest:
        label = found.marks.get(f"label {kind}", "")
        wanted = _SHIPPING if label.startswith(_SHIPPING_WORDS) else _BILLING
        free = [one for one in (wanted, _BILLING, _SHIPPING) if one not in placed]
        if whole in placed.values():
            continue
        if free:
            placed[free[0]] = whole
        else:
            name = label.strip("* ").capitalize() or kind.capitalize()
            text = ", ".join(whole[part] for part in (*_PARTS, "notes") if part in whole)
            found.note(name if "address" in name.casefold() else f"{name} address", text)


def whole_address(found: Gathered, address: GatheredAddress, names: tuple[str, ...]) -> Address:
    """Return the parts of an address."""
    if not address.block and not address.formatted and len(address.lines) == 1 and "\n" not in address.lines[0][1]:
        return {**address.parts, "street": address.lines[0][1]}
    lines = [text for _, text in sorted(address.lines, key=lambda line: line[0])]
    street = [part.strip().rstrip(",") for line in lines for part in line.split("\n") if part.strip()]
    whole = dict(address.parts)
    block = [line for _, text in sorted(address.block, key=lambda line: line[0]) for line in text.split("\n")]
    if not block and address.formatted and not (street or whole):
        block = address.formatted.split("\n")
    elif address.formatted:
        _keep_formatted(found, address.formatted, [*street, *whole.values()])
    if block:
        block, street = [*street, *block], []
        parts = split_address(block, names)
        if len(parts) > 1 or len(block) > 1:
            now = "; ".join(f"{name} {text}" for name, text in parts.items())
            found.mends.append(
                Mend(found.rows[0], ", ".join(address.headers), "\n".join(block), now, "the address is split")
            )
        street = [*street, parts.pop("street")] if "street" in parts else street
        whole = {**parts, **whole}
    if street:
        whole["street"] = ", ".join(dict.fromkeys(street))
    return whole


def _keep_formatted(found: Gathered, formatted: str, parts: list[str]) -> None:
    """Keep a formatted address as a note where it has more than its parts."""
    known = fold_words(" ".join(parts))
    if any(fold_words(word) not in known for word in formatted.replace(",", " ").split()):
        found.note("Address", ", ".join(filter(None, map(str.strip, formatted.split("\n")))))


def _named_site(found: Gathered, site: Address, region: str) -> Address:
    """Return a site with a name: that of its street where it has none."""
    _ask_zero(found, site, region)
    name = site.get("name") or site.get("street") or site.get("city") or "Site"
    return {"name": name, **{part: text for part, text in site.items() if part != "name"}}


def _ask_zero(found: Gathered, address: Address, region: str) -> None:
    """Ask about a postcode that has lost its leading zero."""
    if not address.get("postcode", "").isdigit():
        return
    own = region_named(address.get("country", "")) or (
        "US" if address.get("state", "") in US_STATES - OTHER_STATES else region
    )
    whole = lost_zero_of_postcode(address.get("postcode", ""), own)
    if not whole:
        return
    if found.marks.get("restore zero"):
        found.mends.append(
            Mend(found.rows[0], "Postcode", address["postcode"], whole, "the lost leading zero is put back")
        )
        address["postcode"] = whole
    else:
        found.questions.append(zero_question("Postcode", address["postcode"], whole))
