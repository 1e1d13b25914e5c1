#!/usr/bin/env python3
"""How the cost of each stage grows: hostile inputs, each at one size and at four times that size.

    python benchmarks/growth.py [--rounds 3] [--only STAGE] [--video MB]

Prints CPU seconds for both and their ratio. Linear is 4; if a stage stays well below 8 on every row, these
inputs do not reach a quadratic path. This is a benchmark, not a test, since load on the machine shifts
individual figures.

With `--video`, instead: archives with a page, a member of noise (a quarter of so many MB, then all of them),
and another page, cleaned by the command. Prints CPU seconds and the bytes that all processes read (Linux), as
multiples of the archive's size: a member of 3 GB must cost as many times its size as a small one.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import itertools
import random
import re
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from newsmill import Rejected, clean, decode, repair
from newsmill.pipelines.export.personal import Mask
from newsmill.pipelines.readers.mhtml import page_of
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.streams import read_stream

_NOISE = random.Random(3)
_LINES = "锛銆鈥涓浗鎴戜滑\ufffd?Ã©â€ 鐨"


def _clean(page: str) -> None:
    with contextlib.suppress(Rejected):
        clean(page.encode())


_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def _warc_record(body: bytes) -> bytes:
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: "
        b"application/http\r\n"
    )
    return head + b"Content-Length: %d\r\n\r\n" % len(_HTTP + body) + _HTTP + body + b"\r\n\r\n"


_PAGE = b"<html><body><h1>A page</h1>" + b"<p>A page of an archive, with some words in it.</p>" * 20
_PAGED = _warc_record(_PAGE)
_RECORD = _warc_record(b"<html><p>A page of an archive.</p></html>")


def _read(kind: str, raw: bytes) -> None:
    for _ in read_stream(io.BytesIO(raw), f"made.{kind}", Options(), named=True):
        pass


def _damaged_zip(members: int) -> Callable[[], object]:
    """A zip whose every local header contradicts the directory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(members):
            archive.writestr(f"{number:06d}.html", _PAGE)
    raw = bytearray(out.getvalue())
    for match in re.finditer(rb"PK\x03\x04", bytes(raw)):
        raw[match.start() + 28] = 9
    return lambda: _read("zip", bytes(raw))


def _mhtml(content: str, parameters: str = "") -> None:
    page_of(
        f"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b{parameters}\r\n\r\n{content}".encode(),
        "a.mht",
    )


def cases() -> list[tuple[str, str, Callable[[int], Callable[[], object]]]]:
    """Stage, input, and the function to run at a multiple of the input's size."""
    high = bytes(_NOISE.randrange(128, 256) for _ in range(50_000))
    noise = _NOISE.randbytes(50_000)
    damaged = "".join(_NOISE.choice(_LINES) for _ in range(20_000))
    mixed = ("新闻".encode() + "发布会".encode("gbk")) * 4_000
    mask = Mask.read("phone,email,id")
    return [
        ("decode", "random bytes", lambda n: lambda: decode(noise * n)),
        ("decode", "high bytes", lambda n: lambda: decode(high * n)),
        ("decode", "a, FF in turn", lambda n: lambda: decode(b"a\xff" * 25_000 * n)),
        ("decode", "UTF-8, GBK in turn", lambda n: lambda: decode(mixed * n)),
        ("decode", "lead bytes", lambda n: lambda: decode(b"\xe4\xb8" * 25_000 * n)),
        ("repair", "signs of damage", lambda n: lambda: repair(damaged * n)),
        ("clean", "paragraphs", lambda n: lambda: _clean("<p>Some words, and <a href=x>a link</a>.</p>" * 2_000 * n)),
        ("clean", "one paragraph", lambda n: lambda: _clean("<p>" + "Some words, one after the other. " * 4_000 * n)),
        ("clean", "nested div", lambda n: lambda: _clean("<div>" * 10_000 * n + "deep")),
        ("clean", "nested b", lambda n: lambda: _clean("<p>" + "<b>x" * 5_000 * n)),
        ("clean", "open tags", lambda n: lambda: _clean("<p>text" + "<a href='x" * 20_000 * n)),
        ("clean", "open comments", lambda n: lambda: _clean("<p>text <!-- " * 10_000 * n)),
        ("clean", "list items", lambda n: lambda: _clean("<ul>" + "<li>item" * 10_000 * n)),
        ("clean", "lines of text",
            lambda n: lambda: _clean("A line of a page that was saved as text.\n" * 2_000 * n)),
        ("clean", "attributes", lambda n: lambda: _clean("<p " + " ".join(f"a{i}=b" for i in range(8_000 * n))
            + ">Text.")),
        ("mhtml", "boundaries", lambda n: lambda: _mhtml("--b\r\n\r\n" * 20_000 * n)),
        ("mhtml", "parameters", lambda n: lambda: _mhtml("", "".join(f"; a*{i}=x" for i in range(20_000 * n)))),
        ("warc", "records", lambda n: lambda: _read("warc", gzip.compress(_RECORD) * 1_000 * n)),
        ("warc", "one large record", lambda n: lambda: _read("warc", _warc_record(_NOISE.randbytes(2_000_000) * n))),
        ("warc", "damaged records", lambda n: lambda: _read("warc", b"WARC/1.0\r\nbroken\r\n" * 20_000 * n)),
        ("warc", "gzip magic in noise", lambda n: lambda: _read("warc", gzip.compress(_RECORD)[:-40]
            + b"\x1f\x8b\x08\x00" * 5_000 * n)),
        ("csv", "open quotes", lambda n: lambda: _read("csv", b"url,html\n" + b'x,"y\n' * 20_000 * n)),
        ("json", "open objects", lambda n: lambda: _read("json", b"[" + b'{"a":\n' * 5_000 * n)),
        ("har", "open exchanges", lambda n: lambda: _read("har", b'{"log":{"entries":['
            + b'{"request":\n' * 5_000 * n)),
        ("mbox", "mails", lambda n: lambda: _read("mbox",
            b"From a Tue Feb 14 06:46:03 2012\nTo: b\n\n" * 5_000 * n)),
        ("tar", "noise", lambda n: lambda: _read("tar", b"ustar" * 50_000 * n)),
        ("zip", "damaged headers", lambda n: _damaged_zip(1_000 * n)),
        ("json", "lines of several objects", lambda n: lambda: _read("jsonl", (b'{"url": "http://a.example/", '
            b'"html": "<p>A.</p>"},' * 20 + b"\n") * 500 * n)),
        ("csv", "open quotes, escaped", lambda n: lambda: _read("csv", b"url,html\n" + b'x,"y\\"\n' * 20_000 * n)),
        ("zip", "open members", lambda n: lambda: _read("zip", b"PK\x03\x04" * 50_000 * n)),
        ("mask", "digits and signs", lambda n: lambda: mask("138-1234-" * 10_000 * n + "a@a." + "a." * 50_000 * n)),
    ]  # fmt: skip


def seconds(run: Callable[[], object], rounds: int) -> float:
    """The fastest of several runs after a warm-up, in CPU seconds."""
    run()
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        run()
        best = min(best, time.process_time() - start)
    return best


class _Video:
    """A stream of noise, which contains everything a reader may search for."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._noise = random.Random(5)

    def read(self, size: int = -1) -> bytes:
        """Like a file's `read`."""
        size = min(size if size >= 0 else self._left, self._left, 1 << 20)
        self._left -= size
        return self._noise.randbytes(size)


def _write_pieces(target: BinaryIO, pieces: Iterable[bytes], level: int | None) -> None:
    """Write the pieces of a record, as a gzip member unless `level` is None."""
    packer = zlib.compressobj(level, zlib.DEFLATED, 31) if level is not None else None
    for piece in pieces:
        target.write(packer.compress(piece) if packer else piece)
    if packer:
        target.write(packer.flush())


def _video_record(size: int) -> Iterator[bytes]:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n"
    record = _warc_record(b"").partition(b"Content-Length")[0]
    yield record + b"Content-Length: %d\r\n\r\n" % (len(http) + size) + http
    video = _Video(size)
    while piece := video.read():
        yield piece
    yield b"\r\n\r\n"


def _warc(target: BinaryIO, size: int, *, level: int | None = None, whole: bool = False) -> None:
    if whole:
        _write_pieces(target, itertools.chain([_PAGED], _video_record(size), [_PAGED]), level)
        return
    _write_pieces(target, [_PAGED], level)
    _write_pieces(target, _video_record(size), level)
    _write_pieces(target, [_PAGED], level)


def _tar(target: BinaryIO, size: int) -> None:
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name in ("a.html", "video.mp4", "b.html"):
            info = tarfile.TarInfo(name)
            info.size = size if name == "video.mp4" else len(_PAGE)
            archive.addfile(info, cast(BinaryIO, _Video(size)) if name == "video.mp4" else io.BytesIO(_PAGE))


def _zip(target: BinaryIO, size: int) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in ("a.html", "video.mp4", "b.html"):
            with archive.open(name, "w", force_zip64=True) as member:
                source = _Video(size) if name == "video.mp4" else io.BytesIO(_PAGE)
                shutil.copyfileobj(source, member)


_VIDEOS: dict[str, Callable[[BinaryIO, int], None]] = {
    "a.warc": _warc,
    "by-record.warc.gz": lambda target, size: _warc(target, size, level=0),
    "whole.warc.gz": lambda target, size: _warc(target, size, level=0, whole=True),
    "a.tar": _tar,
    "a.zip": _zip,
}


def _read_so_far() -> int:
    """Bytes read by this process and by those it has waited for."""
    fields = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(fields["rchar"])


def videos(megabytes: int) -> None:
    """Print the table of archives with a large member."""
    print(
        "| archive | member, MB | CPU, s | read, × archive | member, MB | CPU, s | read, × archive | records |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, write in _VIDEOS.items():
            cells: list[str] = []
            for size in (megabytes // 4, megabytes):
                path = Path(folder) / name
                with path.open("wb") as target:
                    write(target, size << 20)
                began, before = _cpu_of_children(), _read_so_far()
                command = [
                    sys.executable,
                    "-m",
                    "newsmill",
                    "clean",
                    str(path),
                    "-o",
                    f"{folder}/out",
                    "--force",
                ]
                subprocess.run([*command, "--keep-duplicates"], check=False, capture_output=True)
                times = (_read_so_far() - before) / path.stat().st_size
                cells += [str(size), f"{_cpu_of_children() - began:.1f}", f"{times:.2f}"]
                path.unlink()
            shards = Path(f"{folder}/out").glob("records-*.jsonl")
            records = sum(len(shard.read_bytes().splitlines()) for shard in shards)
            print(f"| {name} | {' | '.join(cells)} | {records} |", flush=True)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", metavar="STAGE")
    parser.add_argument("--video", type=int, default=0, metavar="MB")
    arguments = parser.parse_args()
    rounds = arguments.rounds
    if arguments.video:
        videos(arguments.video)
        return
    print("| stage | input | once, s | four times, s | ratio |\n|---|---|---|---|---|")
    for stage, name, make in cases():
        if arguments.only and stage != arguments.only:
            continue
        once, four = seconds(make(1), rounds), seconds(make(4), rounds)
        print(f"| {stage} | {name} | {once:.3f} | {four:.3f} | {four / max(once, 1e-4):.1f} |", flush=True)


if __name__ == "__main__":
    main()
