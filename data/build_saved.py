"""Build `data/saved/`: pages of the demo portal in the formats people save pages in.

python data/build_saved.py
"""

from __future__ import annotations

import datetime
import gzip
import io
import json
import quopri
import re
import zipfile
from pathlib import Path

import lxml.html
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HERE = Path(__file__).resolve().parent
WWW = HERE / "portal" / "www"
SAVED = HERE / "saved"
PORTAL = "http://portal.example"


def stored(path: str) -> bytes:
    """A page of the portal, as served."""
    return (WWW / path.lstrip("/")).read_bytes()


def saved_by_a_browser(path: str) -> bytes:
    """A page with the comment Internet Explorer added to saved pages (the number is the URL's length)."""
    url = PORTAL + path
    comment = f"<!-- saved from url=({len(url):04d}){url} -->\r\n".encode()
    page = stored(path)
    end = page.index(b">") + 1
    return page[:end] + b"\r\n" + comment + page[end:]


def mhtml(path: str, charset: str) -> bytes:
    """A web archive of one page, quoted-printable, as written by browsers (RFC 2557)."""
    head = (
        "From: <Saved by Windows Internet Explorer 8>\nSubject: saved\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----=_NextPart_000_0000"\n\n'
        "This is a multi-part message in MIME format.\n\n------=_NextPart_000_0000\n"
        f'Content-Type: text/html; charset="{charset}"\nContent-Transfer-Encoding: quoted-printable\n'
        f"Content-Location: {PORTAL}{path}\n\n"
    )
    tail = "\n------=_NextPart_000_0000--\n"
    return (head.encode() + quopri.encodestring(stored(path)) + tail.encode()).replace(b"\n", b"\r\n")


def text_dump(path: str) -> bytes:
    """A page as text, converted by a tool that assumed a single charset: the UTF-8 footer became mojibake."""
    tree = lxml.html.fromstring(stored(path).decode("gbk", "ignore"))
    for element in tree.xpath("//script|//style|//head"):
        element.drop_tree()
    blocks = []
    for line in re.split(r"\n|(?<=</p>)", lxml.html.tostring(tree, encoding="unicode")):
        text = re.sub(r"[ \t]+", " ", lxml.html.fromstring(f"<div>{line}</div>").text_content()).strip(" \r")
        if text:
            blocks.append(text)
    return ("\n".join(blocks) + "\n").encode()


def warc() -> bytes:
    """Four captures: a page, a page in another charset, a 404, and an unchanged page (revisit)."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    captures = [
        ("/gb/content/2005-04/02/content_1027.htm", "200 OK", "text/html"),
        ("/tw/2012/t20120905_301.html", "200 OK", "text/html; charset=big5"),
        ("/404.html", "404 Not Found", "text/html; charset=utf-8"),
        ("/gb/content/2005-04/02/content_1027.htm", "200 OK", "text/html"),
    ]
    for number, (path, status, media) in enumerate(captures):
        url = PORTAL + path.replace("/404.html", "/a/20200101/c10002.html")
        body = stored(path)
        http = StatusAndHeaders(
            status, [("Content-Type", media), ("Content-Length", str(len(body)))], protocol="HTTP/1.1"
        )
        warc_headers = {
            "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>",
            "WARC-Date": f"2012-09-2{number}T08:00:00Z",
        }
        if number < 3:
            writer.write_record(
                writer.create_warc_record(
                    url, "response", io.BytesIO(body), http_headers=http, warc_headers_dict=warc_headers
                )
            )
        else:
            writer.write_record(
                writer.create_revisit_record(
                    url,
                    "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
                    url,
                    "2012-09-20T08:00:00Z",
                    http_headers=http,
                    warc_headers_dict=warc_headers,
                )
            )
    return out.getvalue()


def zipped() -> bytes:
    """Two pages in a zip, with the same time stamp on every machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in ("/a/20200617/c20233.html", "/en/2021/bridge-swifts.html"):
            moment = datetime.datetime(2021, 6, 1)
            info = zipfile.ZipInfo(path[1:], moment.timetuple()[:6])
            archive.writestr(info, stored(path), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def lines() -> bytes:
    """Two pages, one per line, with their URLs."""
    rows = [
        {"url": PORTAL + path, "html": stored(path).decode()}
        for path in ("/a/20200908/c20307.html", "/a/20200910/c21103.html")
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


FILES = {
    "lamps.html": lambda: saved_by_a_browser("/news/201206/t20120618_20413.shtml"),
    "watchmaker.shtml": lambda: stored("/news/201206/t20120619_20420.shtml"),
    "early-market.mhtml": lambda: mhtml("/gb/content/2005-03/18/content_1024.htm", "gb2312"),
    "rescue.txt": lambda: text_dump("/news/201207/t20120703_20602.shtml"),
    "captures.warc.gz": warc,
    "two.zip": zipped,
    "reprints.jsonl": lines,
    "2012/heat.html.gz": lambda: gzip.compress(stored("/news/201207/t20120711_20688.shtml"), 9, mtime=0),
    "2012/gone.html": lambda: stored("/a/20200101/c10001.html"),
    "picture.html": lambda: stored("/img/qr.png"),
    "empty.html": lambda: b"",
}


def main() -> None:
    """Write every sample."""
    for name, made in FILES.items():
        file = SAVED / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(made())


if __name__ == "__main__":
    main()
