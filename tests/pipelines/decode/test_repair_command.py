"""`newsmill repair`: a filter for text, and an account of what it changed."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from newsmill.pipelines.decode.repair_command import repair

LINE = "市政府昨天下午召开新闻发布会"
DAMAGED = LINE.encode().decode("gb18030", "ignore")


def run(*arguments: str, stdin: bytes = b"") -> str:
    result = CliRunner().invoke(repair, arguments, input=stdin)
    assert result.exit_code == 0, result.output
    return result.stdout_bytes.decode()


def test_standard_input_comes_out_repaired() -> None:
    text = f"first\r\n{DAMAGED}\n\n首页 {DAMAGED}"
    assert run(stdin=text.encode()) == f"first\r\n{LINE}\n\n首页 {LINE}"


def test_lines_in_another_charset_are_decoded_each_by_itself() -> None:
    assert (
        run(stdin=f"{LINE}\n".encode() + f"{LINE}，通报情况\n".encode("gbk")) == f"{LINE}\n{LINE}，通报情况\n"
    )


def test_explain_tells_what_was_changed_and_what_stays_damaged(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    caf = "cafÃ© et thÃ©"
    path.write_text(f"ok\n首页 {DAMAGED}\n{caf}\n锟斤拷\n", "utf-8")
    rows = [line.split("\t") for line in run("--explain", str(path)).splitlines()]
    assert rows == [
        [f"{path}:2:4", "utf-8 as gb18030, bytes ignored", "guessed", DAMAGED, LINE],
        [f"{path}:3:4", "utf-8 as windows-1252", "certain", "Ã© et thÃ©", "é et thé"],
        [f"{path}:4:1", "lost characters as gbk", "left", "锟斤拷", "锟斤拷"],
    ]


def test_a_line_longer_than_memory_should_hold_comes_out_in_order() -> None:
    line = "新闻" * 400_000
    assert run(stdin=line.encode()) == line
