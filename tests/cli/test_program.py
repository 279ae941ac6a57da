"""The command line as a whole: its help, its exit codes, what it loads, how it fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import capptro_tui
from capptro_tui.errors import Refused
from capptro_tui.locations import config_path
from tests.support import ROOT

from .runner import Capptro


def python(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def test_every_field_has_an_option(absent: Capptro) -> None:
    text = absent.done("add", "work-items", "--help")
    for option in ("--title", "--customer", "--scheduled-start", "--assigned-user", "--set", "--db", "--json"):
        assert option in text
    assert "--is-primary" in absent.done("add", "contacts", "--help")
    assert "--id" not in text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("fnd",), "“fnd” is no verb of this program. Did you mean “find”? Try “capptro --help”."),
        (("find",), "TEXT is missing. Try “capptro find --help”."),
        (("statement", "C-1", "C-2"), "“C-2” is one word too many. Try “capptro statement --help”."),
        (("show", "C-1", "--jsn"), "There is no option --jsn. Did you mean “--json”? Try “capptro show --help”."),
        (("show", "C-1", "--json=yes"), "--json takes no value."),
        (("find", "x", "--limit"), "--limit needs a value."),
        (("find", "x", "--limit", "many"), "--limit takes a whole number, not “many”."),
        (("merge", "C-1"), "LOSE is missing. Try “capptro merge --help”."),
        (("add",), "Say what: customers, contacts,"),
        (("add", "boats"), "“boats” are no records of this program."),
        (("add", "customers", "--nam", "x"), "There is no option --nam. Did you mean “--name”?"),
        (("geofence", "exprt"), "“exprt” is no verb of this program. Did you mean “export”? Try “capptro geofence"),
        (("--db",), "--db needs a value. Try “capptro --help”."),
        (("--db=",), "--db needs a value. Try “capptro --help”."),
        (("--db", "", "where"), "--db needs a value. Try “capptro --help”."),
        (("where", "--db", ""), "--db needs a value. Try “capptro where --help”."),
        (("--dbs", "x", "where"), "There is no option --dbs. Did you mean “--db”? Try “capptro --help”."),
    ],
)
def test_wrong_usage_is_one_line(absent: Capptro, words: tuple[str, ...], message: str) -> None:
    assert absent.misused(*words).startswith(message)


@pytest.mark.parametrize("words", [("--version",), ("--db", "x.db", "--version")])
def test_version(absent: Capptro, words: tuple[str, ...]) -> None:
    assert absent.done(*words) == f"capptro {capptro_tui.__version__}\n"


def test_where(absent: Capptro, home: Path) -> None:
    files = absent.json("where")
    assert list(files) == ["database", "documents", "config", "log", "backups", "drafts", "warnings"]
    assert files["database"] == str(absent.path)
    assert files["config"].startswith(str(home))
    assert absent.done("where").count("(not made yet)") == 6
    absent.monkeypatch.delenv("CAPPTRO_DB")
    assert absent.json("where")["database"].startswith(str(home))
    assert list(home.iterdir()) == []


def test_where_warns(absent: Capptro, tmp_path: Path) -> None:
    """Of a folder of a sync program, and of documents that others may read; as lines, and as a list in JSON."""
    assert absent.json("where")["warnings"] == []
    path = tmp_path / "work" / "desk.db"
    (path.parent / ".stfolder").mkdir(parents=True)
    [warning] = absent.json("where", "--db", str(path))["warnings"]
    assert warning.startswith(f"The database lies in a folder of Syncthing ({path.parent})")
    assert absent.done("where", "--db", str(path)).splitlines()[-1] == warning
    documents = path.with_name("desk.db.files")
    documents.mkdir()
    documents.chmod(0o755)
    absent.monkeypatch.setattr(os, "chmod", lambda *_, **__: None)
    assert str(documents) in absent.json("where", "--db", str(path))["warnings"][1]


def test_the_database_is_named_before_or_after_the_verb(absent: Capptro) -> None:
    assert absent.json("--db", "/a/x.db", "where")["database"] == "/a/x.db"
    assert absent.json("where", "--db", "/a/y.db")["database"] == "/a/y.db"
    assert absent.json("--db", "/a/x.db", "where", "--db=/a/y.db")["database"] == "/a/y.db"
    assert absent.json("--db", "~/x.db", "where")["database"] == os.path.expanduser("~/x.db")


@pytest.mark.parametrize(("words", "path"), [((), "desk.db"), (("--db", "my.db"), "my.db"), (("--db=my.db",), "my.db")])
def test_without_a_verb_the_app_opens(absent: Capptro, words: tuple[str, ...], path: str) -> None:
    opened: list[Path] = []

    def run(path: Path) -> int:
        opened.append(path)
        return 7

    absent.monkeypatch.setattr("capptro_tui.app.run", run)
    absent.monkeypatch.chdir(absent.path.parent)
    assert absent(*words, terminal=True).code == 7
    assert opened == [absent.path.with_name(path)]
    assert absent.refused(*words).startswith("The app needs a terminal.")
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("statement", "absent_modules"),
    [
        (
            "from capptro_tui.cli import main; main(['--version'])",
            ("textual", "sqlmodel", "sqlalchemy", "argparse", "rich"),
        ),
        ("import capptro_tui.cli.program", ("textual", "sqlmodel", "sqlalchemy", "alembic", "rich")),
        ("from capptro_tui.cli import main; main(['where', '--json'])", ("textual", "sqlmodel", "sqlalchemy", "rich")),
    ],
)
def test_nothing_slow_is_loaded_in_vain(statement: str, absent_modules: tuple[str, ...]) -> None:
    found = python("-c", f"{statement}; import sys; print(*sys.modules)")
    assert found.returncode == 0, found.stderr
    assert set(absent_modules).isdisjoint(found.stdout.split())


@pytest.mark.parametrize(
    "words", [("find", "acme"), ("find", "acme", "--json"), ("show", "C-1"), ("list", "customers", "--format", "csv")]
)
def test_verbs_that_read_load_nothing_to_write_or_to_draw_with(capptro: Capptro, words: tuple[str, ...]) -> None:
    capptro.add("customers", {"name": "Acme"})
    code = f"from capptro_tui.cli import main; main({list(words)!r}); import sys; print('loaded', *sys.modules)"
    found = python("-c", code)
    assert found.returncode == 0, found.stderr
    printed, _, loaded = found.stdout.rpartition("loaded ")
    assert "Acme" in printed
    slow = {"textual", "sqlmodel", "sqlalchemy", "alembic", "pydantic", "typer", "click", "numpy", "shapely"}
    slow |= {"rich", "rapidfuzz", "subprocess", "difflib", "phonenumbers"}
    if words[0] == "find":
        slow.add("babel")  # the others show days and amounts
    if not any(word.startswith("-") for word in words):
        slow.add("argparse")
    assert slow.isdisjoint(loaded.split())


def test_opening_the_app_does_not_load_the_verbs(absent: Capptro) -> None:
    code = (
        "import sys, types; app = sys.modules['capptro_tui.app'] = types.ModuleType('app'); app.run = lambda path: 0;"
        "sys.stdin.isatty = sys.stderr.isatty = lambda: True;"
        "from capptro_tui.cli import main; main(['--db', 'x.db']); print(*sys.modules)"
    )
    found = python("-c", code)
    assert found.returncode == 0, found.stderr
    assert {"argparse", "rich", "sqlmodel"}.isdisjoint(found.stdout.split())
    assert not absent.path.exists()


def test_a_fault_is_one_line_and_its_log_has_no_data(capptro: Capptro) -> None:
    secret = "Mrs Secret"
    capptro.add("customers", {"name": secret})

    def faulty(*_: object, **__: object) -> None:
        raise RuntimeError(secret)

    capptro.monkeypatch.setattr("capptro_tui.services.search.find.find", faulty)
    message = capptro.refused("find", secret)
    log = Path(capptro.json("where")["log"])
    assert message == f"Something went wrong: RuntimeError. What was saved is safe; it is noted in {log}."
    text = log.read_text()
    assert "RuntimeError" in text
    assert "reading.py:" in text
    assert secret not in text
    assert log.stat().st_mode & 0o077 == 0


def test_a_fault_without_a_log(capptro: Capptro, home: Path) -> None:
    capptro.monkeypatch.setattr("capptro_tui.services.search.find.find", None)
    (home / ".local").touch()
    assert capptro.refused("find", "x").startswith("Something went wrong: TypeError. It could not be noted in")


def test_a_refusal_of_the_app_is_one_line(absent: Capptro) -> None:
    def refuse(_: Path) -> int:
        raise Refused("The \x1b[31mfile\nis bad.")

    absent.monkeypatch.setattr("capptro_tui.app.run", refuse)
    result = absent(terminal=True)
    assert (result.code, result.err) == (1, "The ␛[31mfile⏎is bad.\n")


def test_interrupted(capptro: Capptro) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    capptro.monkeypatch.setattr("capptro_tui.services.search.find.find", interrupted)
    result = capptro("find", "x")
    assert (result.code, result.out, result.err) == (130, "", "")


def test_nobody_reading_is_no_fault(capptro: Capptro) -> None:
    capptro.add("customers", *({"name": f"Customer {count}", "description": "d" * 3000} for count in range(60)))
    command = [sys.executable, "-m", "capptro_tui", "export", "customers"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, **pipes) as running:  # type: ignore[call-overload]
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_cannot_be_written(capptro: Capptro) -> None:
    assert capptro.path.exists()
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "capptro_tui", "export", "customers"],
            cwd=ROOT, env=os.environ, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, "The output could not be written: No space left on device.\n")


def test_json_is_utf8_in_every_locale(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "Żółć 株式会社"})
    capptro.monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = subprocess.run(
        [sys.executable, "-m", "capptro_tui", "find", "zolc", "--json"],
        cwd=ROOT, env=os.environ, capture_output=True, check=True,
    )  # fmt: skip
    assert "Żółć 株式会社" in done.stdout.decode("utf-8")


def test_files_are_for_their_owner_only(capptro: Capptro) -> None:
    capptro.add("customers", {"name": "A"})
    assert os.umask(0o022) == 0o077


def test_config_shows_each_option_with_its_value_and_meaning(absent: Capptro) -> None:
    """Without a database and without a file; then what the file says, and what is wrong in it."""
    shown = absent.done("config")
    assert "which is not there yet" in shown
    assert "how it looks: capptro-dark or capptro-light" in shown
    config_path().parent.mkdir(parents=True)
    config_path().write_text('theme = "capptro-light"\n[keys]\nnew = "insert,e"\nquit = "ctrl+x"\n', encoding="utf-8")
    found = absent.json("config")
    options = {one["name"]: one for one in found["options"]}
    assert options["theme"]["value"] == "capptro-light"
    assert (options["keys.new"]["value"], options["keys.new"]["default"]) == ("insert", "n")
    assert (options["keys.quit"]["value"], options["keys.quit"]["meaning"]) == ("ctrl+x", "Quit")
    assert [problem for problem in found["problems"] if "“e” is the key of “edit”" in problem] == found["problems"]
    assert all(set(one) == {"name", "value", "default", "meaning"} for one in found["options"])
    assert found["problems"][0] in absent.done("config")
    config_path().write_text("theme = [", encoding="utf-8")
    assert "The defaults are used." in absent.done("config")
