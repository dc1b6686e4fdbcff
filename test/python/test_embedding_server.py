"""The server by HTTP, with the real backbone."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from make_adapter import make_adapter
from PIL import Image

from likeness_ml.embedding.server import Readiness, create_app

BACKBONE = Path(__file__).parents[2] / "assets" / "backbones" / "tiny-vit"
ADAPTER_HEADER = "X-Amzn-SageMaker-Adapter-Identifier"


def photo(kind: str = "JPEG", seed: int = 1) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (240, 300, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, kind)
    return stream.getvalue()


def data_uri(content: bytes, kind: str = "image/jpeg") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def raw(content: bytes, kind: str = "image/jpeg", **headers: str) -> dict:
    return {"content": content, "headers": {"Content-Type": kind, **headers}}


@pytest.fixture(scope="module")
def client() -> TestClient:
    readiness = Readiness()
    readiness.warm_up(BACKBONE)
    return TestClient(create_app(readiness), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adapter") / "with space"
    make_adapter(BACKBONE, folder)
    return folder


@pytest.fixture
def adapter(client: TestClient, folder: Path) -> Iterator[str]:
    assert client.post("/adapters", json={"name": "mug@1", "src": str(folder)}).text == "Adapter mug@1 registered"
    yield "mug@1"
    client.delete("/adapters/mug@1")


def vector(answer) -> list[float]:
    assert answer.status_code == 200, answer.text
    return answer.json()["data"][0]["embedding"]


def test_ping_and_everything_else_wait_for_a_real_forward_pass() -> None:
    readiness = Readiness()
    client = TestClient(create_app(readiness))
    assert client.get("/ping").status_code == 503
    assert client.post("/invocations", **raw(photo())).status_code == 503
    assert client.get("/adapters").status_code == 503
    readiness.warm_up(BACKBONE)
    assert client.get("/ping").status_code == 200
    assert client.post("/invocations", **raw(photo())).status_code == 200


def test_a_backbone_that_does_not_load_is_never_ready(tmp_path: Path) -> None:
    readiness = Readiness()
    readiness.warm_up(tmp_path)
    client = TestClient(create_app(readiness))
    assert client.get("/ping").status_code == 503
    assert "SetupIncomplete" in client.post("/invocations", **raw(photo())).json()["message"]


def test_the_same_request_gives_the_same_bits_and_a_list_the_same_as_one(client: TestClient) -> None:
    first = client.post("/invocations", **raw(photo())).json()
    assert client.post("/invocations", **raw(photo())).json() == first
    many = client.post("/invocations", json={"input": [data_uri(photo(seed=2)), data_uri(photo())]}).json()
    assert [member["index"] for member in many["data"]] == [0, 1]
    assert many["data"][1]["embedding"] == first["data"][0]["embedding"]
    assert many["usage"] == {"images": 2}


def test_base64_holds_the_same_float32_numbers(client: TestClient) -> None:
    request = {"input": data_uri(photo("PNG"), "image/png")}
    numbers = vector(client.post("/invocations", json=request))
    packed = vector(client.post("/invocations", json=request | {"encoding_format": "base64"}))
    assert np.frombuffer(base64.b64decode(packed), "<f4").tolist() == numbers
    assert numbers == vector(client.post("/invocations", **raw(photo("PNG"), "image/png")))


def test_an_answer_names_what_made_it(client: TestClient, adapter: str) -> None:
    base = client.post("/invocations", **raw(photo())).json()
    adapted = client.post("/invocations", **raw(photo(), **{ADAPTER_HEADER: adapter})).json()
    assert (base["object"], base["model"], base["adapter"], base["feature"]) == ("list", "tiny-vit", None, "cls")
    assert (adapted["model"], adapted["backbone"]) == (adapter, base["backbone"])
    assert len(adapted["adapter"]) == len(base["backbone"]) == 64
    assert adapted["data"] != base["data"]


def test_adapters_are_listed_put_on_again_and_taken_off(client: TestClient, adapter: str, folder: Path) -> None:
    again = client.post("/adapters", json={"name": adapter, "src": folder.as_uri(), "preload": True, "pin": False})
    assert again.status_code == 200
    [listed] = client.get("/adapters").json()["adapters"]
    assert (listed["name"], listed["src"], listed["feature"]) == (adapter, str(folder), "cls")
    assert client.delete(f"/adapters/{adapter}").status_code == 200
    assert client.get("/adapters").json() == {"adapters": []}
    gone = client.post("/invocations", **raw(photo(), **{ADAPTER_HEADER: adapter}))
    assert (gone.status_code, gone.json()["code"]) == (404, "ObjectNotFound")
    assert client.delete(f"/adapters/{adapter}").status_code == 404


def test_a_name_of_other_weights_is_a_conflict(client: TestClient, adapter: str, tmp_path: Path) -> None:
    make_adapter(BACKBONE, tmp_path / "other", seed=9)
    conflict = client.post("/adapters", json={"name": adapter, "src": str(tmp_path / "other")})
    assert (conflict.status_code, conflict.json()["code"]) == (409, "AdapterInvalid")


JSON = "application/json"
REFUSED = {
    "text": (raw(b"hello", "text/plain"), 415, "PhotoFormatUnsupported"),
    "no type": ({"content": photo()}, 415, "PhotoFormatUnsupported"),
    "text that says it is a photo": (raw(b"hello"), 422, "PhotoNotAnImage"),
    "a photo cut short": (raw(photo()[:2000]), 422, "PhotoTruncated"),
    "too many bytes": (raw(b"\xff" * (6 * 1024 * 1024 + 1)), 413, "PhotoTooLarge"),
    "not JSON": (raw(b"{", JSON), 400, "OptionInvalid"),
    "no input": ({"json": {}}, 422, "OptionInvalid"),
    "an empty list": ({"json": {"input": []}}, 422, "OptionInvalid"),
    "too many images": ({"json": {"input": ["data:image/jpeg;base64,"] * 33}}, 422, "OptionInvalid"),
    "an unknown member": ({"json": {"input": data_uri(photo()), "dimensions": 8}}, 422, "OptionInvalid"),
    "an unknown encoding": ({"json": {"input": data_uri(photo()), "encoding_format": "int8"}}, 422, "OptionInvalid"),
    "a web address": ({"json": {"input": "https://example.com/a.jpg"}}, 422, "OptionInvalid"),
    "a data URI of text": ({"json": {"input": "data:text/plain;base64,aGk="}}, 415, "PhotoFormatUnsupported"),
    "no base64": ({"json": {"input": "data:image/png;base64,%%%"}}, 422, "OptionInvalid"),
    "an unknown adapter": (raw(photo(), **{ADAPTER_HEADER: "nobody@1"}), 404, "ObjectNotFound"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_invocation_is_refused_with_status_code_and_message(client: TestClient, case: str) -> None:
    request, status, code = REFUSED[case]
    answer = client.post("/invocations", **request)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()) == {"code", "message"}
    assert answer.json()["message"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "a"}, 422, "OptionInvalid"),
        ({"name": "", "src": "/tmp"}, 422, "OptionInvalid"),
        ({"name": "a/b", "src": "/tmp"}, 422, "OptionInvalid"),
        ({"name": "a", "src": "s3://bucket/a/"}, 422, "AdapterInvalid"),
        ({"name": "a", "src": "/nowhere"}, 422, "AdapterInvalid"),
    ],
)
def test_a_bad_registration_is_refused(client: TestClient, body: dict, status: int, code: str) -> None:
    answer = client.post("/adapters", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_unknown_routes_and_methods_are_problems_too(client: TestClient) -> None:
    assert client.get("/nothing").json()["code"]
    assert client.get("/invocations").status_code == 405
