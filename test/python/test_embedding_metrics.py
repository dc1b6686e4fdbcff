"""What the server says of itself: numbers for Prometheus and CloudWatch, and a log of JSON lines."""

import io
import json
import logging
from pathlib import Path

import pytest
from embedding_server import ADAPTER_HEADER, BACKBONE, data_uri, photo, raw, serving
from make_adapter import make_adapter
from prometheus_client.parser import text_string_to_metric_families

from likeness_ml.embedding.logs import JsonLines
from likeness_ml.embedding.metrics import CloudWatchReport, Metrics


def samples(text: str) -> dict[str, float]:
    """By name and labels, as Prometheus reads them."""
    found = {}
    for family in text_string_to_metric_families(text):
        for one in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(one.labels.items()))
            found[one.name + (f"{{{labels}}}" if labels else "")] = one.value
    return found


@pytest.fixture
def report() -> CloudWatchReport:
    report = CloudWatchReport(Metrics(), every=3600)
    yield report
    report.close()


def test_metrics_count_what_was_answered_and_name_no_adapter(tmp_path: Path) -> None:
    make_adapter(BACKBONE, tmp_path / "mug")
    with serving() as (client, _):
        client.post("/adapters", json={"name": "secret-mug", "src": str(tmp_path / "mug")})
        client.post("/adapters", json={"name": "broken", "src": str(tmp_path)})
        client.post("/invocations", json={"input": [data_uri(photo(seed=seed)) for seed in range(3)]})
        client.post("/invocations", **raw(photo(), **{ADAPTER_HEADER: "secret-mug"}))
        client.post("/invocations", **raw(photo()[:2000]))
        client.post("/invocations", **raw(b"\xff" * (6 * 1024 * 1024 + 1)))
        answer = client.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain")
        assert "secret" not in answer.text
        found = samples(answer.text)
        assert found["likeness_requests_total{status=200,task=embed}"] == 2
        assert found["likeness_requests_total{status=422,task=embed}"] == 1
        assert found["likeness_requests_total{status=413,task=embed}"] == 1
        assert found["likeness_images_total"] == found["likeness_batch_rows_sum"] == 4
        assert found["likeness_request_seconds_count{task=embed}"] == 4
        assert found["likeness_adapters_total{event=load}"] == 1
        assert found["likeness_adapters_total{event=hit}"] == 1
        assert found["likeness_adapters_total{event=refused}"] == 1
        assert found["likeness_adapters_resident"] == 1 and found["likeness_adapters_bytes"] > 1000
        assert found["likeness_queue_rows"] == 0
        client.delete("/adapters/secret-mug")
        assert samples(client.get("/metrics").text)["likeness_adapters_resident"] == 0


def test_a_line_for_cloudwatch_has_sums_since_the_last_and_gauges_as_they_are(report: CloudWatchReport) -> None:
    metrics = report._metrics
    metrics.waiting.set(5)
    metrics.answered("embed", 200, 0.5, None)
    metrics.answered("match", 404, 0.25, None)
    metrics.batched(4, 0.01)
    first = json.loads(report.line())
    assert (first["Requests"], first["RequestSecondsCount"], first["RequestSecondsSum"]) == (2, 2, 0.75)
    assert (first["Images"], first["BatchRowsSum"], first["QueueRows"]) == (4, 4, 5)
    metrics.answered("embed", 200, 1, None)
    second = json.loads(report.line())
    assert (second["Requests"], second["RequestSecondsSum"], second["Images"], second["QueueRows"]) == (1, 1, 0, 5)
    third = json.loads(report.line())
    assert (third["Requests"], third["QueueRows"]) == (0, 5)


def test_a_line_is_in_the_embedded_metric_format(report: CloudWatchReport) -> None:
    report._metrics.answered("embed", 200, 0.5, None)
    line = report.line()
    assert "\n" not in line
    told = json.loads(line)
    [directive] = told["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] and directive["Dimensions"] == [[]]
    assert told["_aws"]["Timestamp"] > 1.7e12
    units = {metric["Name"]: metric["Unit"] for metric in directive["Metrics"]}
    assert len(units) <= 100 and all(isinstance(told[name], int | float) for name in units)
    assert units["Requests"] == units["RequestSecondsCount"] == units["QueueSecondsCount"] == "Count"
    assert units["RequestSecondsSum"] == units["AdapterLoadSecondsSum"] == "Seconds"
    assert units["AdaptersBytes"] == "Bytes"


def test_a_report_names_the_busiest_adapters_and_forgets_what_was_deleted(report: CloudWatchReport) -> None:
    for number in range(30):
        for _ in range(number + 1):
            report._metrics.answered("embed", 200, 0.1, f"a{number}")
    report._metrics.answered("embed", 404, 0.1, "unknown")
    busiest = json.loads(report.line())["busiest"]
    assert len(busiest) == 20 and busiest["a29"] == 30 and "a5" not in busiest and "unknown" not in busiest
    report._metrics.forget("a29")
    assert "a29" not in json.loads(report.line())["busiest"]


def test_a_deleted_adapters_name_is_kept_nowhere_also_when_it_was_deleted_elsewhere(tmp_path: Path) -> None:
    make_adapter(BACKBONE, tmp_path / "mug")
    with serving() as (client, service):
        for delete in (lambda: client.delete("/adapters/mug"), lambda: service.residents.remove("mug")):
            client.post("/adapters", json={"name": "mug", "src": str(tmp_path / "mug")})
            client.post("/invocations", **raw(photo(), **{ADAPTER_HEADER: "mug"}))
            assert service.metrics.busiest() == [("mug", 1)]
            delete()
            assert client.post("/invocations", **raw(photo(), **{ADAPTER_HEADER: "mug"})).status_code == 404
            assert service.metrics.busiest() == []


def test_a_log_line_is_one_json_object_with_what_was_told() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.Logger("likeness.test")
    logger.addHandler(handler)
    logger.info("two\nlines %s", "é", extra={"task": "embed", "adapter": None, "odd": Path("a")})
    try:
        raise ValueError("no")
    except ValueError:
        logger.exception("failed")
    plain, failed = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (plain["message"], plain["level"], plain["task"], plain["odd"]) == ("two\nlines é", "INFO", "embed", "a")
    assert "adapter" not in plain and plain["time"].endswith("+00:00")
    assert "ValueError: no" in failed["exception"]


def test_every_invocation_is_logged_with_its_outcome(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "likeness.embedding")
    with serving() as (client, _):
        client.post("/invocations", **raw(photo()))
        client.post("/invocations", **raw(photo(), **{ADAPTER_HEADER: "nobody"}))
        client.post("/invocations", **raw(b"\xff" * (6 * 1024 * 1024 + 1)))
    told = [vars(record) for record in caplog.records if record.getMessage() == "invocation"]
    assert [(one["status"], one["code"], one["adapter"], one["images"]) for one in told] == [
        (200, None, None, 1),
        (404, "ObjectNotFound", "nobody", 1),
        (413, "PhotoTooLarge", None, 0),
    ]
    assert all(one["milliseconds"] >= 0 for one in told)
