"""What a supervisor and its worker send each other arrives whole, and the end of either is noticed."""

from __future__ import annotations

import os
import threading

import pytest

from newsmill.pipelines.runs.channel import channel_pair


@pytest.mark.parametrize("size", [0, 1, 70_000, (3 << 20) + 1])
def test_messages_arrive_whole_and_in_order(size: int) -> None:
    ours, theirs = channel_pair()
    messages = [bytes([number]) * size for number in range(3)]
    sender = threading.Thread(target=lambda: [ours.send_bytes(message) for message in messages])
    sender.start()
    received = [theirs.recv_bytes() for _ in messages]
    sender.join()
    assert received == messages


def test_the_end_comes_after_the_last_message() -> None:
    ours, theirs = channel_pair()
    ours.send_bytes(b"last")
    ours.close()
    assert theirs.recv_bytes() == b"last"
    with pytest.raises(EOFError):
        theirs.recv_bytes()
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        theirs.send_bytes(b"to nobody")


def test_a_message_that_breaks_off_is_the_end() -> None:
    ours, theirs = channel_pair()
    os.write(ours.fileno(), (10).to_bytes(8, "big") + b"half")
    ours.close()
    with pytest.raises(EOFError):
        theirs.recv_bytes()


def test_an_end_that_is_closed_or_forgotten_frees_its_descriptor() -> None:
    ours, theirs = channel_pair()
    descriptor = theirs.fileno()
    ours.close()
    ours.close()
    del theirs
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_a_new_process_inherits_no_end() -> None:
    ours, theirs = channel_pair()
    assert not os.get_inheritable(ours.fileno())
    assert not os.get_inheritable(theirs.fileno())
