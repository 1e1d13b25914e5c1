"""`newsmill clean`: turns saved pages into records."""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
from pathlib import Path
from typing import Any

import click

from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.sources import STDIN, InputError, is_remote, total_bytes
from newsmill.pipelines.runs.engine import Engine, Task
from newsmill.pipelines.runs.manifest import Counts, Manifest
from newsmill.pipelines.runs.pool import available_cores
from newsmill.pipelines.runs.problem import RunProblem
from newsmill.pipelines.runs.selection import Selection
from newsmill.pipelines.runs.settings import Settings
from newsmill.pipelines.runs.spawning import end_unused
from newsmill.pipelines.runs.supervisor import Limits, WorkerFailed

__all__ = ["clean"]

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


class _Size(click.ParamType):  # type: ignore[type-arg]
    """A number of bytes: `512M`, `2G`, `64KB`."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        text = str(value).strip().upper().removesuffix("B").removesuffix("I")
        unit = text[-1:] if text[-1:] in _UNITS else ""
        try:
            size = int(float(text.removesuffix(unit)) * _UNITS[unit])
        except ValueError:
            size = 0
        if size <= 0:
            self.fail(f"{value!r} is not a size; write it like 512M or 2G.", param, ctx)
        return size


class _Share(click.ParamType):  # type: ignore[type-arg]
    """A fraction: `1%`, `0.01`."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        text = str(value).strip()
        try:
            share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            share = 0.0
        if not 0 < share <= 1:
            self.fail(f"{value!r} is not a fraction; write it like 1% or 0.01.", param, ctx)
        return share


_WHEN = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d(?::\d\d(?::\d\d)?)?)?)?)?")


def _when(value: str | None, option: str) -> str | None:
    text = value.strip().replace(" ", "T").removesuffix("Z") if value else None
    if text and not _WHEN.fullmatch(text):
        raise click.UsageError(
            f"{option} {value} is not a time; write it like 2012, 2012-02-14 or 2012-02-14T06:46."
        )
    return text


def _selection(options: dict[str, Any]) -> Selection:
    return Selection(
        include=list(options["include"]),
        exclude=list(options["exclude"]),
        hosts=list(options["host"]),
        since=_when(options["since"], "--since"),
        until=_when(options["until"], "--until"),
        statuses=list(options["status"]),
        mimes=list(options["mime"]),
        languages=list(options["language"]),
        sample=options["sample"],
        limit=options["limit"],
    )


@click.command(
    epilog="""\b
Examples:
  newsmill clean page.html                        one record to standard output
  newsmill clean saved/ -o out                    a folder, to out/records-00000.jsonl …
  newsmill clean crawl-2012.warc.gz more.zip -o out --workers 8
  cat page.html | newsmill clean - --url http://news.example.com/a.html
""",
)
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    help=(
        "Folder or object store URL for records, rejects and manifest.json. Without it, records go to "
        "standard output."
    ),
)
@click.option("--workers", type=click.IntRange(1), help="Worker processes.  [default: one per core]")
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Run on this machine or on a Ray cluster; the output is the same.",
)
@click.option(
    "--address", default="auto", show_default=True, help="The Ray cluster's address, with --engine ray."
)
@click.option(
    "--force", is_flag=True, help="Start over: remove the files of an earlier run from the output folder."
)
@click.option(
    "--markup",
    type=click.Choice(["markdown", "html"]),
    help="Add body_markup: the body with its headings, lists, links and images.",
)
@click.option("--comments", is_flag=True, help="Add comments: the readers' comments that are in the page.")
@click.option(
    "--max-rejects",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Exit with code 1 if more pages than this are rejected.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(0.1),
    default=30.0,
    show_default=True,
    help="Seconds a page may take.",
)
@click.option(
    "--memory-limit", type=_Size(), default="512M", show_default=True, help="Memory a page may take."
)
@click.option(
    "--page-limit",
    type=_Size(),
    default="32M",
    show_default=True,
    help="Reject larger pages.",
)
@click.option(
    "--shard-size",
    type=_Size(),
    default="256M",
    show_default=True,
    help="Size of the input (as stored) per record file.",
)
@click.option(
    "--include",
    multiple=True,
    metavar="PATTERN",
    help="Only pages whose URL contains this, or, with *, matches it as a whole. Repeatable.",
)
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Skip pages whose URL matches. Repeatable.")
@click.option("--host", multiple=True, help="Only pages of this host and its subdomains. Repeatable.")
@click.option(
    "--since", help="Only pages captured at or after this time (UTC): 2012, 2012-02-14, 2012-02-14T06:46."
)
@click.option("--until", help="Only pages captured at or before this time, the whole day or year included.")
@click.option(
    "--status",
    multiple=True,
    type=int,
    help="Only pages with this HTTP status, such as 404. By default 200, 201, 203 and 206 are read. Repeatable.",
)
@click.option(
    "--mime",
    multiple=True,
    help="Only pages declared as this media type: text/html, application/*. Repeatable.",
)
@click.option("--language", multiple=True, help="Only records in this language: zh, en-GB. Repeatable.")
@click.option("--sample", type=_Share(), help="Only a share of the pages, always the same ones: 1%, 0.01.")
@click.option("--limit", type=click.IntRange(1), help="Stop after this many records.")
@click.option(
    "--keep-duplicates",
    is_flag=True,
    help="Write a record for every copy of a page with the same id and bytes.",
)
@click.option("--compress", type=click.Choice(["gz", "zst"]), help="Compress the record files.")
@click.option("--url", help="URL of the page, if INPUT is a single page.")
@click.option(
    "--url-rule",
    help="Make the URL of each saved file from its path below INPUT: 'http://{path}', 'http://a.example/{stem}'.",
)
@click.option("--html-column", help="Column or key of JSON, CSV, Parquet or SQLite that holds the page.")
@click.option("--url-column", help="Column or key that holds its URL.")
@click.option("--table", help="SQLite table to read, if several could be meant.")
@click.option(
    "--learn",
    type=click.Choice(["on", "off"]),
    default="off",
    show_default=True,
    help="Read everything twice: first learn what the pages of each site have in common (profiles.json), then clean.",
)
@click.option(
    "--profiles",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The profiles.json of an earlier run with --learn on.",
)
def clean(inputs: tuple[str, ...], output: str | None, **options: Any) -> None:
    """Turn saved pages into records.

    INPUT is a file, a folder, an archive (WARC, ARC, WACZ, WET, zip, tar), a table (JSON, CSV, Parquet,
    SQLite), a URL (http://, s3://, gs://), or - for standard input; compressed or not. The format is
    recognised by content.

    With -o, the same command run again continues an interrupted run.
    """
    signal.signal(signal.SIGTERM, _end_quietly)
    settings = _settings({**options, "output": output})
    workers = options["workers"] or available_cores()
    try:
        if output is None:
            counts = _to_stdout(list(inputs), settings, workers, options)
        elif is_remote(output):
            counts = _to_store(list(inputs), output, settings, workers, options).counts
        else:
            counts = _to_folder(list(inputs), Path(output), settings, workers, options).counts
    except (InputError, RunProblem) as error:
        raise _Refusal(str(error)) from error
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise _NotWritten(_not_written(error, output)) from error
    except WorkerFailed as error:
        raise _Refusal(f"newsmill itself failed; please report this: {error}") from error
    except KeyboardInterrupt:
        again = " The same command continues from here." if output is not None else ""
        click.echo(f"Stopped.{again}", err=True)
        sys.exit(130)
    if counts.rejects > options["max_rejects"]:
        sys.exit(1)


class _Refusal(click.ClickException):
    """Nothing was done, for this reason."""

    exit_code = 2


class _NotWritten(click.ClickException):
    """The output could not be written, for this reason."""

    exit_code = 3


# Errors for a full or unwritable disk.
_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO))


def _not_written(error: OSError, output: str | None) -> str:
    if output is None:
        # Otherwise the buffered rest would be written at exit, and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return f"Standard output cannot be written: {error.strerror}."
    return f"{output} cannot be written: {error.strerror}. Make room; the same command continues from here."


def _end_quietly(*_: object) -> None:
    raise KeyboardInterrupt


def _settings(options: dict[str, Any]) -> Settings:
    url = options["url"]
    if url is not None and options["url_rule"] is not None:
        raise click.UsageError("Give --url or --url-rule, not both.")
    learns = options["learn"] == "on"
    if learns and (options["profiles"] or options["output"] is None):
        raise click.UsageError(
            "--learn on needs an output folder (-o) and cannot be combined with --profiles."
        )
    return Settings(
        learn=learns,
        task=Task(
            profiles=_profiles(options["profiles"]),
            limits=Limits(seconds=options["time_limit"], memory_bytes=options["memory_limit"]),
            options={name: options[name] for name in ("markup", "comments") if options[name]},
            select=_selection(options),
        ),
        options=Options(
            html_column=options["html_column"],
            url_column=options["url_column"],
            table=options["table"],
            url_rule=url.replace("{", "%7B").replace("}", "%7D") if url else options["url_rule"],
            page_bytes=options["page_limit"],
            statuses=list(options["status"]),
        ),
        shard_bytes=options["shard_size"],
        keep_duplicates=options["keep_duplicates"],
        compress=options["compress"],
    )


def _profiles(path: Path | None) -> bytes:
    if path is None:
        return b""
    import msgspec

    from newsmill.pipelines.extract.body.site_profile import decode_profiles

    raw = path.read_bytes()
    try:
        decode_profiles(raw)
    except msgspec.DecodeError as error:
        raise click.UsageError(f"{path} does not contain site profiles: {error}.") from error
    return raw


def _engine(task: Task, workers: int, options: dict[str, Any]) -> Engine:
    if options["engine"] == "ray":
        from newsmill.pipelines.runs.ray_engine import RayEngine

        end_unused()  # workers run on the cluster
        return RayEngine(options["address"], task, options["workers"])
    from newsmill.pipelines.runs.local import LocalEngine

    return LocalEngine(workers, task)


def _to_store(
    inputs: list[str], output: str, settings: Settings, workers: int, options: dict[str, Any]
) -> Manifest:
    from newsmill.pipelines.runs.object_store import check_unfinished, publish, staging_folder

    check_unfinished(output, force=options["force"])
    folder = staging_folder(output)
    manifest = _to_folder(inputs, folder, settings, workers, options)
    try:
        publish(folder, output)
    except OSError as error:
        again = f"The run is finished in {folder}; the same command copies it again."
        raise _NotWritten(f"{str(error).rstrip('.')}. {again}") from error
    click.echo(f"Copied to {output}.", err=True)
    return manifest


def _to_folder(
    inputs: list[str], output: Path, settings: Settings, workers: int, options: dict[str, Any]
) -> Manifest:
    # Records to standard output start sooner without these.
    from newsmill.pipelines.runs.progress import RunProgress, summary
    from newsmill.pipelines.runs.reprocess import Run

    run = Run(inputs, output, settings, report=_write_report)
    with RunProgress(total_bytes(inputs)) as progress:
        manifest = run.execute(lambda task: _engine(task, workers, options), progress, force=options["force"])
    if run.already_finished:
        click.echo(
            f"Nothing to do: {output} holds the finished run of this input. --force starts over.", err=True
        )
    click.echo(summary(manifest, output), err=True)
    return manifest


def _to_stdout(inputs: list[str], settings: Settings, workers: int, options: dict[str, Any]) -> Counts:
    from newsmill.pipelines.runs.printing import print_records

    if _is_single_file(inputs):
        workers = 1
    engine = _engine(settings.task, workers, options)
    try:
        return print_records(inputs, settings, engine)
    except BrokenPipeError:
        sys.stderr.close()  # the reader closed the pipe (`| head`)
        sys.exit(0)
    finally:
        engine.close()


def _is_single_file(inputs: list[str]) -> bool:
    """Whether the input is one small file, for which one worker is enough."""
    if len(inputs) != 1 or inputs[0] == STDIN:
        return False
    path = Path(inputs[0])
    return path.is_file() and path.stat().st_size < 4 << 20


def _write_report(folder: Path) -> None:
    from newsmill.pipelines.report.run_report import write_report  # not needed to start

    write_report(folder)
