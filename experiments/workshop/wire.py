"""What passes between the server and its worker processes: packets over a socket pair.

A packet is a head (kind, room, ask, length) and a body. Commands and answers are JSON; texts and frames for
clients are passed on as they are. ``ask`` numbers what is asked, so that an answer finds who asked; 0 is all.
"""

from __future__ import annotations

import asyncio
import json
import select
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

HEAD = struct.Struct("<cIII")
MOST_BYTES = 64 * 1024 * 1024
COMMAND, ANSWER, TEXT, FRAME, EVENT = b"C", b"A", b"T", b"F", b"E"


@dataclass(frozen=True)
class Packet:
    """One packet; see the module."""

    kind: bytes
    room: int
    ask: int
    body: bytes

    def content(self) -> Any:
        """Read its JSON."""
        return json.loads(self.body)

    def raw(self) -> bytes:
        """Give its bytes."""
        return HEAD.pack(self.kind, self.room, self.ask, len(self.body)) + self.body


def packet(kind: bytes, room: int, ask: int, content: Any) -> Packet:
    """Make a packet of JSON."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Packet(kind, room, ask, text.encode())


class Wire:
    """A worker's end: blocking, one thread."""

    def __init__(self, end: socket.socket) -> None:
        self._end, self._buffer = end, bytearray()
        end.setblocking(True)

    def send(self, sent: Packet) -> None:
        """Send a packet; waits while the other side does not read."""
        self._end.sendall(sent.raw())

    def waiting(self) -> bool:
        """Say whether something has come."""
        return bool(select.select([self._end], [], [], 0.0)[0])

    def receive(self, seconds: float) -> Iterator[Packet]:
        """Give the packets that have come, after waiting for the first at most so long.

        Raises:
            EOFError: the other side is gone.
        """
        ready, _, _ = select.select([self._end], [], [], max(seconds, 0.0))
        if not ready:
            return
        got = self._end.recv(1 << 16)
        if not got:
            raise EOFError
        self._buffer += got
        while len(self._buffer) >= HEAD.size:
            kind, room, ask, length = HEAD.unpack_from(self._buffer)
            if len(self._buffer) < HEAD.size + length:
                return
            body = bytes(self._buffer[HEAD.size : HEAD.size + length])
            del self._buffer[: HEAD.size + length]
            yield Packet(kind, room, ask, body)


async def read_packet(reader: asyncio.StreamReader) -> Packet:
    """Read a packet in the event loop.

    Raises:
        EOFError: the other side is gone.
    """
    head = await reader.readexactly(HEAD.size)
    kind, room, ask, length = HEAD.unpack(head)
    return Packet(kind, room, ask, await reader.readexactly(length))
