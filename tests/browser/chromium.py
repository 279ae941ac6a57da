"""Debian's Chromium without a window, driven over two pipes by its own protocol, as a person would by keys."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

PATIENCE = 60.0
"""Seconds until a test gives up waiting for the browser."""

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or ""

_LAUNCH = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Starts the browser with the pipes where it looks for them."""

_KEYS = {"Tab": (9, ""), "Enter": (13, "\r")}


class Chromium:
    """One page of the browser. Messages go through pipes, each ended by a zero byte. (Chrome DevTools Protocol)"""

    def __init__(self, hears: int, says: int) -> None:
        self._hears, self._says = hears, says
        self._buffer = b""
        self._numbers = count(1)
        self._events: list[dict[str, Any]] = []
        self._session = ""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Log", "Runtime", "Accessibility", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **given: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        number = next(self._numbers)
        session = {"sessionId": self._session} if self._session else {}
        message = json.dumps({"id": number, "method": method, "params": given, **session})
        os.write(self._says, message.encode() + b"\0")
        while True:
            found = self._read()
            if found.get("id") == number:
                assert "error" not in found, f"{method}: {found['error']}"
                result: dict[str, Any] = found["result"]
                return result
            self._events.append(found)

    def wait(self, method: str) -> dict[str, Any]:
        """Wait for an event, and forget those before it of its kind."""
        while True:
            for event in self._events:
                if event.get("method") == method:
                    self._events.remove(event)
                    found: dict[str, Any] = event["params"]
                    return found
            self._events.append(self._read())

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._hears], [], [], PATIENCE)
            assert ready, "the browser says nothing"
            block = os.read(self._hears, 1 << 20)
            assert block, "the browser has ended"
            self._buffer += block
        message, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def open(self, url: str) -> None:
        """Go to an address, and wait until the page is there."""
        self.ask("Page.navigate", url=url)
        self.wait("Page.loadEventFired")

    def press(self, key: str) -> None:
        """Press a key by its name."""
        code, text = _KEYS[key]
        same = {"key": key, "code": key, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code}
        self.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **same)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **same)

    def type(self, text: str) -> None:
        """Type a text into what has the focus."""
        self.ask("Input.insertText", text=text)

    def read_aloud(self) -> list[tuple[str, str, bool]]:
        """What a screen reader would tell: role, name, and whether it must be filled in, of all that can be used."""
        found = []
        for node in self.ask("Accessibility.getFullAXTree")["nodes"]:
            role, name = node.get("role", {}).get("value"), node.get("name", {}).get("value", "")
            if not node.get("ignored") and role in ("textbox", "button", "heading", "link"):
                stated = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
                found.append((str(role), str(name), bool(stated.get("required"))))
        return found

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page; the page itself runs no scripts."""
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def complaints(self) -> list[str]:
        """What the browser has complained about: policies that were broken, requests that failed."""
        self.evaluate("1")  # everything that was said before has come
        told = [event["params"]["entry"] for event in self._events if event.get("method") == "Log.entryAdded"]
        return [one["text"] for one in told if "favicon.ico" not in one.get("url", "")]

    def requested(self) -> list[str]:
        """The addresses that were asked for."""
        events = [event["params"] for event in self._events if event.get("method") == "Network.requestWillBeSent"]
        return [one["request"]["url"] for one in events if "favicon.ico" not in one["request"]["url"]]


@contextmanager
def browser(profile: Path) -> Iterator[Chromium]:
    """Start the browser with a profile of its own, and end it."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    words = [
        PROGRAM, "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={profile}", "--disable-gpu",
        "--no-first-run", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-sync", *sandbox,
    ]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", _LAUNCH, str(theirs_in), str(theirs_out), *words],
        pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Chromium(ours_in, ours_out)
    finally:
        process.kill()
        process.wait()
        os.close(ours_in)
        os.close(ours_out)
