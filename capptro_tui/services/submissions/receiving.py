"""Receive submissions: each becomes a record once, however often it is sent or read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from capptro_tui.db.connection.writer_queue import WriterQueue
from capptro_tui.db.database import Database
from capptro_tui.db.read import rows, submission_rows
from capptro_tui.errors import Refused
from capptro_tui.models.record import number
from capptro_tui.models.records.public_form import AskedField, PublicForm
from capptro_tui.models.records.submission import NEW, Submission
from capptro_tui.models.types.dates import timestamp
from capptro_tui.models.validation import validate
from capptro_tui.services.history.write_result import WriteResult, result_of
from capptro_tui.services.submissions.asking import asked_fields, described, field_of, read_form_number
from capptro_tui.web.published import HONEYPOT

if TYPE_CHECKING:
    from capptro_tui.db.write.transaction import Transaction

MOST_FIELDS: Final = 100
"""Most fields of one submission."""

_LONGEST_NAME: Final = 80
_LONGEST_VALUE: Final = 20_000
_AHEAD: Final = timedelta(days=1)
"""The clock of another computer may be ahead by so much."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One submission as it was sent.

    Attributes:
        form: number of its form; "" if it names none.
        fields: the name of each field to its text, in the order of the form.
        raw: everything that was sent, for the record.
        source: the way it came, one of `SOURCES`.
        digest: SHA-256 of the content that it was read from, and of its place in that.
        received: the moment in UTC at which it was sent; "" for now.
        place: its place in its file, for messages: `row 3`; "" if it is alone there.
    """

    form: str
    fields: Mapping[str, str]
    raw: Mapping[str, Any]
    source: str
    digest: str
    received: str = ""
    place: str = ""


@dataclass(slots=True)
class Received:
    """The result of receiving submissions.

    Attributes:
        result: the batch; None if nothing was new.
        ids: the new submissions.
        already_there: submissions that were received before.
        refused: place and reason of each that was refused.
    """

    result: WriteResult | None = None
    ids: list[int] = field(default_factory=list)
    already_there: list[int] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def turn_to_collect(database: Database) -> Iterator[None]:
    """Wait until no other window collects the submissions in the inbox, and hold the turn.

    Two that read the same file at once would double no submission, but one of them would find it there already.
    """
    with WriterQueue(database.path, database.by[0], "-inbox-queue").wait_for_turn("collect"):
        yield


def receive(database: Database, sent: Sequence[Sent]) -> Received:
    """Add submissions in one batch. Those that are there already are left out, those that do not fit are refused.

    Raises:
        Restored: a backup was restored, and nobody was told of it yet; none was added.
        Unusable: the database cannot be written; none was added.
    """
    done = Received()
    with database.write("receive", is_own=False) as transaction:
        known = submission_rows.known_digests(transaction, [one.digest for one in sent])
        names = []
        for one in sent:
            if one.digest in known:
                done.already_there.append(known[one.digest])
                continue
            try:
                row = receive_in(transaction, database, one)
            except Refused as why:
                done.refused.append((one.place, str(why)))
                continue
            known[one.digest] = row.id
            done.ids.append(row.id)
            names.append(row.name or number(Submission, row.id))
        what = f"submission {names[0]}" if len(names) == 1 else Submission.info.counted(len(names))
        transaction.summary = f"Received {what}"
        if names:
            done.result = result_of(transaction, Submission, done.ids[0])
    return done


def receive_in(transaction: Transaction, database: Database, sent: Sent) -> Submission:
    """Add one submission within a transaction that does more. Raises Refused."""
    form = _form(transaction, sent.form)
    _check_size(sent.fields)
    if sent.fields.get(HONEYPOT, "").strip():
        raise Refused("The field that people do not see is filled in: a program has sent it.")
    asked = asked_fields(transaction.schema, form.asks_for)
    told = described(asked, form.message_label, sent.fields)
    fixed = {
        "public_form_id": form.id,
        "received_at": _moment(database.clock(), sent.received),
        "status": NEW,
        "source": sent.source,
        "digest": sent.digest,
    }
    typed = {"content": told, "sent": json.dumps(sent.raw, ensure_ascii=False)}
    record = transaction.schema.own(Submission)
    values = validate(record, typed, fixed, now=database.now(), locale=rows.locale(transaction))
    return transaction.add(record, {**fixed, **values, "name": _name(asked, sent.fields)})


def _form(transaction: Transaction, named: str) -> PublicForm:
    """Return the form that a submission is for. Raises Refused."""
    if not named:
        raise Refused("It names no form. Say which one it is for by --form, such as --form E-1.")
    form_id = read_form_number(named)
    found = transaction.find(PublicForm, id=form_id)
    if not found:
        raise Refused(f"There is no public form {number(PublicForm, form_id)}.")
    if found[0].trashed is not None:
        raise Refused(f"The public form {number(PublicForm, form_id)} is in the trash. Restore it first.")
    return found[0]


def _check_size(fields: Mapping[str, str]) -> None:
    """Raise Refused if a submission has too many fields, or too much in one."""
    if len(fields) > MOST_FIELDS:
        raise Refused(f"It has {len(fields):,} fields; at most {MOST_FIELDS} are read.")
    if not any(value.strip() for name, value in fields.items() if name != HONEYPOT):
        raise Refused("Nothing is filled in.")
    for name, value in fields.items():
        if len(name) > _LONGEST_NAME:
            raise Refused(f"It has a field whose name is longer than {_LONGEST_NAME} characters.")
        if len(value) > _LONGEST_VALUE:
            raise Refused(f"Its field “{name}” has {len(value):,} characters; at most {_LONGEST_VALUE:,} are read.")


def _moment(now: datetime, sent: str) -> str:
    """Return the moment at which a submission was received, as it is stored. Raises Refused."""
    if not sent:
        return timestamp(now)
    try:
        moment = datetime.fromisoformat(sent)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        if moment > now + _AHEAD:
            raise Refused(f"It was received on {sent[:40]}, which is still to come. Set the clock of that computer.")
        return timestamp(moment)
    except (ValueError, OverflowError):
        raise Refused(f"“{sent[:40]}” is no moment; write it like {timestamp(now)}.") from None


def _name(asked: Sequence[AskedField], fields: Mapping[str, str]) -> str:
    """Return the name that was sent; "" for none, or one that does not fit on a line."""
    field = Submission.fields["name"]
    for name, value in fields.items():
        one = field_of(asked, name)
        if one is not None and one.field.name == "name" and len(value) <= field.limit and value.isprintable():
            return value
    return ""
