"""Where things are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from capptro_tui.locations import backup_folder, config_path, database_path, log_path, shipped


class TestLocations:
    def test_database_of_the_user(self, home: Path) -> None:
        """In the user's data folder, which is not made by asking."""
        assert home in database_path().parents
        assert database_path().name == "capptro.db"
        assert list(home.iterdir()) == []

    def test_named_by_the_environment(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """CAPPTRO_DB; an empty one counts as none."""
        monkeypatch.setenv("CAPPTRO_DB", str(tmp_path / "other.db"))
        assert database_path() == tmp_path / "other.db"
        monkeypatch.setenv("CAPPTRO_DB", "")
        assert database_path().name == "capptro.db"

    def test_named_on_the_command_line(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path) -> None:
        """--db goes before the environment; ~ and relative names are understood."""
        monkeypatch.setenv("CAPPTRO_DB", str(tmp_path / "other.db"))
        monkeypatch.chdir(tmp_path)
        assert database_path(tmp_path / "this.db") == tmp_path / "this.db"
        assert database_path("~/mine.db") == home / "mine.db"
        assert database_path("here.db") == tmp_path / "here.db"

    def test_all_in_the_home(self, home: Path) -> None:
        """Config and log too; backups are beside their database."""
        assert home in config_path().parents
        assert home in log_path().parents
        assert backup_folder(Path("/data/desk.db")) == Path("/data/desk.db-backups")

    def test_shipped_files_are_there(self) -> None:
        """In a checkout as in an installed package."""
        assert shipped("picklists.json").is_file()
        assert shipped("sample", "customers.json").is_file()
