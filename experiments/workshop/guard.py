"""Who may come in: which names the server answers to, which pages may open a socket, who facilitates.

The facilitator's link holds a token that works once; it is exchanged for a cookie that scripts cannot read.
Who runs the program sees the next link on the console. Everyone else is a guest.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
import secrets
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

COOKIE = "shequ_workshop"
EVERYWHERE = "*"
LOCAL = ("127.0.0.1", "localhost", "[::1]")


def headers(host: str) -> dict[str, str]:
    """Give the headers of every page: nothing from elsewhere, nothing inline, in nobody's frame."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"font-src 'self'; connect-src 'self' ws://{host}; manifest-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
    }


def printed(page: str) -> dict[str, str]:
    """Give the policy of a page that holds all it needs: its own style sheet and pictures, and no script."""
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    known = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" for style in styles
    )
    policy = f"default-src 'none'; style-src {known}; img-src data:; font-src data:; base-uri 'none'; "
    return {"content-security-policy": policy + "form-action 'none'; frame-ancestors 'none'"}


@dataclass
class Guard:
    """What the server knows about who may do what.

    Attributes:
        hosts: names under which it may be asked for, with the port.
    """

    hosts: frozenset[str]
    _tokens: dict[str, str] = field(default_factory=dict)
    _guests: set[str] = field(default_factory=set)
    _sessions: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def for_port(cls, port: int, *, lan: bool) -> Guard:
        """Answer to this machine's own names, and to its name in the room's network if asked to."""
        names = [*LOCAL, *(_own_names() if lan else [])]
        return cls(frozenset(f"{name}:{port}" for name in names) | frozenset(names if port == 80 else ()))

    def knows_host(self, host: str | None, address: str = "") -> bool:
        """Say whether a request was meant for us, and not for a name that somebody pointed at us.

        Args:
            host: what the request asks for.
            address: our own address and port on this connection; to be asked for by number is always right.
        """
        return bool(host) and (str(host).lower() in self.hosts or host == address)

    def knows_origin(self, origin: str | None, host: str) -> bool:
        """Say whether a socket is opened by a page of ours."""
        return origin is not None and origin.lower() == f"http://{host.lower()}"

    def new_token(self, room: str = EVERYWHERE) -> str:
        """Make a token that makes its bearer the facilitator of a room, or of all."""
        token = secrets.token_urlsafe(16)
        self._tokens[token] = room
        return token

    def exchange(self, token: str, cookie: str | None) -> tuple[str, str] | None:
        """Take a token; give the value of a cookie for it and the room; None if it is unknown or used."""
        room = self._tokens.pop(token, None)
        if room is None:
            return None
        session = cookie if cookie is not None and cookie in self._sessions else secrets.token_urlsafe(24)
        self._sessions.setdefault(session, set()).add(room)
        return session, room

    def new_guest(self) -> str:
        """Make a mark by which a browser's votes are counted once."""
        guest = secrets.token_urlsafe(12)
        self._guests.add(guest)
        return guest

    def guest(self, given: str | None) -> str:
        """Give a browser's mark, or one that lasts as long as its connection."""
        return given if given in self._guests else secrets.token_urlsafe(12)

    def leads(self, cookies: Mapping[str, str], room: str) -> bool:
        """Say whether someone is the facilitator of a room."""
        rooms = self._sessions.get(cookies.get(COOKIE, ""), set())
        return room in rooms or EVERYWHERE in rooms

    def forget(self, room: str) -> None:
        """Forget who leads a room that is closed."""
        self._tokens = {token: r for token, r in self._tokens.items() if r != room}
        for rooms in self._sessions.values():
            rooms.discard(room)


def addresses() -> list[str]:
    """Give the addresses by which others in the room may reach this machine, the likeliest first."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        # Nothing is sent: this only asks which address would be used. It fails in a room with no way out.
        probe.connect(("192.0.2.1", 9))
        found.append(str(probe.getsockname()[0]))
    with suppress(OSError):
        known = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        found += [str(entry[4][0]) for entry in known]
    return [a for a in dict.fromkeys(found) if not ipaddress.ip_address(a).is_loopback]


def _own_names() -> list[str]:
    name = socket.gethostname().lower()
    return [name, f"{name}.local"]
