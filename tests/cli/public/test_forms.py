"""`forms` on the command line: the page, the published forms, and the server that is given them."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from capptro_tui.web.published import FormsFile
from tests.cli.runner import Capptro
from tests.public_forms import ASKS_FOR

FORM = {"name": "For the van", "heading": "Write to us", "asks_for": ASKS_FOR}


@pytest.fixture
def forms(capptro: Capptro) -> Capptro:
    capptro.add("public-forms", {**FORM, "sends_to": "https://forms.example/E-000001"})
    return capptro


class TestHtml:
    def test_the_page_is_printed_or_written(self, forms: Capptro, tmp_path: Path) -> None:
        page = forms.done("forms", "html", "E-1")
        assert page.startswith("<!DOCTYPE html>")
        assert 'action="https://forms.example/E-000001"' in page
        path = tmp_path / "contact.html"
        assert forms.done("forms", "html", "e1", "-o", str(path)) == f"Written to {path}.\n"
        assert path.read_text() == page
        assert stat.S_IMODE(path.stat().st_mode) == 0o644

    def test_it_mails_where_it_is_told(self, forms: Capptro) -> None:
        page = forms.done("forms", "html", "E-1", "--to", "mailto:you@example.com")
        assert 'action="mailto:you@example.com?subject=Write%20to%20us" enctype="text/plain"' in page

    def test_refusals(self, forms: Capptro) -> None:
        forms.add("public-forms", FORM)
        assert "does not say where its page sends to" in forms.refused("forms", "html", "E-2")
        for address in ("javascript:alert(1)", "https://[x", "https://me:secret@forms.example/E-1"):
            assert "https://…" in forms.refused("forms", "html", "E-1", "--to", address)
        assert forms.refused("forms", "html", "E-9") == "There is no public form E-000009."
        assert "not the number of a public form" in forms.refused("forms", "html", "C-1")
        forms.done("delete", "E-2")
        assert "in the trash" in forms.refused("forms", "html", "E-2")
        assert "is the database itself" in forms.refused("forms", "html", "E-1", "-o", str(forms.path))


class TestPublish:
    def test_only_what_is_published(self, forms: Capptro, tmp_path: Path) -> None:
        """For everybody to read: the server is another user. It has no more than the page shows."""
        forms.add("public-forms", {**FORM, "is_published": True})
        path = tmp_path / "forms.json"
        assert forms.done("forms", "publish", "-o", str(path)) == f"Written to {path}.\nPublished: E-000002.\n"
        assert forms.done("forms", "publish") == path.read_text()
        [form] = json.loads(path.read_text())["forms"]
        assert form["number"] == "E-000002"
        assert "For the van" not in path.read_text()
        assert "sends_to" not in form
        assert stat.S_IMODE(path.stat().st_mode) == 0o644

    def test_the_last_form_is_taken_back(self, forms: Capptro, tmp_path: Path) -> None:
        """The file has no form then, and a server that follows it shows none."""
        path = tmp_path / "forms.json"
        forms.done("set", "E-1", "is_published=yes")
        forms.done("forms", "publish", "-o", str(path))
        served = FormsFile(path)
        assert served.find("E-000001") is not None
        forms.done("set", "E-1", "is_published=no")
        assert "No public form is published" in forms.done("forms", "publish", "-o", str(path))
        assert served.find("E-000001") is None
        assert forms.done("forms", "publish") == path.read_text()


class TestServe:
    def test_what_it_needs(self, forms: Capptro, tmp_path: Path) -> None:
        assert "--forms" in forms.misused("forms", "serve")
        none = str(tmp_path / "none")
        assert "cannot be read" in forms.refused("forms", "serve", "--forms", none, "--inbox", none)
        path = tmp_path / "forms.json"
        forms.done("set", "E-1", "is_published=yes")
        forms("forms", "publish", "-o", str(path))
        assert "There is no folder" in forms.refused("forms", "serve", "--forms", str(path), "--inbox", none)
        words = ("forms", "serve", "--forms", str(path), "--inbox", str(tmp_path), "--host", "192.0.2.1", "--port", "0")
        assert "Nothing can listen at 192.0.2.1" in forms.refused(*words)

    @pytest.mark.parametrize("proxy", ["localhost", "*", "127.0.0.1:80", "127.0.0.0/8", ""])
    def test_a_proxy_is_one_address(self, forms: Capptro, tmp_path: Path, proxy: str) -> None:
        """A name is never the address of a peer, and a star would be anybody."""
        words = ("forms", "serve", "--forms", str(tmp_path / "x"), "--inbox", str(tmp_path), f"--proxy={proxy}")
        assert "--proxy" in forms.misused(*words)

    def test_it_takes_no_database(self, forms: Capptro) -> None:
        assert "--db" in forms.misused("forms", "serve", "--db", str(forms.path))
