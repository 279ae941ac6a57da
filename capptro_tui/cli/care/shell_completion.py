"""`completion`: the script by which a shell completes verbs, options and names of records."""

from __future__ import annotations

from capptro_tui.cli.output import text as output
from capptro_tui.cli.parsing.command import Argument, Command
from capptro_tui.cli.parsing.completion import SHELLS
from capptro_tui.cli.parsing.parser import one_of


def completion(shell: str) -> None:
    """Print the script for a shell."""
    from capptro_tui.cli.verbs import BEFORE_VERB, VERBS  # late: the table names this module

    output.emit(SHELLS[shell](Command(takes=BEFORE_VERB.takes, verbs=tuple(VERBS.values()))))


COMPLETION = Command(
    completion,
    (Argument("shell", "SHELL", "bash, zsh or fish.", read=one_of(*SHELLS), words=lambda: list(SHELLS)),),
    details="The script is made from what the verbs take. Print it anew after an upgrade.",
    examples=("capptro completion bash > ~/.local/share/bash-completion/completions/capptro",),
)
