"""The config file: what is wrong in it is a sentence each, and the rest of it works."""

from __future__ import annotations

from pathlib import Path

import pytest

import capptro_tui.app  # noqa: F401 - its keys are options, too
from capptro_tui.config import DARK, LIGHT, Config, read_config, write_theme
from capptro_tui.screens.commands.key_options import check_keys, key_options, with_usable_keys
from capptro_tui.widgets.keys.key_check import check_key
from tests.support import is_plain


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def read(path: Path, text: str | bytes) -> Config:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_config(path)


class TestReading:
    @pytest.mark.parametrize(
        ("text", "config", "said"),
        [
            ('theme = "pink"\n[keys]\nnew = "a"', Config(DARK, {"new": "a"}), "not “pink”"),
            ("theme = 3", Config(), "not “3”"),
            ("[theme]\nname = 1", Config(), "there are capptro-dark and capptro-light"),
            (f'theme = "{LIGHT}"\nkeys = 3', Config(LIGHT), "[keys] must hold lines"),
            ('[keys]\nnew = 1\nedit = "f2"', Config(DARK, {"edit": "f2"}), "the keys of “new” must be a text"),
            (f'theme = "{LIGHT}"\nthemes = "x"', Config(LIGHT), "no option “themes”. Perhaps “theme” is meant."),
            (f'theme = "{LIGHT}"\n[colours]\nred = 1', Config(LIGHT), "no option “colours”."),
            ('[Keys]\nnew = "a"\n[keys]\nnew = "b"', Config(DARK, {"new": "b"}), "Perhaps “keys” is meant."),
        ],
    )
    def test_what_cannot_be_used_is_left_out(self, path: Path, text: str, config: Config, said: str) -> None:
        found = read(path, text)
        assert (found.theme, found.keys) == (config.theme, config.keys)
        assert len(found.problems) == 1
        assert said in found.problems[0]
        assert is_plain(found.problems[0])

    @pytest.mark.parametrize(
        "text", ["theme = ", "[keys", "theme = 1\ntheme = 2", b"\xff\xfe[\x00", b"theme = '\xe4'", "a = " + "[" * 5000]
    )
    def test_a_broken_file_gives_the_defaults(self, path: Path, text: str | bytes) -> None:
        found = read(path, text)
        assert (found.theme, found.keys) == (DARK, {})
        assert len(found.problems) == 1
        assert str(path) in found.problems[0]
        assert "The defaults are used." in found.problems[0]

    def test_a_folder_in_its_place_gives_the_defaults(self, path: Path) -> None:
        path.mkdir()
        assert "cannot be read" in read_config(path).problems[0]

    def test_no_file_is_no_problem(self, path: Path) -> None:
        assert read_config(path) == Config()

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_a_byte_order_mark_is_no_text(self, path: Path, end: str) -> None:
        """Some editors write it; it stays where it is when the theme is set."""
        text = f'# mine{end}theme = "{LIGHT}"  # at noon{end}[keys]{end}new = "a"{end}'
        assert read(path, "\ufeff" + text) == Config(LIGHT, {"new": "a"})
        write_theme(path, DARK)
        assert path.read_bytes().decode() == "\ufeff" + text.replace(LIGHT, DARK)
        read(path, "\ufeff" + f"# mine{end}")
        write_theme(path, LIGHT)
        assert path.read_bytes().decode() == f'\ufefftheme = "{LIGHT}"\n# mine{end}'

    def test_names_with_dots_need_no_quotes(self, path: Path) -> None:
        text = '[keys]\nform.drafts = "f6"\n"table.sort" = "f7"\n'
        assert read(path, text).keys == {"form.drafts": "f6", "table.sort": "f7"}


class TestKeys:
    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("n", "n"), ("N", "N"), ("?", "question_mark"), ("+", "plus"), ("-", "minus"), (" f5 ", "f5"),
            ("ctrl+n", "ctrl+n"), ("alt+up", "alt+up"), ("ctrl+shift+home", "ctrl+shift+home"), ("space", "space"),
            ("slash", "slash"), ("question_mark", "question_mark"), ("é", "é"), ("shift+tab", "shift+tab"),
            ("insert", "insert"), ("ctrl+enter", "ctrl+enter"), ("f20", "f20"),
        ],
    )  # fmt: skip
    def test_that_there_are(self, text: str, key: str) -> None:
        assert check_key(text).problem == ""
        assert check_key(text).key == key or check_key(text).key.islower()

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("ctrl+foo", "“ctrl+foo” is no key."),
            ("esc", "Perhaps “escape” is meant."),
            ("Escape", "Perhaps “escape” is meant."),
            ("PgUp", "Perhaps “pageup” is meant."),
            ("F5", "Perhaps “f5” is meant."),
            ("inser", "Perhaps “insert” is meant."),
            ("f25", "“f25” is no key"),
            ("control+a", "Perhaps “ctrl” is meant."),
            ("strg+a", "before a + stand ctrl, alt or shift"),
            ("ctrl+ctrl+a", "each once"),
            ("ctrl+", "“ctrl+” is no key."),
            ("", "a key is missing."),
            ("<scroll-up>", "is no key"),
            ("nn", "“nn” is no key."),
        ],
    )
    def test_that_are_none(self, text: str, said: str) -> None:
        found = check_key(text)
        assert said in found.problem
        assert found.key == ""

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("shift+a", "write “A”"),
            ("shift+1", "write the character that it makes"),
            ("shift+slash", "write the character that it makes"),
            ("ctrl+N", "write “ctrl+n”"),
            ("alt+X", "write “alt+x”"),
            ("ctrl+i", "terminals send “tab”"),
            ("ctrl+m", "terminals send “enter”"),
            ("ctrl+[", "terminals send “escape”"),
            ("super+n", "does not reach a program"),
            ("meta+x", "does not reach a program"),
        ],
    )
    def test_that_no_terminal_sends(self, text: str, said: str) -> None:
        found = check_key(text)
        assert said in found.problem
        assert found.key == ""


class TestBindings:
    def test_names_that_are_none_are_said(self) -> None:
        found = check_keys({"nwe": "n", "edit": "f2"})
        assert found.keys == {"edit": "f2"}
        assert found.problems == ["[keys]: there is no “nwe”. Perhaps “new” is meant."]

    @pytest.mark.parametrize(
        ("asked", "keys", "said"),
        [
            ({"new": "e"}, {}, "new: “e” is the key of “edit”"),
            ({"new": "insert,e"}, {"new": "insert"}, "new: “e” is the key of “edit”"),
            ({"new": "s"}, {}, "new: “s” is the key of “table.sort”"),
            ({"edit": "?"}, {}, "edit: “?” is the key of “help_letter”"),
            ({"palette": "ctrl+s"}, {}, "palette: “ctrl+s” is the key of"),
            ({"edit": "ctrl+q"}, {}, "edit: “ctrl+q” is the key of “quit”"),
            ({"new": "insert", "edit": "insert"}, {"new": "insert"}, "edit: “insert” is the key of “new”"),
        ],
    )
    def test_one_key_for_two_things_in_a_place(self, asked: dict[str, str], keys: dict[str, str], said: str) -> None:
        """What was asked for last gives way; nothing that is there as usual is lost."""
        found = check_keys(asked)
        assert found.keys == keys
        assert len(found.problems) == 1
        assert said in found.problems[0]

    @pytest.mark.parametrize(
        "asked",
        [
            {"new": "e", "edit": "n"},
            {"new": "d", "delete": "delete"},
            {
                "table.sort": "o",
                "page.customer": "O",
                "dashboard.open": "O",
                "history.open": "O",
                "duplicates.open": "O",
                "import.duplicates": "O",
            },
            {"review.skip": "f9", "document.export": "f9"},
            {"save": "f2"},
            {"new": "n,insert"},
        ],
    )
    def test_the_same_key_elsewhere_or_changed_about_is_none(self, asked: dict[str, str]) -> None:
        assert check_keys(asked).problems == []
        assert check_keys(asked).keys == asked

    def test_the_usual_keys_are_without_fault(self) -> None:
        """All of them asked for as they are: each is a key, and none is new in its place."""
        asked = {name: option.keys for name, option in key_options().items()}
        assert check_keys(asked).problems == []
        assert all(option.meaning for option in key_options().values() if option.name not in ("tab.1",))

    def test_of_a_config(self) -> None:
        found = with_usable_keys(Config(LIGHT, {"nwe": "n", "edit": "f2"}, ("One.",)))
        assert (found.theme, found.keys) == (LIGHT, {"edit": "f2"})
        assert found.problems == ("One.", "Config: [keys]: there is no “nwe”. Perhaps “new” is meant.")
