"""`newsmill push`: uploads a corpus to the Hugging Face hub, or to another hub with the same API."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

from newsmill.pipelines.export.folder import CHECKSUMS, MANIFEST, checksum
from newsmill.pipelines.export.missing_extra import Unusable, require

__all__ = ["push"]

_LICENCE = re.compile(r"^license:\s*([^#\n]+)", re.MULTILINE)

# The Hub's identifiers of the most common licences, offered as a choice; any other is accepted too.
_OFFERED = "cc-by-4.0, cc-by-sa-4.0, cc-by-nc-4.0, cc0-1.0, odc-by, other"


@click.command(epilog="Example: newsmill push corpus me/news-2026 --private")
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("name", metavar="OWNER/NAME")
@click.option("--private", is_flag=True, help="Make the data set private, if it is new.")
@click.option(
    "--licence",
    "--license",
    help=f"Licence to put into the card ({_OFFERED}). Asked for if the card has none.",
)
@click.option("--revision", default="main", show_default=True, help="Branch to write to.")
@click.option("--endpoint", help="Address of the hub.  [default: HF_ENDPOINT, or huggingface.co]")
@click.option("--message", default="Upload by newsmill", show_default=True, help="Commit message.")
def push(
    corpus: Path,
    name: str,
    private: bool,
    licence: str | None,
    revision: str,
    endpoint: str | None,
    message: str,
) -> None:
    """Upload CORPUS, a folder that `newsmill export` made, to the Hugging Face hub as the data set
    OWNER/NAME, in one commit.

    The files are checked against SHA256SUMS first. The token is that of `hf auth login`, or HF_TOKEN.
    """
    require(["huggingface_hub"], "newsmill push", extra="push")
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", name, re.ASCII):
        raise Unusable(f"A data set is named OWNER/NAME, not {name!r}.")
    _check_whole(corpus)
    _settle_licence(corpus, licence)
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError

    api = HfApi(endpoint=endpoint)
    try:
        api.create_repo(name, repo_type="dataset", private=private, exist_ok=True)
        api.upload_folder(
            repo_id=name, folder_path=corpus, repo_type="dataset", revision=revision, commit_message=message,
            ignore_patterns=[".*", "**/.*"],
        )  # fmt: skip
    except LocalTokenNotFoundError as error:
        raise Unusable("The hub requires a login: run `hf auth login`, or set HF_TOKEN.") from error
    except (HfHubHTTPError, OSError, ValueError) as error:
        said = " ".join(str(error).split("\n\n", 1)[0].split())
        raise click.ClickException(f"The hub rejected the upload: {said}") from error
    where = (endpoint or os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")
    click.echo(f"{corpus} is at {where}/datasets/{name}", err=True)


def _check_whole(corpus: Path) -> None:
    """Check that the folder is an export and that its files match their checksums. Raises `Unusable`."""
    if not (corpus / MANIFEST).exists() or not (corpus / CHECKSUMS).exists():
        raise Unusable(
            f"{corpus} is not an export: it has no {MANIFEST} and {CHECKSUMS}. Make one with newsmill export -o."
        )
    if not (corpus / "README.md").exists():
        raise Unusable(f"{corpus} has no card. Make one with newsmill export {corpus} --card-only.")
    for line in (corpus / CHECKSUMS).read_text("utf-8").splitlines():
        digest, _, path = line.partition("  ")
        file = corpus / path
        # Users edit the card; all other files must be unchanged.
        if path != "README.md" and (not file.is_file() or checksum(file, corpus).sha256 != digest):
            raise Unusable(
                f"{file} is not what the export wrote. Export it again, or renew the sums with --card-only."
            )


def _settle_licence(corpus: Path, licence: str | None) -> None:
    """Write the licence into the card's front matter. If there is none, ask for one on a terminal."""
    card = corpus / "README.md"
    text = card.read_text("utf-8")
    found = _LICENCE.search(text)
    known = found is not None and found[1].strip() != "unknown"
    if licence is None and not known and sys.stdin.isatty():
        licence = click.prompt(f"Under which licence may others use this ({_OFFERED})?")
    if licence is None and not known:
        raise Unusable(
            f"The card names no licence, and others could not use the corpus. Name one: --licence ({_OFFERED})."
        )
    if licence is not None:
        line = f"license: {licence.strip()}"
        pattern = re.compile(r"^license:.*$", re.MULTILINE)
        text = pattern.sub(line, text, count=1) if found else text.replace("---\n", f"---\n{line}\n", 1)
        card.write_text(text, "utf-8")
        from newsmill.pipelines.export.folder import write_checksums

        write_checksums(corpus)
