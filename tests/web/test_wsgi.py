"""The app: forms that are published, posts that they can have made, files in the inbox, and nothing else."""

from __future__ import annotations

import io
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.validate import validator

import pytest

from capptro_tui.errors import Refused
from capptro_tui.locations import log_path
from capptro_tui.web import inbox as inbox_module
from capptro_tui.web.inbox import Inbox
from capptro_tui.web.pages import form_page, thanks_page
from capptro_tui.web.posted import MOST_BYTES
from capptro_tui.web.published import FormsFile, forms_to_json
from capptro_tui.web.rate_limit import RateLimit
from capptro_tui.web.wsgi import FormsApp
from tests.public_forms import PUBLISHED
from tests.support import name_of_a_dead_process

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


@dataclass
class Answer:
    """What the app has answered."""

    status: int
    headers: dict[str, str]
    page: str


class Server:
    """The app with its files, asked without a network."""

    def __init__(self, folder: Path) -> None:
        self.forms = folder / "forms.json"
        self.forms.write_text(forms_to_json([PUBLISHED]))
        self.inbox = folder / "inbox"
        self.inbox.mkdir()
        self.seconds = 0.0
        limit = RateLimit(lambda: self.seconds)
        self.app = FormsApp(FormsFile(self.forms), Inbox(self.inbox, lambda: NOW), limit)

    def ask(self, method: str, path: str, body: bytes = b"", **environ: Any) -> Answer:
        given = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8080",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.1",
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **environ,
        }
        told: list[Any] = []
        # A server that lets a wrong length through is none that the validator knows.
        app = self.app if "CONTENT_LENGTH" in environ else validator(self.app)
        parts = app(given, lambda status, headers, _=None: told.extend((status, headers)) or (lambda _: None))
        page = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        return Answer(int(told[0].split()[0]), dict(told[1]), page.decode())

    def post(self, fields: Mapping[str, str], **environ: Any) -> Answer:
        return self.ask("POST", "/E-000001", urlencode(fields).encode(), **environ)

    @property
    def files(self) -> list[Path]:
        return sorted(self.inbox.iterdir())


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def test_a_form_is_shown_and_taken(server: Server) -> None:
    """What was sent is one whole file for its owner only; the page after it can be loaded again."""
    assert server.ask("GET", "/E-000001").page == server.ask("GET", "/E-1").page == form_page(PUBLISHED, "E-000001")
    answer = server.post({"form": "E-000001", "name": "Zoë", "phone": "", "message": "one\r\ntwo", "company_url": ""})
    assert (answer.status, answer.headers["Location"]) == (303, "E-000001/thanks")
    assert server.ask("GET", "/E-000001/thanks").page == thanks_page(PUBLISHED)
    [path] = server.files
    found = json.loads(path.read_bytes())
    assert found.pop("id") in path.name
    assert found == {
        "form": "E-000001",
        "received": "2026-03-16T09:00:00Z",
        "source": "web",
        "fields": {"name": "Zoë", "message": "one\ntwo"},
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("path", ["/", "/E-2", "/E-000002", "/E-0", "/C-1", "/E-1/x", "/E-1/", "//E-1", "/../E-1", ""])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_addresses_are_not_found(server: Server, method: str, path: str) -> None:
    """Among them forms that are gone, or not published."""
    assert server.ask(method, path, b"name=Bea").status == 404
    assert server.files == []


@pytest.mark.parametrize(
    ("body", "environ", "status"),
    [
        (b"name=Bea&name=Cleo", {}, 400),
        (b"name=%FF", {}, 400),
        (b"&".join(b"f%d=x" % count for count in range(1000)), {}, 400),
        (b"name=Bea", {"CONTENT_LENGTH": "many"}, 400),
        (b"name=Bea", {"CONTENT_LENGTH": "-1"}, 400),
        (b"name=" + b"x" * MOST_BYTES, {}, 413),
        (b"x", {"CONTENT_LENGTH": "10000000"}, 413),
        (b"name=Bea", {"CONTENT_TYPE": "multipart/form-data"}, 415),
        (b'{"name": "Bea"}', {"CONTENT_TYPE": "application/json"}, 415),
        (b"name=", {}, 422),
        (b"", {}, 422),
        (b"name=%00", {}, 422),
        (b"name=Bea&shoe=42", {}, 422),
        (b"name=" + b"x" * 300, {}, 422),
        (b"name=" + b"x" * (MOST_BYTES - 5), {}, 422),
    ],
)
def test_what_is_not_taken(server: Server, body: bytes, environ: dict[str, str], status: int) -> None:
    answer = server.ask("POST", "/E-000001", body, **environ)
    assert answer.status == status
    assert server.files == []


def test_a_problem_leaves_what_was_typed(server: Server) -> None:
    page = server.post({"name": "", "message": "<b>The gate</b>"}).page
    assert "please fill this in." in page
    assert "&lt;b&gt;The gate&lt;/b&gt;" in page


def test_a_character_that_cannot_be_sent_is_shown(server: Server) -> None:
    """A text that was copied from elsewhere may have some. It is not lost, and not sent without them."""
    answer = server.post({"name": "Bea", "message": "The gate\x0bis stuck"})
    assert answer.status == 422
    assert "The gate\ufffdis stuck</textarea>" in answer.page
    assert "characters that cannot be sent" in answer.page


def test_a_form_that_changed_while_somebody_wrote(server: Server) -> None:
    """Nothing typed is lost: neither what it still asks for, nor what it does not ask for any more."""
    smaller = replace(PUBLISHED, fields=PUBLISHED.fields[:1])
    server.forms.write_text(forms_to_json([smaller]))
    answer = server.post({"name": "Bea", "phone": "<b>01632 960177", "email": "", "message": "Hello"})
    assert answer.status == 422
    assert "changed since you opened it" in answer.page
    assert all(text in answer.page for text in ('value="Bea"', "<p>&lt;b&gt;01632 960177</p>", ">\nHello</textarea>"))
    assert server.files == []


def test_problems_do_not_count(server: Server) -> None:
    """Whoever types wrong ten times is taken then."""
    assert {server.post({"name": ""}).status for _ in range(10)} == {422}
    assert server.post({"name": "Bea"}).status == 303


def test_what_waits_is_still_in_the_form(server: Server) -> None:
    """Too much in a minute, and an inbox that takes nothing: what was typed is sent again by one press."""
    for _ in range(5):
        server.post({"name": "Bea"})
    answer = server.post({"name": "Bea", "message": "<b>The gate</b>"})
    assert answer.status == 429
    assert all(text in answer.page for text in ('value="Bea"', "&lt;b&gt;The gate&lt;/b&gt;</textarea>", "in a minute"))
    server.inbox.rename(server.inbox.with_name("gone"))
    answer = server.post({"name": "Cleo", "message": "The gate"}, REMOTE_ADDR="192.0.2.2")
    assert answer.status == 503
    assert all(text in answer.page for text in ('value="Cleo"', "The gate</textarea>", "again later"))


def test_a_browser_may_go_back_to_what_was_typed(server: Server) -> None:
    """The empty form may be kept; no page with somebody's words is."""
    assert server.ask("GET", "/E-1").headers["Cache-Control"] == "no-cache"
    for answer in (server.post({"name": ""}), server.post({"name": "Bea"}), server.ask("GET", "/E-1/thanks")):
        assert answer.headers["Cache-Control"] == "no-store"


def test_other_methods(server: Server) -> None:
    assert server.ask("DELETE", "/E-1").status == server.ask("PUT", "/E-1").status == 405
    assert server.ask("POST", "/E-1/thanks", b"name=Bea").status == 405
    head = server.ask("HEAD", "/E-1")
    assert (head.status, head.page) == (200, "")
    assert int(head.headers["Content-Length"]) > 1000


def test_programs_are_told_what_people_are_told(server: Server) -> None:
    """Whoever fills in every field, gets the same answer as everybody, and nothing is kept."""
    person = server.post({"name": "Bea"}, REMOTE_ADDR="192.0.2.7")
    program = server.post({"name": "Bea", "company_url": "Buy now"}, REMOTE_ADDR="192.0.2.8")
    assert person == program
    assert len(server.files) == 1


def test_so_much_in_a_minute(server: Server) -> None:
    """Of one address and of all; then again."""
    told = [server.post({"name": "Bea"}).status for _ in range(7)]
    assert told == [303] * 5 + [429] * 2
    many = [server.post({"name": "Bea"}, REMOTE_ADDR=f"10.0.{n // 250}.{n % 250}").status for n in range(1000)]
    assert many.count(303) == 55
    assert len(server.files) == 60
    answer = server.post({"name": "Bea"})
    assert (answer.status, answer.headers["Retry-After"]) == (429, "60")
    server.seconds = 60.0
    assert server.post({"name": "Bea"}).status == 303


def test_every_answer_has_its_headers(server: Server) -> None:
    for answer in (
        server.ask("GET", "/E-1"),
        server.ask("GET", "/nothing"),
        server.post({"name": "Bea"}),
        server.post({"name": ""}),
        server.ask("POST", "/E-1", b"%"),
    ):
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] in ("no-cache", "no-store")
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_the_file_of_forms_is_followed(server: Server) -> None:
    """A new one counts at once; a broken one changes nothing."""
    server.forms.write_text("{")
    assert server.ask("GET", "/E-1").status == 200
    other = replace(PUBLISHED, number="E-000002", heading="Other")
    server.forms.write_text(forms_to_json([other]))
    assert server.ask("GET", "/E-1").status == 404
    assert "Other" in server.ask("GET", "/E-2").page
    server.forms.unlink()
    assert server.ask("GET", "/E-2").status == 200
    server.forms.write_text(forms_to_json([]))
    assert server.ask("GET", "/E-2").status == server.post({"name": "Bea"}).status == 404
    server.forms.write_text(forms_to_json([PUBLISHED]))
    assert server.ask("GET", "/E-1").status == 200


def test_a_disk_that_takes_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said, and nothing half is left; a full inbox takes no more."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert server.post({"name": "Bea"}).status == 503
    assert server.files == []
    monkeypatch.setattr(inbox_module, "MOST_WAITING", 1)
    assert server.post({"name": "Bea"}).status == 303
    assert server.post({"name": "Cleo"}).status == 503
    assert len(server.files) == 1


def test_a_fault_tells_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log has its place, and none of what was sent."""

    def broken(*_: Any) -> None:
        raise RuntimeError("Bea Brook, 01632 960177")

    monkeypatch.setattr(Inbox, "add", broken)
    answer = server.post({"name": "Bea Brook", "phone": "01632 960177"})
    assert answer.status == 500
    log = log_path().read_text()
    assert "RuntimeError" in log
    assert not any(text in log + answer.page for text in ("Bea", "960177", "192.0.2.1"))


def test_a_shared_folder_shares_its_files(tmp_path: Path) -> None:
    """Where the folder gives its group to its files, the group may read them: the desk runs as another user."""
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o2770)
    Inbox(folder).add("E-000001", {"name": "Bea"})
    [path] = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("content", ["", "{", "[]", '{"capptro_forms": 2, "forms": []}', '{"capptro_forms": 1}'])
def test_a_file_that_is_none_of_forms(tmp_path: Path, content: str) -> None:
    (path := tmp_path / "forms.json").write_text(content)
    with pytest.raises(Refused, match="holds no published forms"):
        FormsFile(path)


def test_a_form_that_was_made_up(tmp_path: Path) -> None:
    """Every value is looked at: the file is handed from one user to another."""
    found = json.loads(forms_to_json([PUBLISHED]))
    form = found["forms"][0]
    for change in ({"number": "E-1"}, {"heading": 1}, {"fields": [{"name": "x"}]}, {"more": 1}, {"message_limit": "9"}):
        (path := tmp_path / "forms.json").write_text(json.dumps({**found, "forms": [{**form, **change}]}))
        with pytest.raises(Refused, match="holds no published forms"):
            FormsFile(path)


def test_what_a_killed_server_left_is_swept(tmp_path: Path) -> None:
    (left := tmp_path / name_of_a_dead_process()).touch()
    os.utime(left, (1_700_000_000, 1_700_000_000))
    Inbox(tmp_path)
    assert [*tmp_path.iterdir()] == []


def test_an_inbox_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no folder"):
        Inbox(tmp_path / "none")
