"""How the embedding server is told to report to CloudWatch, and what its alarms there look for."""

import json

import pytest

from likeness_ml.embedding.__main__ import _parse
from likeness_ml.embedding.metrics import CloudWatchReport, Metrics


@pytest.mark.parametrize(
    ("variable", "arguments", "expected"),
    [(None, [], False), ("1", [], True), ("0", [], False), (None, ["--cloudwatch"], True)],
)
def test_a_container_run_with_serve_alone_reports_where_its_environment_says_so(
    variable: str | None, arguments: list[str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIKENESS_CLOUDWATCH", raising=False)
    if variable is not None:
        monkeypatch.setenv("LIKENESS_CLOUDWATCH", variable)
    assert _parse(["serve", *arguments]).cloudwatch is expected


def test_a_report_has_the_figures_that_the_endpoints_alarms_are_on() -> None:
    metrics = Metrics()
    metrics.adapter("load", 0.5)
    report = CloudWatchReport(metrics)
    report.close()
    line = json.loads(report.line())
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "Likeness/Endpoint" and directive["Dimensions"] == [[]]
    figures = {metric["Name"]: line[metric["Name"]] for metric in directive["Metrics"]}
    assert figures["AdapterLoadSecondsSum"] == 0.5
    assert figures["AdapterLoadSecondsCount"] == 1
    assert "AdaptersResident" in figures
