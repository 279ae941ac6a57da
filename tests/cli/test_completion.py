"""The completion of a shell, made from the declarations and tried by the shell itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from capptro_tui.cli.verbs import VERBS
from tests.cli.runner import Capptro

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


def completed(script: str, *words: str, folder: Path) -> list[str]:
    """What bash offers for the last word."""
    line = " ".join(f"'{word}'" for word in ("capptro", *words))
    asked = f'{script}\nCOMP_WORDS=({line}); COMP_CWORD={len(words)}; _capptro; printf "%s\\n" "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", asked], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.split()


@needs_bash
def test_bash_completes(absent: Capptro, tmp_path: Path) -> None:
    script = absent.done("completion", "bash")
    (tmp_path / "quote.pdf").touch()

    def offered(*words: str) -> list[str]:
        return completed(script, *words, folder=tmp_path)

    assert offered("") == list(VERBS)
    assert offered("re") == ["redo", "reactivate", "reopen", "restore", "restore-backup", "recover"]
    assert offered("add", "cont") == ["contacts", "contracts"]
    assert offered("list", "work") == ["work-items"]
    assert offered("list", "customers", "--for") == ["--format"]
    assert offered("list", "customers", "--format", "") == ["table", "json", "csv"]
    assert offered("find", "x", "--only", "cust") == ["customers"]
    assert offered("add", "work-items", "--priority", "u") == ["urgent"]
    assert "--is-primary" in offered("add", "contacts", "--")
    assert "--no-is-primary" in offered("add", "contacts", "--")
    assert offered("attach", "C-1", "qu") == ["quote.pdf"]
    assert offered("export", "customers", "-o", "qu") == ["quote.pdf"]
    assert offered("geofence", "") == ["import", "export"]
    assert "--dry-run" in offered("geofence", "import", "--")
    assert offered("--db", "find", "sho") == ["show"]
    assert offered("--db", "qu") == ["quote.pdf"]
    assert offered("find", "show", "--li") == ["--limit"]
    assert offered("completion", "") == ["bash", "zsh", "fish"]
    assert not absent.path.exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_can_be_read_and_knows_every_verb(absent: Capptro, shell: str) -> None:
    script = absent.done("completion", shell)
    for name in VERBS:
        assert name in script
    assert "/geofence/import" in script
    assert "no-is-primary" in script
    if program := shutil.which(shell):
        done = subprocess.run([program, "-n"], input=script, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_an_unknown_shell(absent: Capptro) -> None:
    assert "“tcsh” is unknown: it takes bash, zsh or fish." in absent.misused("completion", "tcsh")
    assert "SHELL is missing." in absent.misused("completion")
