"""What the server answers to requests that it can't serve, with the real backbone."""

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from embedding_server import ADAPTER_HEADER, ATTRIBUTES_HEADER, BACKBONE, data_uri, encoded, photo, raw, serving
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make_adapter import make_adapter
from PIL import Image

from likeness_ml.embedding.service import Service


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[TestClient, Service]]:
    with serving() as served:
        yield served


@pytest.fixture
def client(served: tuple[TestClient, Service]) -> TestClient:
    return served[0]


def bomb() -> bytes:
    """A PNG that says it is huge, in a few bytes."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13)
    return start + header + struct.pack(">I", zlib.crc32(header)) + b"\0\0\0\0IDAT"


def form(*names: str, content: bytes = b"", **fields: str) -> dict:
    return {"files": [("input", (name, content or photo(), "image/jpeg")) for name in names], "data": fields}


JSON, FORM = "application/json", "multipart/form-data"
URI = data_uri(photo())
REFUSED = {
    "text": (raw(b"hello", "text/plain"), 415, "PhotoFormatUnsupported"),
    "no type": ({"content": photo()}, 415, "PhotoFormatUnsupported"),
    "text that says it is a photo": (raw(b"hello"), 422, "PhotoNotAnImage"),
    "nothing": (raw(b""), 422, "PhotoNotAnImage"),
    "a photo cut short": (raw(photo()[:2000]), 422, "PhotoTruncated"),
    "a bomb": (raw(bomb(), "image/png"), 413, "PhotoTooLarge"),
    "too many bytes": (raw(b"\xff" * (6 * 1024 * 1024 + 1)), 413, "PhotoTooLarge"),
    "not JSON": (raw(b"{", JSON), 400, "OptionInvalid"),
    "JSON that is not Unicode": (raw(b'{"input": "\xff"}', JSON), 400, "OptionInvalid"),
    "JSON without an end": (raw(b"[" * 100_000, JSON), 400, "OptionInvalid"),
    "no input": ({"json": {}}, 422, "OptionInvalid"),
    "an empty list": ({"json": {"input": []}}, 422, "OptionInvalid"),
    "too many images": ({"json": {"input": ["data:image/jpeg;base64,"] * 33}}, 413, "OptionInvalid"),
    "an unknown member": ({"json": {"input": URI, "size": 8}}, 422, "OptionInvalid"),
    "an unknown encoding": ({"json": {"input": URI, "encoding_format": "int8"}}, 422, "OptionInvalid"),
    "an unknown task": ({"json": {"input": URI, "task": "name"}}, 422, "OptionInvalid"),
    "more dimensions than there are": ({"json": {"input": URI, "dimensions": 193}}, 422, "OptionInvalid"),
    "too few dimensions": ({"json": {"input": URI, "dimensions": 7}}, 422, "OptionInvalid"),
    "a web address": ({"json": {"input": "https://example.com/a.jpg"}}, 422, "OptionInvalid"),
    "a data URI of text": ({"json": {"input": "data:text/plain;base64,aGk="}}, 415, "PhotoFormatUnsupported"),
    "no base64": ({"json": {"input": "data:image/png;base64,%%%"}}, 422, "OptionInvalid"),
    "half of base64": ({"json": {"input": URI[:-3]}}, 422, "OptionInvalid"),
    "base64 that is not ASCII": ({"json": {"input": "data:image/png;base64,\u00e9\u00e9"}}, 422, "OptionInvalid"),
    "one bad image of several": ({"json": {"input": [URI, data_uri(b"no"), URI]}}, 422, "PhotoNotAnImage"),
    "a form without a boundary": (raw(b"", FORM), 400, "OptionInvalid"),
    "a form that is none": (raw(b"hello", f"{FORM}; boundary=x"), 400, "OptionInvalid"),
    "a form without files": ({"files": [("model", (None, "mug"))]}, 422, "OptionInvalid"),
    "a form with a file of another name": ({"files": [("image", ("a.jpg", photo()))]}, 422, "OptionInvalid"),
    "a form with an unknown field": (form("a.jpg", size="8"), 422, "OptionInvalid"),
    "a form with too many files": (form(*(f"{n}.jpg" for n in range(33))), 413, "OptionInvalid"),
    "a form with many too many": (form(*(f"{n}.jpg" for n in range(500)), content=b"x"), 413, "OptionInvalid"),
    "a form with a bad photo": (form("a.jpg", content=b"no"), 422, "PhotoNotAnImage"),
    "attributes that are none": (raw(photo(), **{ATTRIBUTES_HEADER: "task"}), 422, "OptionInvalid"),
    "attributes given twice": (raw(photo(), **{ATTRIBUTES_HEADER: "task=embed;task=match"}), 422, "OptionInvalid"),
    "unknown attributes": (raw(photo(), **{ATTRIBUTES_HEADER: "colour=red"}), 422, "OptionInvalid"),
    "an unknown adapter": (raw(photo(), **{ADAPTER_HEADER: "nobody@1"}), 404, "ObjectNotFound"),
    "a match with the backbone alone": ({"json": {"input": URI, "task": "match"}}, 422, "OptionInvalid"),
    "to locate by the backbone alone": ({"json": {"input": URI, "task": "locate"}}, 422, "OptionInvalid"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_invocation_is_refused_with_status_code_and_message(client: TestClient, case: str) -> None:
    request, status, code = REFUSED[case]
    answer = client.post("/invocations", **request)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()) == {"code", "message"}
    assert answer.json()["message"]


def test_one_bad_image_ends_the_work_on_the_others(served: tuple[TestClient, Service]) -> None:
    client, service = served
    large = data_uri(encoded(Image.new("RGB", (6000, 5000)), "PNG"), "image/png")
    answer = client.post("/invocations", json={"input": [data_uri(b"no"), *[large] * 8]})
    assert (answer.status_code, answer.json()["code"]) == (422, "PhotoNotAnImage")
    assert client.get("/ping").status_code == 200
    assert service._inside == 0 and service._decoder._idle.qsize() == service.options.decoders


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "a"}, 422, "OptionInvalid"),
        ({"name": "", "src": "/tmp"}, 422, "OptionInvalid"),
        ({"name": "a/b", "src": "/tmp"}, 422, "OptionInvalid"),
        ({"name": "a", "src": "s3://bucket/a/"}, 422, "AdapterInvalid"),
        ({"name": "a", "src": "http://["}, 422, "AdapterInvalid"),
        ({"name": "a", "src": "/nowhere"}, 422, "AdapterInvalid"),
        ({"name": "a", "src": "/" + "a" * 5000}, 422, "AdapterInvalid"),
        ([], 422, "OptionInvalid"),
    ],
)
def test_a_bad_registration_is_refused_and_leaves_nothing(
    client: TestClient, body: object, status: int, code: str
) -> None:
    answer = client.post("/adapters", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert client.get("/adapters").json() == {"adapters": []}
    assert client.post("/invocations", **raw(photo(), **{ADAPTER_HEADER: "a"})).status_code == 404


def test_unknown_routes_and_methods_are_problems_too(client: TestClient) -> None:
    assert client.get("/nothing").json()["code"]
    assert client.get("/invocations").status_code == 405


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), kind=st.sampled_from([JSON, f"{FORM}; boundary=x", "image/png", f"{FORM};x", ""]))
def test_any_bytes_of_any_type_get_a_code_of_the_callers(client: TestClient, body: bytes, kind: str) -> None:
    answer = client.post("/invocations", content=body, headers={"Content-Type": kind})
    assert 400 <= answer.status_code < 500 and answer.json()["code"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.text(st.sampled_from('abc-:;=\r\n" *'), max_size=60),
    tail=st.binary(max_size=60),
    charset=st.sampled_from(["utf-8", "hex", "idna", "nothing", "utf-16"]),
)
def test_any_form_gets_a_code_of_the_callers(client: TestClient, head: str, tail: bytes, charset: str) -> None:
    body = b"--x\r\nContent-Disposition: form-data; name=" + head.encode() + b"\r\n\r\n" + tail + b"\r\n--x--\r\n"
    answer = client.post("/invocations", **raw(body, f"{FORM}; boundary=x; charset={charset}"))
    assert 400 <= answer.status_code < 500 and answer.json()["code"]


@pytest.mark.parametrize("case", ["an unknown adapter", "a photo cut short", "not JSON", "a bomb"])
def test_an_endpoints_invocation_is_refused_as_sagemakers_runtime_does(client: TestClient, case: str) -> None:
    """424 ModelError, with the container's own status and words."""
    request, status, _ = REFUSED[case]
    inner = client.post("/invocations", **request)
    answer = client.post("/endpoints/any/invocations", **request)
    assert (answer.status_code, answer.headers["x-amzn-errortype"]) == (424, "ModelError")
    told = answer.json()
    assert told["OriginalStatusCode"] == status
    assert json.loads(told["OriginalMessage"]) == inner.json() and told["Message"]


def test_an_endpoints_invocation_answers_as_the_container_does_whatever_its_component_is_called(
    client: TestClient,
) -> None:
    answer = client.post("/invocations", **raw(photo())).json()
    for headers in ({}, {"X-Amzn-SageMaker-Inference-Component": "likeness-base"}):
        assert client.post("/endpoints/any/invocations", **raw(photo(), **headers)).json() == answer


def test_a_component_that_was_registered_as_an_adapter_is_that_adapter(client: TestClient, tmp_path: Path) -> None:
    make_adapter(BACKBONE, tmp_path / "adapter")
    assert client.post("/adapters", json={"name": "lk-1", "src": str(tmp_path / "adapter")}).status_code == 200
    component = {"X-Amzn-SageMaker-Inference-Component": "lk-1"}
    assert client.post("/endpoints/any/invocations", **raw(photo(), **component)).json()["model"] == "lk-1"
    both = raw(photo(), **component, **{ADAPTER_HEADER: "b"})
    assert client.post("/endpoints/any/invocations", **both).json()["OriginalStatusCode"] == 422
    client.delete("/adapters/lk-1")
