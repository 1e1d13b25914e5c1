import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from newsmill.pipelines.clean import clean
from newsmill.pipelines.page import Page, Reject
from newsmill.pipelines.record import Image, Person, Repair
from newsmill.pipelines.report.inspector import inspect_page
from newsmill.pipelines.report.run_report import write_report
from newsmill.pipelines.runs.manifest import Counts, Input, Manifest, write_manifest
from newsmill.pipelines.runs.timing import SlowPage, TimingFigures
from newsmill.pipelines.writers.jsonl import write_records, write_rejects

sys.path.insert(0, str(Path(__file__).parent))
from hostile import ATTACKS, hostile_page

URL = "http://news.example.com/\"><script>document.title='ran'</script>"


def touch_everything(page) -> None:
    """Hover, click, focus and open whatever there is, as a person who is curious would."""
    for name in ("mouseover", "mouseenter", "focus", "click", "pointerdown"):
        page.evaluate(
            (
                "name => document.querySelectorAll('*:not(form):not(button.close):not(a)').forEach(each => "
                "each.dispatchEvent(new Event(name, {bubbles: true})))"
            ),
            name,
        )
    page.wait_for_timeout(300)


def test_nothing_of_a_hostile_page_runs_or_loads_in_the_inspector(tmp_path: Path, watch: Callable) -> None:
    inspection = inspect_page(
        Page(raw=hostile_page(), url=URL, origin=f"saved/{ATTACKS[4]}.html"), ["trafilatura", "readability"]
    )
    path = tmp_path / "inspected.html"
    path.write_text(inspection.html)
    watched = watch()
    page = watched.open(path)
    title = page.title()
    touch_everything(page)
    assert watched.requests == [path.as_uri()]
    assert watched.problems == []
    assert page.title() == title
    assert title.endswith("· newsmill")
    assert page.locator("img, iframe, object, embed, link, base, video, audio").count() == 0
    assert page.locator("script").count() == 2  # the data and newsmill's own
    assert (
        page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => "
            "a.name.startsWith('on')).length"
        )
        == 0
    )
    # Links lead to the web, or to a block of this page.
    assert (
        page.evaluate(
            "[...document.links].filter(a => !/^https?:/.test(a.protocol) && "
            "!/^#b\\d+$/.test(a.getAttribute('href'))).length"
        )
        == 0
    )
    # Had every escape failed, the policy would still stand in the way.
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=http://evil.example/x "
        'onerror="document.title=1"><iframe src=http://evil.example/></iframe>\')'
    )
    page.evaluate(
        "const s = document.createElement('script'); s.textContent = 'document.title=1'; document.body.append(s)"
    )
    page.wait_for_timeout(200)
    assert page.title() == title


def test_nothing_of_a_hostile_run_runs_or_loads_in_the_report(tmp_path: Path, watch: Callable) -> None:
    folder = tmp_path / "<img src=x onerror=alert(1)>"
    record = clean(Page(raw=hostile_page(), url="http://evil.example/a.html"))
    records = []
    for number, attack in enumerate(ATTACKS):
        each = msgspec.structs.replace(
            record, id=str(number), url=f"javascript:{attack}", site=attack, origin=attack, language=attack,
                source=attack,
            authors=[Person(attack, attack)], images=[Image(f"javascript:{attack}", attack)],
            repairs=[Repair(attack, f"{number}{attack}", attack, False)], warnings=[attack],
        )  # fmt: skip
        records.append(each)
    folder.mkdir()
    write_records(folder / "records-00000.jsonl", records)
    write_rejects(
        folder / "rejects.jsonl",
        [Reject(origin=a, url=f"javascript:{a}", reason=a, detail=a) for a in ATTACKS],
    )
    nested = {attack: {attack: [attack, {attack: attack}]} for attack in ATTACKS}
    slowest = [SlowPage(seconds=1.0, url=attack, origin=attack) for attack in ATTACKS]
    timing = TimingFigures(points=[(0, 0), (1, 5), (2, 9), (3, 20)], slowest=slowest)
    write_manifest(
        folder,
        Manifest(
            command=ATTACKS[0], started_at=ATTACKS[1], newsmill=ATTACKS[2], settings=nested,
                versions=dict.fromkeys(ATTACKS, ATTACKS[0]),
            inputs=[Input(path=a, kind=a, digest=a) for a in ATTACKS],
                counts=Counts(pages=1, skipped=dict.fromkeys(ATTACKS, 1)),
            timing=timing, details=nested,
        ),
    )  # fmt: skip
    watched = watch()
    path = write_report(folder)
    page = watched.open(path)
    title = page.title()
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    touch_everything(page)
    assert watched.requests == [path.as_uri()]
    assert watched.problems == []
    assert page.title() == title
    assert page.locator("script, img, iframe, object, embed, link, base, form, a[href]").count() == 0
