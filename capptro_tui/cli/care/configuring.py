"""`config`: the options of the config file, their values, and the errors in the file."""

from __future__ import annotations

from typing import Any

from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Command
from capptro_tui.cli.parsing.common import JSON
from capptro_tui.config import OPTIONS, Config, read_config
from capptro_tui.locations import config_path


def config(as_json: bool) -> None:
    """Show each option of the config file with its value and its meaning, then what is wrong in the file."""
    from capptro_tui.app import CapptroApp  # loaded for its keys, which are options, too
    from capptro_tui.screens.commands.key_options import with_usable_keys

    assert CapptroApp.BINDINGS
    path, read = config_path(), with_usable_keys(read_config(config_path()))
    options = _options(read)
    if as_json:
        output.emit_json({"path": str(path), "options": options, "problems": list(read.problems)})
        return
    output.tell(f"{path}{'' if path.exists() else ', which is not there yet'}")
    output.table(
        ["", "Option", "Value", "Meaning"],
        (["*" if one["value"] != one["default"] else "", one["name"], one["value"], one["meaning"]] for one in options),
        indent=2,
    )
    output.tell(*read.problems)


def _options(read: Config) -> list[dict[str, Any]]:
    """Return name, value, default and meaning of each option."""
    from capptro_tui.screens.commands.key_options import key_options

    theme = {"name": "theme", "value": read.theme, "default": Config().theme, "meaning": OPTIONS["theme"]}
    keys = [
        {
            "name": f"keys.{option.name}",
            "value": read.keys.get(option.name, option.keys),
            "default": option.keys,
            "meaning": option.meaning,
        }
        for option in key_options().values()
    ]
    return [theme, *keys]


CONFIG = Command(
    config,
    (JSON,),
    details="What is wrong in the file is said below. An option that is set is marked with a star.",
    examples=("capptro config",),
    is_paged=True,
)
