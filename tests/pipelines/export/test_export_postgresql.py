"""PostgreSQL, against a real server that the tests start themselves."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from newsmill.pipelines.export.formats.postgresql import without_password
from newsmill.pipelines.record import Person

pytestmark = pytest.mark.xdist_group("postgresql")


def _programs() -> Path | None:
    """Where initdb and postgres are: Debian keeps them out of the path."""
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    if found := shutil.which("initdb"):
        places.append(Path(found).parent)
    return next(
        (place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None
    )


def _user() -> str:
    """The server refuses to run as root."""
    if os.geteuid() != 0:
        return getpass.getuser()
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed (apt-get install postgresql)")
    user = _user()
    as_user: dict[str, Any] = (
        {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    folder = Path(tempfile.mkdtemp(prefix="newsmill-postgresql-"))
    if as_user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet: dict[str, Any] = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "cwd": folder,
        **as_user,
    }
    try:
        initdb = [
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "me",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C",
        ]
        subprocess.run(initdb, check=True, **quiet)
        options = [
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"port={port}",
            "-c",
            f"unix_socket_directories={folder}",
            "-c",
            "fsync=off",
        ]
        process = subprocess.Popen([programs / "postgres", "-D", folder / "data", *options], **quiet)
        try:
            subprocess.run(
                [
                    "timeout",
                    "30",
                    "sh",
                    "-c",
                    f"until {programs}/pg_isready -q -h 127.0.0.1 -p {port}; do sleep 0.1; done",
                ],
                check=True,
            )
            yield f"postgresql://me:secret@127.0.0.1:{port}/postgres"
        finally:
            process.terminate()
            process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def address(server: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS records")
        connection.execute("DROP SCHEMA IF EXISTS news CASCADE")
    return server


def rows(address: str, sql: str = "SELECT * FROM records ORDER BY url") -> list[Any]:
    with psycopg.connect(address) as connection:
        return connection.execute(sql).fetchall()


def test_new_records_are_inserted_and_known_ones_brought_up_to_date(
    address: str, run_export: Any, shards: Any, record: Any
) -> None:
    first = [
        record(1),
        record(2, authors=[Person("张扬", None)], body="带\u0000空字符的正文" * 9),
        record(3, version=5),
    ]
    assert run_export(shards(first), "--to", address).exit_code == 0
    assert rows(address, "SELECT count(*) FROM records") == [(3,)]
    assert rows(
        address,
        "SELECT authors->0->>'name', section[2], fetched_at AT TIME ZONE 'UTC' FROM records WHERE version = 1 LIMIT 1",
    )
    assert "\ufffd" in rows(address, "SELECT body FROM records WHERE url LIKE '%/2.html'")[0][0]
    second = [record(1, version=2, title="改后的标题"), record(3, version=4, title="旧的"), record(4)]
    result = run_export(shards(second), "--to", address)
    assert result.exit_code == 0, result.output
    titles = dict(rows(address, "SELECT url, title FROM records"))
    assert len(titles) == 4
    assert titles["http://news.example.com/1.html"] == "改后的标题"
    assert titles["http://news.example.com/3.html"] == record(3).title
    before = rows(address)
    assert run_export(shards(second), "--to", address).exit_code == 0
    assert rows(address) == before


def test_fields_splits_versions_and_a_table_of_ones_own(
    address: str, run_export: Any, shards: Any, record: Any
) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA news")
    source = shards(
        [record(number) for number in range(40)]
        + [record(1, version=2, digest="sha256:x", body="另一版" * 50)]
    )
    options = (
        "--table",
        'news.odd "name',
        "--fields",
        "id,title,version",
        "--versions",
        "all",
        "--split",
        "train=0.5,test=0.5",
    )
    result = run_export(source, "--to", address, *options)
    assert result.exit_code == 0, result.output
    found = rows(address, 'SELECT id, title, version, split FROM news."odd ""name"')
    assert len(found) == 41
    assert {row[3] for row in found} == {"train", "test"}


def test_a_failure_changes_nothing(address: str, run_export: Any, shards: Any, record: Any) -> None:
    assert run_export(shards([record(1)]), "--to", address).exit_code == 0
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER TABLE records ADD CHECK (title <> 'no')")
    result = run_export(shards([record(1, title="new"), record(2, title="no")]), "--to", address)
    assert result.exit_code == 2
    assert "violates check constraint" in result.output
    assert rows(address, "SELECT title FROM records") == [(record(1).title,)]


def test_a_server_that_does_not_answer_is_one_sentence_without_the_password(
    run_export: Any, shards: Any, record: Any
) -> None:
    result = run_export(shards([record(1)]), "--to", "postgresql://me:secret@127.0.0.1:1/news")
    assert result.exit_code == 2
    assert "secret" not in result.output
    assert "postgresql://me@127.0.0.1:1/news" in result.output
    assert run_export(shards([record(1)]), "--to", "mysql://x/y").exit_code == 2


def test_a_refused_login_is_one_sentence_before_any_record_is_read(
    address: str, run_export: Any, shards: Any, record: Any
) -> None:
    _, _, place = address.partition("@")
    result = run_export(shards([record(1), b"no record"]), "--to", f"postgresql://stranger:secret@{place}")
    assert result.exit_code == 2
    assert 'role "stranger" does not exist' in result.output
    assert "reading" not in result.output
    assert "secret" not in result.output


def test_no_password_is_kept(address: str, run_export: Any, shards: Any, record: Any, tmp_path: Path) -> None:
    result = run_export(shards([record(1)]), "--to", address, "-o", tmp_path / "report", "--no-card")
    assert result.exit_code == 0, result.output
    assert "secret" not in result.output
    assert not any(
        b"secret" in path.read_bytes() for path in (tmp_path / "report").rglob("*") if path.is_file()
    )
    assert without_password("postgresql://me:x@h/d?password=y") == "postgresql://me@h/d"


@pytest.mark.parametrize(
    "wrong",
    [
        ("--to", "mysql://me@localhost/x"),
        ("--to", "postgresql://"),
        ("--to", "postgresql://me@127.0.0.1:port/x"),
        ("--to", "postgresql://me@127.0.0.1:1/x"),
        ("--to", "postgresql://me@127.0.0.1/x", "--table", "a.b.c"),
    ],
)
def test_an_address_that_cannot_be_is_refused_before_any_record_is_read(
    run_export: Any, shards: Any, record: Any, wrong: tuple[str, ...]
) -> None:
    result = run_export(shards([record(1), b"no record"]), *wrong)
    assert result.exit_code == 2
    assert "reading" not in result.output


def test_a_table_of_an_earlier_version_gets_the_columns_that_came_since(
    address: str, run_export: Any, shards: Any, record: Any
) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE records (id text PRIMARY KEY, version integer, title text)")
    assert run_export(shards([record(1, lead="导语")]), "--to", address).exit_code == 0
    assert rows(address, "SELECT lead, year, published_date::text FROM records") == [
        ("导语", 2011, "2011-02-14")
    ]
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER TABLE records DROP CONSTRAINT records_pkey")
    result = run_export(shards([record(1)]), "--to", address)
    assert result.exit_code == 2
    assert "primary key" in result.output
    assert "reading" not in result.output
