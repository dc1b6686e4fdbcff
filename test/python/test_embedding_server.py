"""The server by HTTP, with the real backbone: readiness, vectors, and adapters put on and taken off."""

import base64
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from embedding_server import (
    ADAPTER_HEADER,
    ATTRIBUTES_HEADER,
    BACKBONE,
    ROUNDING,
    data_uri,
    photo,
    raw,
    serving,
    vectors,
)
from fastapi.testclient import TestClient
from make_adapter import make_adapter

from likeness_ml.embedding.embedder import Embedder
from likeness_ml.embedding.options import Options
from likeness_ml.embedding.server import Readiness, create_app
from likeness_ml.errors import InputError
from likeness_ml.images import open_image


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with serving() as (client, _):
        yield client


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


def test_ping_and_everything_else_wait_for_a_real_forward_pass() -> None:
    readiness = Readiness(Options(BACKBONE))
    with TestClient(create_app(readiness)) as client:
        assert client.get("/ping").status_code == 503
        early = client.post("/invocations", **raw(photo()))
        assert (early.status_code, early.json()["code"], early.headers["retry-after"]) == (503, "EndpointBusy", "1")
        for path in ("/adapters", "/models", "/models/mug"):
            assert client.get(path).status_code == 503
        assert client.get("/metrics").status_code == 200
        readiness.warm_up()
        assert client.get("/ping").status_code == 200
        assert client.post("/invocations", **raw(photo())).status_code == 200


def test_a_backbone_that_does_not_load_is_never_ready(tmp_path: Path) -> None:
    readiness = Readiness(Options(tmp_path))
    readiness.warm_up()
    with TestClient(create_app(readiness)) as client:
        assert client.get("/ping").status_code == 503
        assert "SetupIncomplete" in client.post("/invocations", **raw(photo())).json()["message"]


def test_options_that_no_server_can_run_with_are_refused() -> None:
    for wrong in ({"batch": 0}, {"queue": 0}, {"decoders": 0}, {"deadline": 0.0}, {"precision": "fp16"}):
        with pytest.raises(InputError, match=next(iter(wrong))):
            Options(BACKBONE, **wrong)


def test_the_same_request_gives_the_same_bits(client: TestClient) -> None:
    first = client.post("/invocations", **raw(photo())).json()
    assert client.post("/invocations", **raw(photo())).json() == first
    assert len(first["data"][0]["embedding"]) == first["dimensions"] == 192


def test_a_list_gives_each_images_vector_in_order(client: TestClient) -> None:
    many = client.post("/invocations", json={"input": [data_uri(photo(seed=seed)) for seed in range(11)]})
    assert [member["index"] for member in many.json()["data"]] == list(range(11))
    assert many.json()["usage"] == {"images": 11}
    for seed, vector in enumerate(vectors(many)):
        assert np.abs(vector - vectors(client.post("/invocations", **raw(photo(seed=seed))))).max() < ROUNDING


def test_a_form_of_files_gives_what_a_list_gives(client: TestClient, adapter: str) -> None:
    files = [("input", (f"{seed}.jpg", photo(seed=seed), "image/jpeg")) for seed in range(3)]
    form = client.post("/invocations", files=files, data={"model": adapter, "feature": "cls+patch", "dimensions": "16"})
    uris = [data_uri(photo(seed=seed)) for seed in range(3)]
    told = {"input": uris, "model": adapter, "feature": "cls+patch", "dimensions": 16}
    listed = client.post("/invocations", json=told)
    assert np.abs(vectors(form) - vectors(listed)).max() < ROUNDING
    assert form.json()["dimensions"] == 16 and form.json()["feature"] == "cls+patch"


def test_an_image_as_it_is_says_what_it_wants_in_custom_attributes(client: TestClient, adapter: str) -> None:
    asked = {ATTRIBUTES_HEADER: f"adapter={adapter}; feature=cls+patch;encoding_format=base64"}
    answer = client.post("/invocations", **raw(photo(), **asked)).json()
    assert (answer["model"], answer["feature"], answer["dimensions"]) == (adapter, "cls+patch", 384)
    assert len(base64.b64decode(answer["data"][0]["embedding"])) == 4 * 384


def test_base64_holds_the_same_float32_numbers(client: TestClient) -> None:
    request = {"input": data_uri(photo("PNG"), "image/png")}
    numbers = vectors(client.post("/invocations", json=request))[0].tolist()
    packed = client.post("/invocations", json=request | {"encoding_format": "base64"}).json()["data"][0]["embedding"]
    assert np.frombuffer(base64.b64decode(packed), "<f4").tolist() == numbers
    assert numbers == vectors(client.post("/invocations", **raw(photo("PNG"), "image/png")))[0].tolist()


def test_vectors_have_length_one_and_are_those_of_the_program(client: TestClient, adapter: str, folder: Path) -> None:
    embedder = Embedder(BACKBONE)
    ours = embedder.embed([open_image(photo())], embedder.read(folder))[0]
    for dimensions in (None, 64):
        answer = client.post(
            "/invocations", json={"input": data_uri(photo()), "model": adapter, "dimensions": dimensions}
        )
        assert abs(np.linalg.norm(vectors(answer)[0]) - 1) < ROUNDING
    assert (
        np.abs(vectors(client.post("/invocations", **raw(photo(), **{ADAPTER_HEADER: adapter})))[0] - ours).max()
        < ROUNDING
    )


def test_fewer_dimensions_keep_who_is_like_whom(client: TestClient) -> None:
    uris = [data_uri(photo(seed=seed)) for seed in range(8)]
    whole = vectors(client.post("/invocations", json={"input": uris}))
    kept = vectors(client.post("/invocations", json={"input": uris, "dimensions": 192}))
    assert np.abs(whole @ whole.T - kept @ kept.T).max() < 1e-5  # all of them, turned
    fewer = vectors(client.post("/invocations", json={"input": uris, "dimensions": 96}))
    assert fewer.shape == (8, 96) and np.abs(np.linalg.norm(fewer, axis=1) - 1).max() < ROUNDING
    assert np.array_equal(fewer, vectors(client.post("/invocations", json={"input": uris, "dimensions": 96})))


def test_an_answer_names_what_made_it(client: TestClient, adapter: str) -> None:
    base = client.post("/invocations", **raw(photo())).json()
    adapted = client.post("/invocations", **raw(photo(), **{ADAPTER_HEADER: adapter})).json()
    assert (base["object"], base["model"], base["adapter"], base["feature"]) == ("list", "tiny-vit", None, "cls")
    assert (adapted["model"], adapted["backbone"]) == (adapter, base["backbone"])
    assert len(adapted["adapter"]) == len(base["backbone"]) == 64
    assert adapted["data"] != base["data"]
    named = client.post("/invocations", json={"input": data_uri(photo()), "model": "tiny-vit"}).json()
    assert named == base


def test_an_adapter_may_be_named_in_any_place_and_in_two_if_they_agree(client: TestClient, adapter: str) -> None:
    uri = data_uri(photo())
    answers = [
        client.post("/invocations", **raw(photo(), **{ADAPTER_HEADER: adapter})),
        client.post("/invocations", **raw(photo(), **{ATTRIBUTES_HEADER: f"adapter={adapter}"})),
        client.post("/invocations", **raw(photo(), **{ATTRIBUTES_HEADER: f"model={adapter}"})),
        client.post("/invocations", json={"input": uri, "model": adapter}, headers={ADAPTER_HEADER: adapter}),
        client.post(f"/models/{adapter}/invoke", **raw(photo())),
    ]
    assert all(answer.json() == answers[0].json() for answer in answers)
    two = client.post("/invocations", json={"input": uri, "model": adapter}, headers={ADAPTER_HEADER: "bowl@1"})
    assert (two.status_code, two.json()["code"]) == (422, "OptionInvalid")


def test_adapters_are_listed_put_on_again_and_taken_off(client: TestClient, adapter: str, folder: Path) -> None:
    again = client.post("/adapters", json={"name": adapter, "src": folder.as_uri(), "preload": True, "pin": True})
    assert again.status_code == 200
    [listed] = client.get("/adapters").json()["adapters"]
    assert (listed["name"], listed["src"], listed["feature"], listed["pinned"]) == (adapter, str(folder), "cls", True)
    assert client.delete(f"/adapters/{adapter}").status_code == 200
    assert client.get("/adapters").json() == {"adapters": []}
    gone = client.post("/invocations", **raw(photo(), **{ADAPTER_HEADER: adapter}))
    assert (gone.status_code, gone.json()["code"]) == (404, "ObjectNotFound")
    assert client.delete(f"/adapters/{adapter}").status_code == 404


def test_a_name_of_other_weights_is_a_conflict(client: TestClient, adapter: str, tmp_path: Path) -> None:
    make_adapter(BACKBONE, tmp_path / "other", seed=9)
    conflict = client.post("/adapters", json={"name": adapter, "src": str(tmp_path / "other")})
    assert (conflict.status_code, conflict.json()["code"]) == (409, "AdapterInvalid")


class TestManyModels:
    """SageMaker's multi-model interface: here a model is an adapter."""

    def test_a_model_is_loaded_described_listed_invoked_and_unloaded(self, client: TestClient, folder: Path) -> None:
        told = {"modelName": "mug", "modelUrl": str(folder)}
        load = {"model_name": "mug", "url": str(folder)}
        assert client.post("/models", json=load).json() == told
        assert client.post("/models", json=load).status_code == 409
        assert client.get("/models/mug").json() == told
        assert client.get("/models").json() == {"models": [told]}
        assert client.post("/models/mug/invoke", **raw(photo())).json()["model"] == "mug"
        assert client.delete("/models/mug").status_code == 200
        for answer in (
            client.get("/models/mug"),
            client.delete("/models/mug"),
            client.post("/models/mug/invoke", **raw(photo())),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "ObjectNotFound")
        assert client.get("/models").json() == {"models": []}

    def test_a_long_list_comes_in_pages(self, client: TestClient, folder: Path) -> None:
        names = [f"m{number:03}" for number in range(105)]
        for name in names:
            assert client.post("/models", json={"model_name": name, "url": str(folder)}).status_code == 200
        first = client.get("/models").json()
        rest = client.get("/models", params={"next_page_token": first["nextPageToken"]}).json()
        assert [one["modelName"] for page in (first, rest) for one in page["models"]] == names
        assert len(first["models"]) == 100 and "nextPageToken" not in rest
        for name in names:
            client.delete(f"/models/{name}")

    def test_where_pinned_adapters_fill_the_memory_another_is_answered_507(self, folder: Path) -> None:
        with serving(adapter_bytes=300_000) as (client, _):
            assert client.post("/adapters", json={"name": "a", "src": str(folder), "pin": True}).status_code == 200
            full = client.post("/models", json={"model_name": "b", "url": str(folder)})
            assert (full.status_code, full.json()["code"]) == (507, "EndpointFull")
            assert client.get("/models/b").status_code == 404
            client.delete("/models/a")
            assert client.post("/models", json={"model_name": "b", "url": str(folder)}).status_code == 200
