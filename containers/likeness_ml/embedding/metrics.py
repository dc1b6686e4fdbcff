"""What the server counts: for Prometheus at /metrics, and for CloudWatch as lines of its log.

Names of adapters are tenants' data and without number, so no metric has them as a label: requests by adapter are
counted apart, and the log has each request's.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter as Tally
from collections.abc import Iterable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
NAMESPACE = "Likeness/Endpoint"
BUSIEST = 20  # adapters that a report names

disable_created_metrics()


class Metrics:
    """Safe to share between threads."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            "likeness_requests", "Answers, by task and status", ["task", "status"], registry=registry
        )
        self.seconds = Histogram(
            "likeness_request_seconds",
            "From the whole body to the answer",
            ["task"],
            buckets=SECONDS,
            registry=registry,
        )
        self.images = Counter("likeness_images", "Images that the model answered for", registry=registry)
        self.batch = Histogram(
            "likeness_batch_rows", "Images in one forward pass", buckets=(1, 2, 4, 8, 16, 32, 64), registry=registry
        )
        self.waited = Histogram(
            "likeness_queue_seconds", "How long a batch's first image waited", buckets=SECONDS, registry=registry
        )
        self.waiting = Gauge("likeness_queue_rows", "Images that wait for the model", registry=registry)
        self.adapters = Counter(
            "likeness_adapters", "Adapters: hit, load, refused, evict", ["event"], registry=registry
        )
        self.load_seconds = Histogram(
            "likeness_adapter_load_seconds", "From the store into memory", buckets=SECONDS, registry=registry
        )
        self.resident = Gauge("likeness_adapters_resident", "Adapters in memory", registry=registry)
        self.resident_bytes = Gauge("likeness_adapters_bytes", "Their weights", registry=registry)
        self._by_adapter: Tally[str] = Tally()
        self._lock = threading.Lock()

    def batched(self, rows: int, waited: float) -> None:
        self.batch.observe(rows)
        self.waited.observe(waited)
        self.images.inc(rows)

    def adapter(self, event: str, seconds: float) -> None:
        self.adapters.labels(event).inc()
        if event == "load":
            self.load_seconds.observe(seconds)

    def answered(self, task: str, status: int, seconds: float, adapter: str | None) -> None:
        self.requests.labels(task, str(status)).inc()
        self.seconds.labels(task).observe(seconds)
        if adapter is not None and status == 200:
            with self._lock:
                self._by_adapter[adapter] += 1

    def busiest(self) -> list[tuple[str, int]]:
        """Adapters and how many requests they answered, most first."""
        with self._lock:
            return self._by_adapter.most_common(BUSIEST)

    def forget(self, adapter: str) -> None:
        """A deleted adapter's name is kept nowhere."""
        with self._lock:
            self._by_adapter.pop(adapter, None)

    def text(self) -> bytes:
        """In Prometheus's text format."""
        return generate_latest(self.registry)


class CloudWatchReport:
    """Every minute a line in CloudWatch's embedded metric format: sums since the last, and gauges as they are."""

    def __init__(self, metrics: Metrics, every: float = 60) -> None:
        self._metrics, self._every = metrics, every
        self._before: dict[str, float] = {}
        self._ended = threading.Event()
        threading.Thread(target=self._run, name="metrics", daemon=True).start()

    def close(self) -> None:
        self._ended.set()

    def line(self) -> str:
        now = dict(_figures(self._metrics.registry))
        told = {
            name: value
            if name in ("QueueRows", "AdaptersResident", "AdaptersBytes")
            else value - self._before.get(name, 0)
            for name, value in now.items()
        }
        self._before = now
        units = {
            name: "Bytes" if name.endswith("Bytes") else "Seconds" if name.endswith("SecondsSum") else "Count"
            for name in told
        }
        directive = {
            "Namespace": NAMESPACE,
            "Dimensions": [[]],
            "Metrics": [{"Name": name, "Unit": unit} for name, unit in units.items()],
        }
        meta = {"Timestamp": round(time.time() * 1000), "CloudWatchMetrics": [directive]}
        return json.dumps({"_aws": meta, **told, "busiest": dict(self._metrics.busiest())})

    def _run(self) -> None:
        while not self._ended.wait(self._every):
            print(self.line(), file=sys.stdout, flush=True)


def _figures(registry: CollectorRegistry) -> Iterable[tuple[str, float]]:
    """Of each metric its sum over labels: of a histogram the count and the sum of what was observed."""
    for metric in registry.collect():
        name = "".join(part.title() for part in metric.name.removeprefix("likeness_").split("_"))
        for ending, suffix in (("", ""), ("_total", ""), ("_count", "Count"), ("_sum", "Sum")):
            values = [one.value for one in metric.samples if one.name == f"{metric.name}{ending}"]
            if values:
                yield f"{name}{suffix}", sum(values)
