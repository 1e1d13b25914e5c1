"""`newsmill serve`."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

__all__ = ["serve"]


@click.command(epilog="Example: newsmill serve out/ --port 8350")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--port",
    default=8350,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 for any free one.",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True,
    help="Address to listen on. Any address but this machine's own requires the token that is printed.",
)  # fmt: skip
@click.option(
    "--pages", "saved", multiple=True, type=click.Path(exists=True, path_type=Path),
    help="Where to find the saved pages of a run, if they have moved. Repeatable.",
)  # fmt: skip
@click.option(
    "--labels", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Folder for labels: pages that you correct, for newsmill score.",
)  # fmt: skip
@click.option("--token", help="The token to require, instead of a new one at each start.")
def serve(
    folder: Path, port: int, host: str, saved: tuple[Path, ...], labels: Path | None, token: str | None
) -> None:
    """Browse the runs in and below DIR in a browser.

    Shows reports, searches records, opens any record beside its page, cleans a page that you upload or
    paste, and, with --labels, lets you correct pages.
    """
    try:
        import uvicorn

        from newsmill.pipelines.report.site.access_control import is_loopback
        from newsmill.pipelines.report.site.app import make_app
    except ImportError as error:
        raise click.ClickException(
            f"newsmill serve needs an extra: pip install 'newsmill[web]' ({error})."
        ) from error
    if token is None and not is_loopback(host):
        token = secrets.token_urlsafe(24)
    config = uvicorn.Config(
        make_app(folder, token, saved, labels), host=host, port=port, log_level="warning", access_log=False,
            server_header=False,
        proxy_headers=False, timeout_graceful_shutdown=2,
    )  # fmt: skip
    try:
        listening = config.bind_socket()
    except SystemExit:
        raise click.ClickException(
            f"{host} port {port} cannot be listened on; name another with --port."
        ) from None
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}/"
    click.echo(f"Open {address}{f'?token={token}' if token else ''} in a browser. Ctrl-C ends it.", err=True)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()
    click.echo("Ended.", err=True)
