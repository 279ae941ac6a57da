"""Resolves the links of records: the text that names a customer, an order or a person becomes that record's id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from capptro_tui.exchange.importing.deciding.fitting import Fitted
from capptro_tui.exchange.importing.deciding.planned import Planned
from capptro_tui.models.field import Field
from capptro_tui.services.importing.links import find_targets

if TYPE_CHECKING:
    from capptro_tui.services.importing.links import Source

_Open = list[tuple[Planned, Fitted, str]]
"""Records, with the values whose link is open (their own, or a part's) and the text of the link."""


def resolve_links(source: Source, planned: Iterable[Planned]) -> None:
    """Resolve the links of records and of their parts.

    A record without a target that it must have is refused. The text of any other link that names nothing, or more than
    one record, is kept as text.
    """
    each = [(one, fitted) for one in planned for fitted in (one.fitted, *one.parts)]
    fields: dict[str, dict[str, Field]] = {}
    by_link: defaultdict[tuple[str, str], _Open] = defaultdict(list)
    for one, fitted in each:
        for name, text in fitted.links.items():
            fields.setdefault(fitted.record.info.name, dict(fitted.record.fields))
            by_link[fitted.record.info.name, name].append((one, fitted, text))
    links = [(fields[record][name], entries) for (record, name), entries in by_link.items()]
    for link, entries in sorted(links, key=lambda entry: bool(entry[0].type.scoped_by)):
        _resolve(source, link, entries)


def _resolve(source: Source, link: Field, entries: _Open) -> None:
    """Resolve one link of some records."""
    asked = [(text, _owner(one, fitted, link)) for one, fitted, text in entries]
    found = find_targets(source, link, list(dict.fromkeys(asked)))
    for (one, fitted, text), key in zip(entries, asked, strict=True):
        ids = found[key]
        if len(ids) == 1:
            del fitted.links[link.name]
            fitted.checked[link.name] = fitted.typed[link.name] = ids[0]
            continue
        why = f"There is no {link.label.lower()} “{text[:60]}”."
        if ids:
            why = f"{len(ids)} are called “{text[:60]}”; name the {link.label.lower()} by its number."
        if link.required and fitted is one.fitted:
            one.refuse(why)
        else:
            fitted.set_aside(link.name, why)


def _owner(one: Planned, fitted: Fitted, link: Field) -> int | None:
    """Return the owner to whom a link's target must belong; None for any."""
    scope = link.type.scoped_by
    if not scope:
        return None
    owner = fitted.checked.get(scope, one.fitted.checked.get(scope))
    if owner is None and fitted is not one.fitted and one.stored is not None:
        owner = one.stored.get(scope)
    return owner
