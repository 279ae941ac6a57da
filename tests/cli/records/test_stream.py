"""`add` from standard input: each line its own commit, answered at once, whatever is in it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.runner import Capptro, Result
from tests.support import ROOT


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.lines]


def test_each_line_is_answered(capptro: Capptro) -> None:
    lines = '{"name": "A"}\n\n  \n{"name": "Ü", "phone": "01632 960123"}\r\n{"name": "last without an end"}'
    result = capptro("add", "customers", stdin=lines)
    assert (result.code, result.err) == (0, "")
    assert result.lines == [
        '{"line": 1, "number": "C-000001"}',
        '{"line": 4, "number": "C-000002"}',
        '{"line": 5, "number": "C-000003"}',
    ]
    assert [one["CustomerName"] for one in capptro.export("customers")] == ["A", "Ü", "last without an end"]


def test_a_line_that_is_refused_keeps_none_of_the_others(capptro: Capptro) -> None:
    result = capptro("add", "customers", stdin='{"name": "A"}\n{"name": " "}\n{"name": "C"}\n')
    assert result.code == 1
    assert answers(result) == [
        {"line": 1, "number": "C-000001"},
        {"line": 2, "error": "Name must be filled in."},
        {"line": 3, "number": "C-000002"},
    ]
    assert len(capptro.json("history")) == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"nonsense", "This is not JSON: no value begins at character 1."),
        (b'{"name": "A"', "This is not JSON: a comma or a closing bracket is missing at character 13."),
        (b"{'name': 1}", "This is not JSON: a name in double quotes is missing at character 2."),
        (b'{"name": "\\q"}', "This is not JSON: a text has a backslash before a sign that needs none at character 11."),
        (b'{"name": "A"} {"name": "B"}', "This is not JSON: there is more behind its end at character 15."),
        (b'{"name": "A\x1b"}', "another control character, stands in a text at character"),
        (b"[]", "The line is not a JSON object."),
        (b'"A"', "The line is not a JSON object."),
        (b"null", "The line is not a JSON object."),
        (b'{"name": "\xff"}', "The line is not UTF-8 text: byte 11 fits no character."),
        (b'{"name": "A", "name": "B"}', "The name “name” is given twice."),
        (b'{"name": "A", "custom_fields": {"a": 1, "a": 2}}', "The name “a” is given twice."),
        (b'{"name": "A", "billing_lat": NaN}', "NaN is not a number in JSON."),
        (b'{"name": "A", "billing_lat": -Infinity}', "-Infinity is not a number in JSON."),
        (b'{"name": "A", "billing_lat": 1e999}', "A number in it is too large."),
        (b'{"name": ' + b"1" * 5000 + b"}", "A number in it has too many digits."),
        (b"[" * 100_000, "It is nested too deeply: at most 32 levels are read."),
        (b'{"name": ' + b"[" * 40 + b"]" * 40 + b"}", "It is nested too deeply: at most 32 levels are read."),
        (b'{"name": "' + b"x" * 2_000_000 + b'"}', "The line is too long: at most 1,000,000 bytes are read."),
        (b'{"name": "\\ud800"}', "Name holds half a character"),
        (b'{"name": ["A"]}', "Name must be text."),
        (b'{"name": true}', "Name must be text."),
        (b'{"naem": "A"}', "Customer has no field “naem”. Did you mean “name”? Name must be filled in."),
        (b'{"name": "A", "assigned_user": 9223372036854775808}', "Assigned user is too large."),
        (b'{"name": "A", "assigned_user": {"id": 1}}', "Assigned user must be a whole number."),
        (b'{"name": "A", "assigned_user": 7}', "Assigned user: U-000007 is unknown."),
        (b'{"name": "A", "extensions": 3}', "must be an object of field names and values."),
        (b'{"name": "A", "CustomerName": "B"}', "“CustomerName” and another name of the same field"),
        (b'{"name": "A", "CustomerCategory": "Trade", "CustomerCategoryCode": "RES"}', "stands for Residential"),
    ],
    ids=lambda value: str(value[:30]),
)
def test_a_bad_line_is_one_answer_and_the_next_is_read(capptro: Capptro, line: bytes, message: str) -> None:
    result = capptro("add", "customers", stdin=line + b'\n{"name": "next"}\n')
    assert (result.code, result.err) == (1, "")
    first, second = answers(result)
    assert first["line"] == 1
    assert message in first["error"]
    assert second == {"line": 2, "number": "C-000001"}


def test_a_byte_order_mark_is_no_part_of_the_line(capptro: Capptro) -> None:
    assert capptro.done("add", "customers", stdin=b'\xef\xbb\xbf{"name": "A"}\n').startswith('{"line": 1, "number"')


def test_numbers_are_taken_as_text_where_text_is_kept(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "A", "employees": 12, "CustomerPhone1": 1632960123, "external_id": 7})
    [customer] = capptro.export("customers")
    assert (customer["CustomerNoOfEmployee"], customer["CustomerPhone1"]) == ("12", "1632960123")
    assert customer["CustomerExternalID"] == "7"


def test_what_the_program_fills_is_left_out(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "A"}, {"name": "Before"})
    shown = capptro.json("show", "C-1")
    again = {name: value for name, value in shown.items() if not isinstance(value, list)}
    del again["balance"], again["merged_into"]
    assert capptro.add("customers", again) == ["C-000003"]
    assert capptro.json("show", "C-3")["version"] == 3


@pytest.mark.parametrize(
    ("records", "given", "name"),
    [
        ("customers", {"name": "A", "balance": "5.00"}, "balance"),
        ("customers", {"name": "A", "merged_into": "C-1"}, "merged_into"),
        ("customers", {"name": "A", "merged_into_id": 1}, "merged_into_id"),
        ("orders", {"customer": "C-1", "total": 5}, "total"),
        ("orders", {"customer": "C-1", "net": None}, "net"),
    ],
)
def test_what_the_program_works_out_is_refused_by_name(
    capptro: Capptro, records: str, given: dict[str, Any], name: str
) -> None:
    capptro.add("customers", {"name": "First"})
    answer = capptro("add", records, stdin=json.dumps(given))
    assert answer.code == 1
    assert json.loads(answer.out) == {"line": 1, "error": f"“{name}” is filled in by the program."}


def test_another_currency_than_the_customers_is_refused(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "First"})
    answer = capptro("add", "payments", stdin='{"customer": "C-1", "amount": 5, "currency": "JPY"}')
    assert json.loads(answer.out)["error"] == "Currency: it is that of the customer, GBP."
    assert capptro.add("payments", {"customer": "C-1", "amount": 5, "currency": "GBP"}) == ["Y-000001"]


def test_only_a_terminal_is_told_what_to_type(capptro: Capptro) -> None:
    result = capptro("add", "customers", stdin=b'{"name": "Z\xc3\xbcrich"}\n', terminal=True)
    assert result.err == "Type one JSON object a line; ctrl+d ends.\n"
    assert capptro("add", "customers").err == ""


@pytest.fixture
def process(capptro: Capptro) -> Iterator[Any]:
    """The command in a process of its own, its pipes open."""
    assert capptro.path.exists()
    command = [sys.executable, "-m", "capptro_tui", "add", "customers"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=os.environ, cwd=ROOT, **pipes) as running:
        yield running
        running.kill()


def test_a_line_is_saved_and_answered_before_the_next_is_sent(capptro: Capptro, process: Any) -> None:
    for count in (1, 2):
        process.stdin.write(b'{"name": "A"}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"line": count, "number": f"C-{count:06d}"}
        assert len(capptro.export("customers")) == count
    process.stdin.close()
    assert process.wait() == 0


def test_an_interrupt_ends_it_politely(capptro: Capptro, process: Any) -> None:
    process.stdin.write(b'{"name": "A"}\n')
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    assert process.stderr.read() == b""
    assert len(capptro.export("customers")) == 1


def test_nobody_reading_the_answers_ends_it_quietly(capptro: Capptro, process: Any) -> None:
    process.stdin.write(b'{"name": "A"}\n')
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write(b'{"name": "B"}\n{"name": "C"}\n')
    process.stdin.close()
    assert process.wait() == 1
    assert process.stderr.read() == b""
    assert [one["CustomerName"] for one in capptro.export("customers")] == ["A", "B"]
