"""The real server on a socket of this computer, in a process of its own that never hears of a database."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from capptro_tui.web.posted import MOST_BYTES
from capptro_tui.web.published import PublishedForm, forms_to_json
from tests.public_forms import PUBLISHED
from tests.support import ROOT

CODE = """
import sys
from capptro_tui.cli import main
from capptro_tui.web import wsgi
found = wsgi.FormsApp._answer

def answered(self, environ):
    reply = found(self, environ)
    rooms = ("capptro_tui.db", "capptro_tui.services", "capptro_tui.models", "capptro_tui.exchange", "sqlite3",
             "pysqlite3", "textual")
    loaded = [name for name in sys.modules if name.startswith(rooms)]
    assert not loaded, loaded
    return reply

wsgi.FormsApp._answer = answered
sys.exit(main(sys.argv[1:]))
"""
"""The command, which fails each request if anything is loaded that could open a database."""


@pytest.fixture
def proxy() -> list[str]:
    """The option about a proxy; none unless the test has another one."""
    return []


@pytest.fixture
def forms() -> list[PublishedForm]:
    """The forms at the start of the server."""
    return [PUBLISHED]


@pytest.fixture
def served(tmp_path: Path, home: Path, proxy: list[str], forms: list[PublishedForm]) -> Iterator[tuple[int, Path]]:
    """Port and inbox of a server that runs."""
    (tmp_path / "forms.json").write_text(forms_to_json(forms))
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    words = ["forms", "serve", "--forms", str(tmp_path / "forms.json"), "--inbox", str(inbox), "--port", "0", *proxy]
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, *words],
        cwd=home, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        shown = "E-000001" if forms else " shows no form yet: there is none in .*"
        found = re.fullmatch(rf"http://127\.0\.0\.1:(\d+)/{shown}\n", line)
        assert found, line + (process.stderr.read() if process.stderr else "")
        yield int(found[1]), inbox
    finally:
        process.kill()
        out, err = process.communicate()
    assert err == ""
    assert "Bea" not in out


def ask(port: int, method: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, "/E-000001", body, {"Content-Type": "application/x-www-form-urlencoded", **headers})
    answer = connection.getresponse()
    found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
    connection.close()
    return found


def test_asked_over_a_socket(served: tuple[int, Path]) -> None:
    """Shown, taken, limited in size; the server's name and kind are told to nobody."""
    port, inbox = served
    status, headers, page = ask(port, "GET")
    assert (status, "Write to us" in page) == (200, True)
    assert "server" not in headers
    assert headers["x-content-type-options"] == "nosniff"
    status, headers, _ = ask(port, "POST", urlencode({"name": "Bea", "message": "Hello"}).encode())
    assert (status, headers["location"]) == (303, "E-000001/thanks")
    [path] = inbox.iterdir()
    assert json.loads(path.read_bytes())["fields"] == {"name": "Bea", "message": "Hello"}
    assert ask(port, "POST", b"name=" + b"x" * (MOST_BYTES - 5))[0] == 422
    # Only its length is sent: a server that answers before it has read everything may reset the connection.
    assert ask(port, "POST", **{"Content-Length": str(MOST_BYTES + 1)})[0] == 413
    # The word of a sender about their own address counts for nothing.
    told = [ask(port, "POST", b"name=Bea", **{"X-Forwarded-For": f"192.0.2.{n}"})[0] for n in range(6)]
    assert told == [303] * 4 + [429] * 2
    assert len([*inbox.iterdir()]) == 5


@pytest.mark.parametrize(("proxy", "forms"), [(["--proxy", "127.0.0.1"], [])])
def test_behind_a_proxy(served: tuple[int, Path]) -> None:
    """The proxy's word about the sender's address counts: each sender has a minute of their own.

    The server began without a form, and follows the file.
    """
    port, inbox = served
    assert ask(port, "GET")[0] == 404
    (inbox.parent / "forms.json").write_text(forms_to_json([PUBLISHED]))
    told = [ask(port, "POST", b"name=Bea", **{"X-Forwarded-For": f"192.0.2.{n % 2}"})[0] for n in range(12)]
    assert told == [303] * 10 + [429] * 2


def send(port: int, *parts: bytes) -> bytes:
    """Send bytes as they are; what comes back until the server closes. b"" if it closes before it has read them all."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection, suppress(ConnectionError):
        for part in parts:
            connection.sendall(part)
        return b"".join(iter(lambda: connection.recv(65_536), b""))
    return b""


def test_what_no_browser_sends(served: tuple[int, Path]) -> None:
    """Each is answered or cut off, the server goes on for the others, and nothing of it is in the inbox."""
    port, inbox = served
    start = b"POST /E-1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    slow = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(50)]
    for place, connection in enumerate(slow):
        connection.sendall(start if place % 2 else start + b"Content-Length: 100\r\n\r\nname=")
    fields = b"&".join(b"f%d=x" % count for count in range(1000))
    million = b"f4240\r\n" + b"x" * 1_000_000 + b"\r\n"
    for status, sent in (
        (b"400", [start, b"\r\nname=Bea"]),
        (b"400", [start, b"Content-Length: -1\r\n\r\nname=Bea"]),
        (b"400", [start, b"Content-Length: 8\r\nContent-Length: 9\r\n\r\nname=Bea1"]),
        (b"400", [start, b"Content-Length: %d\r\n\r\n" % len(fields), fields]),
        (b"422", [start, b"Transfer-Encoding: chunked\r\n\r\n5\r\nname=\r\n0\r\n\r\n"]),
        (b"", [start, b"Content-Length: 10000000\r\n\r\n", *[b"x" * 1_000_000] * 10]),
        (b"", [start, b"Transfer-Encoding: chunked\r\n\r\n", *[million] * 10]),
        (b"", [start, *[b"X-More: %s\r\n" % (b"y" * 1000)] * 20, b"\r\n"]),
        (b"405", [b"TRACE /E-1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"]),
        (b"404", [b"GET /../forms.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"]),
        (b"404", [b"GET /%2e%2e/forms.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"]),
        (b"404", [b"POST /E-2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 8\r\n\r\nname=Bea"]),
        (b"400", [bytes(range(256)), b"\r\n\r\n"]),
    ):
        answer = send(port, *sent)
        # Whoever sends too much is cut off before or after the answer.
        expected = (status,) if status else (b"", b"413", b"431")
        assert answer.split(b" ", 2)[1 if answer else 0] in expected, (sent, answer)
    assert list(inbox.iterdir()) == []
    assert ask(port, "GET", Host="evil.example")[0] == 200
    for connection in slow:
        connection.close()
