"""The Ray engine gives the bytes of the local one, also when a machine is lost in the middle."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsmill.pipelines.readers import plan as planning
from newsmill.pipelines.readers.sources import InputError
from newsmill.pipelines.runs.engine import Engine, Task
from newsmill.pipelines.runs.local import LocalEngine
from newsmill.pipelines.runs.manifest import Counts
from newsmill.pipelines.runs.reprocess import Run
from newsmill.pipelines.runs.settings import Settings


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A cluster of three machines' worth of Ray processes on this one."""
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    import ray
    from ray.cluster_utils import Cluster

    cluster = Cluster()
    try:
        start_node(cluster, num_cpus=1, include_dashboard=False)
        start_node(cluster, num_cpus=1)
        start_node(cluster, num_cpus=1)
        cluster.wait_for_nodes()
        ray.init(address=cluster.address, log_to_driver=False)
        yield cluster
    finally:
        ray.shutdown()
        cluster.shutdown()


def start_node(cluster: Any, **options: Any) -> None:
    """Ray gives a node half a minute to start, which a machine that is busy with other tests may need more
    than once."""
    for attempt in range(3):
        try:
            cluster.add_node(**options)
        except Exception:
            if attempt == 2:
                raise
        else:
            return


class Losing:
    """Progress that ends a node once some pages are done."""

    def __init__(self, cluster: Any = None) -> None:
        self.cluster = cluster
        self.lost = False

    def learning(self) -> None:
        pass

    def resumed(self, counts: Counts) -> None:
        pass

    def advanced(self, counts: Counts, weight: int) -> None:
        if self.cluster is not None and not self.lost and counts.pages > 100:
            self.lost = True
            self.cluster.remove_node(list(self.cluster.worker_nodes)[-1], allow_graceful=False)


def test_a_lost_node_costs_no_page_and_changes_no_byte(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsmill.pipelines.runs.ray_engine import RayEngine

    monkeypatch.setattr(planning, "_SLICE_FILES", 12)
    folder = tmp_path / "saved"
    folder.mkdir()
    for number in range(600):
        page = (
            f"<h1>第{number}号</h1><p>本报讯 城东新图书馆昨日正式向市民开放，首日接待读者{number}人次。</p>"
        ).encode()
        (folder / f"{number:03d}.html").write_bytes(page)
    (folder / "empty.html").write_bytes(b"")
    (folder / "more.html.gz").write_bytes(gzip.compress(b"<p>One more page, packed, at the end of all.</p>"))
    settings = Settings(shard_bytes=20000)
    losing = Losing(cluster)

    def on_ray(task: Task) -> Engine:
        return RayEngine("auto", task)

    Run([str(folder)], tmp_path / "ray", settings).execute(on_ray, losing)
    Run([str(folder)], tmp_path / "local", settings).execute(lambda task: LocalEngine(2, task), Losing())
    assert losing.lost
    for path in sorted((tmp_path / "local").glob("*.jsonl")):
        assert (tmp_path / "ray" / path.name).read_bytes() == path.read_bytes()
    manifests = [json.loads((tmp_path / name / "manifest.json").read_bytes()) for name in ("ray", "local")]
    assert manifests[0]["counts"] == manifests[1]["counts"]
    assert manifests[0]["counts"]["pages"] == 602
    assert manifests[0]["outputs"] == manifests[1]["outputs"]


def test_an_address_without_a_cluster_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = pytest.importorskip("ray", reason="the extra `ray` is not installed")
    from newsmill.pipelines.runs.ray_engine import RayEngine

    def refuse(**_: object) -> None:
        raise ConnectionError("no cluster")

    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    monkeypatch.setattr(ray, "init", refuse)
    with pytest.raises(InputError, match="ray start --head"):
        RayEngine("auto", Settings().task)
