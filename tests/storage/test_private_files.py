"""Files and folders of the program: private whatever the umask, whole or not at all, never over another."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from capptro_tui.config import DARK, LIGHT, read_config, write_theme
from capptro_tui.errors import Refused
from capptro_tui.exchange.files import replacing
from capptro_tui.faults import note
from capptro_tui.locations import log_path
from capptro_tui.storage.private_files import NewFile, make_folder
from tests.support import is_plain


@pytest.fixture(params=[0o000, 0o022, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Each of three umasks."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class TestPrivate:
    @pytest.mark.usefixtures("umask")
    def test_folders_and_files(self, tmp_path: Path) -> None:
        """All folders that were missing; one that is there keeps its mode."""
        there = tmp_path / "there"
        there.mkdir()
        there.chmod(0o755)
        folder = there / "a" / "b"
        make_folder(folder)
        make_folder(folder)
        with NewFile(folder, "test") as made:
            made.finish()
            path = made.take_free_name("name")
        assert [mode(one) for one in (path, folder, folder.parent, there)] == [0o600, 0o700, 0o700, 0o755]

    @pytest.mark.usefixtures("umask")
    def test_what_the_program_makes(self, tmp_path: Path, home: Path) -> None:
        """The config file, the log of faults, and what is exported to a file, with their folders."""
        config, export = home / ".config" / "capptro" / "config.toml", tmp_path / "areas.json"
        write_theme(config, LIGHT)
        note(ValueError())
        with replacing(export, database=tmp_path / "desk.db") as file:
            file.write("{}")
        assert [mode(path) for path in (config, log_path(), export)] == [0o600] * 3
        folders = [one for path in (config, log_path()) for one in path.parents if home in one.parents]
        assert {mode(folder) for folder in folders} == {0o700}

    def test_a_log_that_was_open_to_others(self) -> None:
        """It is closed with the next line."""
        note(ValueError())
        log_path().chmod(0o644)
        note(ValueError())
        assert mode(log_path()) == 0o600
        assert log_path().read_text().count("ValueError") == 2

    def test_a_log_that_leads_to_a_device(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As that of somebody who wants none: the device stays as it is for everybody."""
        changed: list[object] = []
        make_folder(log_path().parent)
        log_path().symlink_to(os.devnull)
        monkeypatch.setattr(os, "fchmod", lambda *given: changed.append(given))
        assert "is noted in" in note(ValueError())
        assert changed == []

    def test_no_folder_over_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        for path in (tmp_path / "file", tmp_path / "file" / "below"):
            with pytest.raises(OSError, match="file"):
                make_folder(path)


class TestFreeName:
    @pytest.fixture(params=["links", "no links"])
    def _disk(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file system with hard links, and one without, such as FAT."""

        def link(*_: Any, **__: Any) -> None:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

        if request.param == "no links":
            monkeypatch.setattr(os, "link", link)

    @pytest.mark.usefixtures("_disk")
    def test_never_overwrites(self, tmp_path: Path) -> None:
        """Not a file, a folder, or a link that leads nowhere; nothing is left over."""
        (tmp_path / "a.txt").write_text("mine")
        (tmp_path / "a (2).txt").symlink_to("nowhere")
        (tmp_path / "a (3).txt").mkdir()
        with NewFile(tmp_path, "test", mode=0o400) as made:
            made.file.write(b"new")
            made.finish()
            path = made.take_free_name("a.txt")
        assert path == tmp_path / "a (4).txt"
        assert (path.read_text(), mode(path)) == ("new", 0o400)
        assert (tmp_path / "a.txt").read_text() == "mine"
        assert len(list(tmp_path.iterdir())) == 4

    def test_a_disk_that_does_neither(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """No empty file stays where the real one could not come."""

        def fail(*_: Any, **__: Any) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        monkeypatch.setattr(os, "link", fail)
        monkeypatch.setattr(os, "replace", fail)
        with NewFile(tmp_path, "test") as made:
            made.finish()
            with pytest.raises(OSError, match="Input/output error"):
                made.take_free_name("a.txt")
        assert list(tmp_path.iterdir()) == []


class TestPowerCut:
    @pytest.mark.parametrize("way", ["replace", "link"])
    def test_content_before_name_before_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
        """What is in a file is on the disk before it has its name, and the name before anybody is told."""
        steps: list[str] = []

        def noted(name: str) -> None:
            real = getattr(os, name)

            def step(*given: Any, **more: Any) -> Any:
                is_folder = name == "fsync" and stat.S_ISDIR(os.fstat(given[0]).st_mode)
                steps.append("folder" if is_folder else name)
                return real(*given, **more)

            monkeypatch.setattr(os, name, step)

        for name in ("fsync", "replace", "link"):
            noted(name)
        with NewFile(tmp_path, "test") as made:
            made.file.write(b"x")
            made.finish()
            assert os.path.getsize(made.path) == 1
            if way == "replace":
                made.replace(tmp_path / "name")
            else:
                made.take_free_name("name")
        assert steps == ["fsync", way, "folder"]


class TestReplacing:
    def test_is_not_there_before_it_is_whole(self, tmp_path: Path) -> None:
        """Whatever happens meanwhile, the old one stays, and nothing beside it."""
        path = tmp_path / "areas.json"
        path.write_text("old")

        def write(fault: type[BaseException]) -> None:
            with replacing(path, database=tmp_path / "desk.db") as file:
                file.write("new")
                assert path.read_text() == "old"
                raise fault

        for fault in (KeyboardInterrupt, ValueError):
            with pytest.raises(fault):
                write(fault)
        assert path.read_text() == "old"
        assert [one.name for one in tmp_path.iterdir()] == ["areas.json"]

    def test_links_that_lead_to_each_other(self, tmp_path: Path) -> None:
        """A path that leads nowhere is no fault of the program."""
        path, other = tmp_path / "one", tmp_path / "other"
        path.symlink_to(other)
        other.symlink_to(path)
        with replacing(path, database=tmp_path / "desk.db") as file:
            file.write("x")
        assert path.read_text() == "x"


class TestConfig:
    @pytest.fixture
    def config(self, tmp_path: Path) -> Path:
        return tmp_path / "config.toml"

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("", 'theme = "capptro-light"\n'),
            ('theme = "capptro-dark"', 'theme = "capptro-light"'),
            ("theme='capptro-dark'   # at night\r\n", 'theme = "capptro-light"   # at night\r\n'),
            ('  "theme" = "capptro-dark"\n[keys]\n', '  theme = "capptro-light"\n[keys]\n'),
            ('[keys]\ntheme = "t"\n', 'theme = "capptro-light"\n[keys]\ntheme = "t"\n'),
            (
                'theme = "capptro-dark"\n[keys]\ntheme = "capptro-dark"\n',
                'theme = "capptro-light"\n[keys]\ntheme = "capptro-dark"\n',
            ),
            ('keys.theme = "t"\n', 'theme = "capptro-light"\nkeys.theme = "t"\n'),
            (
                'note = """\ntheme = "x"\n"""\ntheme = "capptro-dark"\n',
                'note = """\ntheme = "x"\n"""\ntheme = "capptro-light"\n',
            ),
            ('# theme = "capptro-dark"\n', 'theme = "capptro-light"\n# theme = "capptro-dark"\n'),
            ('theme_note = "x"\n', 'theme = "capptro-light"\ntheme_note = "x"\n'),
        ],
    )
    def test_theme_is_set_and_nothing_else(self, config: Path, before: str, after: str) -> None:
        """In its own place, whatever else is called theme; comments, line ends and keys stay."""
        config.write_bytes(before.encode())
        write_theme(config, LIGHT)
        assert config.read_bytes().decode() == after
        assert read_config(config).theme == LIGHT
        write_theme(config, DARK)
        assert read_config(config).theme == DARK

    @pytest.mark.parametrize(
        "text", [b"theme = \n", b"[keys", b"theme = 3\ntheme = 4", b"\xff", b'theme = """\nx"""\n']
    )
    def test_what_cannot_be_understood_is_left(self, config: Path, text: bytes) -> None:
        """The sentence says what to write by hand."""
        config.write_bytes(text)
        with pytest.raises(Refused, match='Write theme = "capptro-light" into it') as why:
            write_theme(config, LIGHT)
        assert is_plain(why.value)
        assert config.read_bytes() == text
        assert list(config.parent.iterdir()) == [config]

    def test_link_and_mode_stay(self, config: Path, tmp_path: Path) -> None:
        """A config among other dotfiles stays there, and open to whom its owner opened it."""
        real = tmp_path / "dotfiles" / "capptro.toml"
        real.parent.mkdir()
        real.write_text('[keys]\nnew = "n"\n')
        real.chmod(0o640)
        config.symlink_to(real)
        write_theme(config, LIGHT)
        assert config.is_symlink()
        assert (mode(real), read_config(real).keys, read_config(real).theme) == (0o640, {"new": "n"}, LIGHT)
        assert list(real.parent.iterdir()) == [real]

    @pytest.mark.parametrize("place", ["fsync", "replace", "write"])
    def test_no_room(self, config: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
        """The old one is still there, all of it."""

        def fail(*_: Any, **__: Any) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        config.write_text('[keys]\nnew = "n"\n')
        if place == "write":
            monkeypatch.setattr(NewFile, "finish", fail)
        else:
            monkeypatch.setattr(os, place, fail)
        with pytest.raises(Refused, match="cannot be written: No space left on device") as why:
            write_theme(config, LIGHT)
        assert is_plain(why.value)
        assert config.read_text() == '[keys]\nnew = "n"\n'
        assert list(config.parent.iterdir()) == [config]
