"""What a picker of files and folders offers for what is typed or pasted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from capptro_tui.widgets.form import path_picker
from capptro_tui.widgets.form.path_picker import PathPicker, describe_path, typed


@pytest.fixture
def folder(home: Path) -> Path:
    """A folder in the home folder: two folders, three files, something hidden, a link and a pipe."""
    made = home / "Papers"
    (made / "Zoo").mkdir(parents=True)
    (made / "attic").mkdir()
    for age, name in enumerate(["newest scan.pdf", "Scan of the roof.pdf", "oldest.txt", ".hidden"]):
        (made / name).write_text("x" * age)
        os.utime(made / name, (2_000_000_000 - age, 2_000_000_000 - age))
    (made / "link").symlink_to("oldest.txt")
    (made / "folder link").symlink_to("attic")
    os.mkfifo(made / "pipe")
    return made


def offered(folder: Path, text: str = "", *, folders: bool = False) -> list[str]:
    return [row.label for row in PathPicker(folder, folders=folders).offered(text)]


def test_a_folder_is_listed_folders_first_and_the_newest_file_next(folder: Path) -> None:
    """What cannot be attached is not offered, what is hidden only when it is asked for."""
    assert offered(folder) == [
        "attic/", "folder link/", "Zoo/", "newest scan.pdf", "Scan of the roof.pdf", "oldest.txt", "../",
    ]  # fmt: skip
    assert offered(folder, "~/Papers/.h") == [".hidden"]
    assert offered(folder, folders=True) == ["./", "attic/", "folder link/", "Zoo/", "../"]


def test_any_part_of_a_name_finds_it(folder: Path) -> None:
    """What begins so comes first; the text in the field is the whole path."""
    assert offered(folder, "scan") == ["Scan of the roof.pdf", "newest scan.pdf"]
    row = PathPicker(folder).offered("~/Papers/OLD")[0]
    assert (row.value, row.text) == (folder / "oldest.txt", "~/Papers/oldest.txt")
    assert offered(folder, "nothing of it") == []
    assert offered(folder, "old", folders=True) == ["folder link/"]


@pytest.mark.parametrize("text", ["~/Papers/", "{}/", "{}/attic/../", "Zoo/..", "~/Papers/Zoo/.."])
def test_every_way_to_a_folder(folder: Path, text: str) -> None:
    """From the root, from the home folder, from where the picker is, up and down."""
    assert offered(folder, text.format(folder)) == offered(folder)


def test_the_home_folder_and_the_folder_above(folder: Path) -> None:
    assert offered(folder, "~") == ["Papers/", "../"]
    above = PathPicker(folder).offered("")[-1]
    assert (above.value, above.text) == (folder.parent, "~/")
    assert "../" not in offered(Path("/"))


@pytest.mark.parametrize("text", ["/nowhere/x", "~nobody-is-called-so/x", "a\0b/c", "\0", "oldest.txt/x"])
def test_what_is_not_there_offers_nothing(folder: Path, text: str) -> None:
    assert offered(folder, text) == []


def test_a_link_is_offered_only_by_its_whole_name(folder: Path) -> None:
    """Then it is said why it cannot be taken."""
    assert offered(folder, "link") == ["folder link/"]
    os.unlink(folder / "folder link")
    assert offered(folder, "lin") == []
    assert offered(folder, "link") == ["link"]


@pytest.mark.parametrize(
    ("pasted", "path"),
    [
        ("'/tmp/my offer.pdf' ", "/tmp/my offer.pdf"),
        ('"/tmp/my offer.pdf"', "/tmp/my offer.pdf"),
        ("/tmp/my\\ offer\\ \\(2\\).pdf ", "/tmp/my offer (2).pdf"),
        ("file:///tmp/my%20offer.pdf\r", "/tmp/my offer.pdf"),
        ("/tmp/plain.pdf", "/tmp/plain.pdf"),
        ("/tmp/a 'quoted' one", "/tmp/a 'quoted' one"),
        ("'", "'"),
    ],
)
def test_what_is_dropped_on_the_terminal_is_understood(pasted: str, path: str) -> None:
    """File managers and terminals paste paths in their own ways."""
    assert typed(pasted) == path


def test_a_name_with_a_backslash_is_left_alone(folder: Path) -> None:
    (folder / "a\\ b").touch()
    assert typed(str(folder / "a\\ b")) == str(folder / "a\\ b")


def test_paths_as_people_write_them(home: Path) -> None:
    assert describe_path(home / "a") == "~/a"
    assert describe_path(home, is_folder=True) == "~/"
    assert describe_path(Path(f"{home}2")) == f"{home}2"
    assert describe_path(Path("/"), is_folder=True) == "/"


def test_thousands_of_files_are_not_all_offered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(path_picker, "MOST", 3)
    assert len(offered(folder)) == 4
