"""The wheel: one import name, whatever files a user has beside it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.xdist_group("packaging")


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT,
        cwd=folder, NEWSMILL_PURE_PYTHON="1",
    )  # fmt: skip
    if built.returncode:
        pytest.skip(f"no wheel can be built here: {built.stderr.strip()[-300:]}")
    (path,) = folder.glob("newsmill-*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The python of a fresh environment that has the wheel; its dependencies come from the environment of the tests."""
    folder = tmp_path_factory.mktemp("fresh") / "env"
    assert run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent).returncode == 0
    python = folder / "bin" / "python"
    site_packages = next((folder / "lib").glob("python*/site-packages"))
    # A path file, not a site folder: path files in there (the editable install of the checkout) are not followed.
    (site_packages / "dependencies.pth").write_text(f"{Path(msgspec.__file__).parents[1]}\n")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site_packages)
    return python


def private_names(source: str) -> set[str]:
    """The libraries of which a module imports something private. lxml's `_Element` is only a type here."""
    return {
        statement.module.partition(".")[0]
        for statement in ast.walk(ast.parse(source))
        if isinstance(statement, ast.ImportFrom) and statement.module and not statement.level
        for name in statement.names
        if any(part[:1] == "_" != part[1:2] for part in (*statement.module.split("."), name.name))
        if name.name != "_Element"
    }


def test_a_library_whose_private_parts_are_used_has_an_upper_bound_with_a_reason() -> None:
    sources = [
        path.read_text("utf-8") for top in ("crawler", "pipelines") for path in (ROOT / top).rglob("*.py")
    ]
    libraries = set().union(*map(private_names, sources)) - {"newsmill", "__future__"}
    assert libraries == {"scrapy", "twisted"}
    requirements = (ROOT / "pyproject.toml").read_text("utf-8")
    reasons = (ROOT / "docs/dependencies.md").read_text("utf-8")
    for library in libraries:
        (bound,) = re.findall(rf'^    "{library}>=[\d.]+,<([\d.]+)",$', requirements, re.MULTILINE)
        assert re.search(
            rf"^\| {library} \|.*Capped below {re.escape(bound)}, because ", reasons, re.MULTILINE
        )


def test_the_wheel_has_one_top_level_name(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    top = {name.partition("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {"newsmill"}
    assert len(names) == len(set(names))
    for needed in ("pipelines/clean.py", "crawler/spiders/portal.py", "crawler/data/portal/www", "py.typed"):
        assert any(name.startswith(f"newsmill/{needed}") for name in names), needed


def test_pictures_and_links_of_the_readme_work_on_a_package_index(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        text = archive.read(name).decode()
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert any(link.endswith("docs/images/inspector.png") for link in links)
    assert [link for link in links if "://" not in link] == []


def test_the_source_distribution_holds_every_module() -> None:
    """Folders that links in the checkout point to were left out, in an order that depends on the file system."""
    builder = pytest.importorskip("hatchling.builders.sdist").SdistBuilder(str(ROOT))
    held = {Path(file.distribution_path) for file in builder.recurse_included_files()}
    modules = {
        path.relative_to(ROOT)
        for folder in ("crawler", "pipelines", "data", "tests")
        for path in (ROOT / folder).rglob("*.py*")
        if path.suffix in (".py", ".pyx", ".pyi")
    }
    assert len(modules) > 300
    assert modules - held == set()


def test_files_of_the_same_names_beside_it_do_no_harm(installed: Path, tmp_path: Path) -> None:
    for name in ("pipelines.py", "crawler.py"):
        (tmp_path / name).write_text("raise SystemExit('a file of the user was imported')\n")
    page = tmp_path / "page.html"
    page.write_text(
        "<h1>Ferry returns</h1><p>The night ferry left the pier at eight, with forty people aboard.</p>"
    )
    script = (
        "import newsmill, newsmill.crawler.commands.crawl, newsmill.crawler.spiders.portal\n"
        "print(newsmill.__file__); print(newsmill.clean(open('page.html', 'rb').read()).title)"
    )
    done = run(installed, "-c", script, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    where, title = done.stdout.splitlines()
    assert str(installed.parent.parent) in where
    assert title == "Ferry returns"
    cleaned = run(installed, "-m", "newsmill", "clean", "page.html", cwd=tmp_path)
    assert cleaned.returncode == 0, cleaned.stderr
    assert '"schema":"newsmill/2"' in cleaned.stdout


def test_scrapy_finds_the_spider_in_a_checkout() -> None:
    listed = run(sys.executable, "-m", "scrapy", "list", cwd=ROOT)
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.split() == ["portal"]
