"""Messages between a supervisor and its worker, over a pair of connected sockets.

`multiprocessing.connection` offers the same, but loads twenty modules for other kinds of connections, which every
command and every worker would wait for.
"""

from __future__ import annotations

import os

__all__ = ["Channel", "channel_pair"]

_LENGTH_BYTES = 8
# A read allocates as much as it asks for.
_PIECE_BYTES = 1 << 20


class Channel:
    """One end: sends and receives whole messages. Closed at the latest when it is garbage."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __del__(self) -> None:
        self.close()

    def fileno(self) -> int:
        """The file descriptor, for `select.poll` and for a process that inherits it."""
        return self._descriptor

    def close(self) -> None:
        """Close this end. The other one reads to the last message and then the end."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def send_bytes(self, message: bytes) -> None:
        """Send a message. Raises `BrokenPipeError` or `ConnectionResetError` if the other end is closed."""
        left = memoryview(len(message).to_bytes(_LENGTH_BYTES, "big") + message)
        while left:
            left = left[os.write(self._descriptor, left) :]

    def recv_bytes(self) -> bytes:
        """Wait for a message. Raises `EOFError` at the end, also in the middle of a message."""
        return self._read(int.from_bytes(self._read(_LENGTH_BYTES), "big"))

    def _read(self, size: int) -> bytes:
        pieces: list[bytes] = []
        while size:
            piece = os.read(self._descriptor, min(size, _PIECE_BYTES))
            if not piece:
                raise EOFError
            pieces.append(piece)
            size -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def channel_pair() -> tuple[Channel, Channel]:
    """Two connected ends. A new process inherits neither unless told to."""
    import socket  # a worker needs none

    ours, theirs = socket.socketpair()
    return Channel(ours.detach()), Channel(theirs.detach())
