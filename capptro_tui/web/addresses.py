"""Addresses of the web to which a page may post, as its content security policy names them."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from capptro_tui.text.patterns import pattern

_HOST = pattern(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.?")
_SCHEMES: Final = ("http", "https")


def origin(address: str) -> str:
    """Return scheme, host and port of an address of the web: `https://www.example.com:8443`.

    A name with other letters than ASCII is given as it is looked up: `xn--bcher-kva.example`.

    Returns:
        "" if it is no such address, or a policy cannot name it: it has a user's name, a host in brackets, or a name
        that programs write in different ways.
    """
    try:
        parts = urlsplit(address)
        name, port = parts.hostname or "", parts.port
        host = name if name.isascii() else name.encode("idna").decode("ascii")
        is_exact = name.isascii() or host.encode("ascii").decode("idna") == name
    except ValueError:
        return ""
    if parts.scheme not in _SCHEMES or "@" in parts.netloc or not is_exact or not _HOST.fullmatch(host):
        return ""
    return f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")
