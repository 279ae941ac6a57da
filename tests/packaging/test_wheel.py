"""The wheel holds all that the program needs, and works where there is nothing but it and what it depends on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

import capptro_tui
from tests.e2e.terminal import Terminal, plain_environment

ROOT = Path(__file__).parents[2]
PACKED = {"capptro_tui": "capptro_tui", "data": "capptro_tui/data"}
"""Folders of the project, and where they stand in the wheel."""


@dataclass(frozen=True)
class Installed:
    """The wheel in a virtual environment of its own, and an empty home to run it from."""

    scripts: Path
    home: Path

    def run(self, *command: str) -> str:
        """Run a command of that environment in the empty home; its standard output. It must succeed, silently."""
        done = subprocess.run(
            [self.scripts / command[0], *command[1:]],
            cwd=self.home,
            env=plain_environment(self.home),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout


def shipped_files() -> set[str]:
    """The names in the wheel of every file that the project has for it."""
    return {
        f"{packed}/{file.relative_to(ROOT / folder).as_posix()}"
        for folder, packed in PACKED.items()
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in PACKED:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in filter(Path.is_file, ROOT.iterdir()):
        shutil.copy(file, source)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run([*build, "--outdir", target, source], check=True)
    [wheel] = target.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    home = folder / "home"
    home.mkdir()
    venv.create(folder / "venv")
    paths = sysconfig.get_paths("venv", vars={"base": str(folder / "venv"), "platbase": str(folder / "venv")})
    scripts, packages = Path(paths["scripts"]), Path(paths["purelib"])
    pip = [sys.executable, "-m", "pip", "--python", scripts / "python", "--quiet"]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", wheel], check=True, cwd=home)
    # The dependencies come from here. A folder named in a .pth file has its own .pth files left alone, so the
    # project's development install does not come along.
    here = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "dependencies.pth").write_text("\n".join(sorted(here)) + "\n")
    return Installed(scripts, home)


def test_wheel_holds_every_file_of_the_program_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == shipped_files()
    assert any(name.startswith("capptro_tui/db/schema/migrations/versions/") for name in names)
    assert any(name.endswith(".tcss") for name in names)
    assert any(name.startswith("capptro_tui/data/sample/") for name in names)


def test_installed_wheel_is_what_runs(installed: Installed) -> None:
    assert capptro_tui.__version__ in installed.run("capptro", "--version")
    where = installed.run("python", "-c", "import capptro_tui; print(capptro_tui.__file__)")
    assert Path(where).is_relative_to(installed.scripts.parent)


def test_installed_wheel_keeps_a_business_and_opens(installed: Installed) -> None:
    customer = json.loads((ROOT / "data/sample/customers.json").read_text(encoding="utf-8"))[-1]["name"]
    database = str(installed.home / "business.db")
    installed.run("capptro", "--db", database, "demo")
    first = json.loads(installed.run("capptro", "--db", database, "find", customer, "--json"))[0]
    assert (first["record"], first["name"], first["number"][:2]) == ("customer", customer, "C-")

    program = str(installed.scripts / "capptro")
    with Terminal(program, "--db", database, home=installed.home) as terminal:
        terminal.wait_for("Customers")
        terminal.keys("ctrl+q")
        assert terminal.wait_exit() == 0
