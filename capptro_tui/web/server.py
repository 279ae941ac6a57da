"""The server of `capptro forms serve`: waitress with the app, and with limits of its own below those of the app."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from capptro_tui.errors import Refused
from capptro_tui.web.inbox import Inbox
from capptro_tui.web.posted import MOST_BYTES
from capptro_tui.web.published import FormsFile
from capptro_tui.web.rate_limit import RateLimit
from capptro_tui.web.wsgi import FormsApp

_MOST_HEADER_BYTES: Final = 16_384
_MOST_CONNECTIONS: Final = 200
_SILENCE: Final = 20
"""Seconds without a single byte after which a connection is closed."""


def serve(
    forms: Path,
    inbox: Path,
    host: str,
    port: int,
    proxy: str = "",
    ready: Callable[[int, list[str]], None] = lambda _port, _numbers: None,
) -> None:
    """Serve until the process is told to end.

    Args:
        forms: the file of published forms.
        inbox: the folder for submissions.
        host: the address to listen at.
        port: the port; 0 for any that is free.
        proxy: address of the proxy in front of it, whose word about the sender's address is taken; "" for none.
        ready: called with the port and the numbers of the forms, perhaps none yet, when it listens.

    Raises:
        Refused: a file or folder cannot be used, or nothing can listen at the address.
    """
    from waitress.server import create_server

    known = FormsFile(forms)
    app = FormsApp(known, Inbox(inbox), RateLimit(time.monotonic))
    # Its lines may have parts of requests.
    logging.getLogger("waitress").setLevel(logging.CRITICAL + 1)
    try:
        server: Any = create_server(app, host=host, port=port, **_options(proxy))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or "it is no address of this computer"
        raise Refused(f"Nothing can listen at {host}, port {port}: {reason}.") from None
    try:
        ready(int(getattr(server, "effective_port", port)), [*known.forms])
        server.run()
    finally:
        server.close()


def _options(proxy: str) -> dict[str, Any]:
    """Return the options of waitress."""
    trusted = {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-for"}, "trusted_proxy_count": 1}
    return {
        "threads": 4,
        "max_request_body_size": MOST_BYTES + 1,  # the first size that waitress refuses
        "max_request_header_size": _MOST_HEADER_BYTES,
        "connection_limit": _MOST_CONNECTIONS,
        "channel_timeout": _SILENCE,
        "cleanup_interval": _SILENCE // 2,
        "ident": None,
        "expose_tracebacks": False,
        "log_socket_errors": False,
        "clear_untrusted_proxy_headers": True,
        **(trusted if proxy else {}),
    }
