"""Decisions about a photo, and where the subject is in it: `match` and `locate`."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from dense_scenes import red_disc, scene, seen
from embedding_server import (
    ADAPTER_HEADER,
    ATTRIBUTES_HEADER,
    BACKBONE,
    ROUNDING,
    data_uri,
    encoded,
    photo,
    picture,
    raw,
    serving,
    vectors,
)
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from make_adapter import make_adapter, write_references
from PIL import Image
from pycocotools import mask as coco

from likeness_ml.embedding.answers import located, run_lengths, stretched
from likeness_ml.embedding.decoding import Picture
from likeness_ml.embedding.embedder import Embedder
from likeness_ml.embedding.service import Seen
from likeness_ml.evaluation.dense.framing import box_of
from likeness_ml.images import open_image

SIDE, PATCH = 128, 4


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Adapters: `mug`, whose references are photos 1 to 3, `loose` without a threshold and `stock` without any."""
    root = tmp_path_factory.mktemp("adapters")
    for name in ("mug", "loose", "stock"):
        make_adapter(BACKBONE, root / name)
    embedder = Embedder(BACKBONE)
    adapter = embedder.read(root / "mug")
    known = torch.from_numpy(embedder.embed([open_image(photo(seed=seed)) for seed in (1, 2, 3)], adapter))
    write_references(root / "mug", known, threshold=0.999, precision=1.0, recall=0.5)
    write_references(root / "loose", known)
    return root


@pytest.fixture(scope="module")
def client(root: Path) -> Iterator[TestClient]:
    with serving() as (client, _):
        for folder in root.iterdir():
            assert client.post("/adapters", json={"name": folder.name, "src": str(folder)}).status_code == 200
        yield client


def asked(client: TestClient, task: str, adapter: str, *contents: bytes) -> dict:
    told = {"input": [data_uri(content) for content in contents], "model": adapter, "task": task}
    answer = client.post("/invocations", json=told)
    assert answer.status_code == 200, answer.text
    return answer.json()


class TestMatch:
    def test_a_reference_matches_itself_and_something_else_does_not(self, client: TestClient) -> None:
        other = encoded(Image.new("RGB", (200, 200), (10, 200, 90)))
        answer = asked(client, "match", "mug", photo(seed=3), other)
        same, different = answer["data"]
        assert (same["reference"], same["match"], different["match"]) == (2, True, False)
        assert same["score"] == pytest.approx(1, abs=1e-5) and different["score"] < 0.999
        assert (answer["threshold"], answer["precision"], answer["recall"]) == (0.999, 1.0, 0.5)
        assert answer["model"] == "mug" and len(answer["adapter"]) == 64

    def test_its_score_is_the_largest_cosine_to_a_reference(self, client: TestClient) -> None:
        told = {"input": [data_uri(photo(seed=seed)) for seed in (1, 2, 3, 4)], "model": "mug"}
        *references, vector = vectors(client.post("/invocations", json=told))
        [found] = asked(client, "match", "mug", photo(seed=4))["data"]
        cosines = np.array(references) @ vector
        assert found["score"] == pytest.approx(cosines.max(), abs=10 * ROUNDING)
        assert found["reference"] == cosines.argmax()

    def test_without_a_threshold_it_gives_a_score_and_no_decision(self, client: TestClient) -> None:
        answer = asked(client, "match", "loose", photo(seed=1))
        assert answer["data"][0]["match"] is answer["threshold"] is None
        assert answer["data"][0]["score"] > 0.99

    def test_an_image_as_it_is_may_be_matched_too(self, client: TestClient) -> None:
        headers = {ADAPTER_HEADER: "mug", ATTRIBUTES_HEADER: "task=match"}
        assert client.post("/invocations", **raw(photo(seed=1), **headers)).json()["data"][0]["match"] is True


@pytest.mark.parametrize("task", ["match", "locate"])
def test_an_adapter_without_references_is_refused(client: TestClient, task: str) -> None:
    answer = client.post("/invocations", json={"input": data_uri(photo()), "model": "stock", "task": task})
    assert (answer.status_code, answer.json()["code"]) == (422, "AdapterInvalid")


@given(arrays.arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12))))
def test_run_lengths_are_cocos(mask: np.ndarray) -> None:
    ours = run_lengths(mask)
    theirs = coco.encode(np.asfortranarray(mask.astype(np.uint8)))
    assert coco.frPyObjects(ours, *mask.shape) == theirs
    assert (coco.decode(theirs) == mask).all()
    assert sum(ours["counts"]) == mask.size


@given(start=st.integers(0, 223), length=st.integers(1, 224), size=st.integers(1, 4000))
def test_a_box_never_leaves_the_picture_and_is_never_empty(start: int, length: int, size: int) -> None:
    end = min(224, start + length)
    left, right = stretched(start, end, size, 224)
    assert 0 <= left < right <= size
    assert left <= start * size / 224 < left + 1 and right - 1 < end * size / 224 <= right


def seen_in_a_square(pixels: np.ndarray) -> Seen:
    """What a service hands on, by a backbone that sees nothing but colours."""
    encoded_picture = seen(pixels)
    rows, columns, width = encoded_picture.grid.shape
    grid = torch.zeros(SIDE // PATCH, SIDE // PATCH, width)
    grid[:rows, :columns] = encoded_picture.grid
    square = Picture(np.zeros((SIDE, SIDE, 3), np.uint8), encoded_picture.frame.inner, pixels.shape[:2])
    return Seen(square, grid.flatten(0, 1).numpy())


@pytest.mark.parametrize("size", [(128, 128), (150, 400), (400, 150), (600, 900), (48, 40)])
def test_what_is_located_lies_where_the_object_is(size: tuple[int, int]) -> None:
    height, width = size
    pixels, truth = scene(height, width, (0.6 * width, 0.4 * height), 0.25 * min(size))
    found = located(seen_in_a_square(pixels), red_disc(), PATCH)
    cell = 1.5 * PATCH * max(size) / SIDE
    assert np.abs(np.array(found["box"]) - box_of(truth)).max() <= max(4, 2 * cell)
    assert found["score"] > 0.9
    mask = coco.decode(coco.frPyObjects(found["mask"], *found["mask"]["size"])).astype(bool)
    small = np.asarray(Image.fromarray(truth).resize(mask.shape[::-1]))
    assert max(mask.shape) == SIDE and (mask & small).sum() / (mask | small).sum() > 0.6
    similarity = found["similarity"]
    assert len(similarity["cosines"]) == similarity["rows"] * similarity["columns"]
    assert similarity["rows"] == -(-mask.shape[0] // PATCH)


def test_in_a_flat_picture_nothing_is_located() -> None:
    found = located(seen_in_a_square(np.full((60, 90, 3), (120, 120, 115), np.uint8)), red_disc(), PATCH)
    assert found["box"] is found["mask"] is found["score"] is None
    assert len(set(found["similarity"]["cosines"])) == 1


class TestLocate:
    def test_a_photo_that_the_camera_turned_is_located_in_upright_pixels(self, client: TestClient) -> None:
        """The file lies on its side and says so: the answer is that of the upright picture, pixel for pixel."""
        upright = picture(5, 300, 420)
        exif = Image.Exif()
        exif[0x0112] = 6
        turned = encoded(upright.transpose(Image.Transpose.ROTATE_90), "PNG", exif=exif)
        assert open_image(turned).size == (300, 420)
        told = {"model": "mug", "task": "locate"}
        uris = [data_uri(turned, "image/png"), data_uri(encoded(upright, "PNG"), "image/png")]
        one, other = (client.post("/invocations", json={"input": uri, **told}).json() for uri in uris)
        assert one == other
        [found] = one["data"]
        x, y, width, height = found["box"]
        assert 0 <= x < x + width <= 300 and 0 <= y < y + height <= 420
        assert found["mask"]["size"] == [224, 160]  # as large as the model saw it
        assert (found["similarity"]["rows"], found["similarity"]["columns"]) == (14, 10)

    def test_pictures_of_several_shapes_are_located_together_as_each_alone(self, client: TestClient) -> None:
        contents = [encoded(picture(seed, *size)) for seed, size in enumerate([(300, 200), (90, 260), (64, 64)])]
        together = asked(client, "locate", "mug", *contents)
        assert together["usage"] == {"images": 3}
        for index, content in enumerate(contents):
            [alone] = asked(client, "locate", "mug", content)["data"]
            found = together["data"][index]
            assert (found["object"], found["index"]) == ("location", index)
            assert found["score"] == pytest.approx(alone["score"], abs=1e-4)
            assert np.abs(np.array(found["box"]) - alone["box"]).max() <= 2
            cosines = np.array(found["similarity"]["cosines"]) - alone["similarity"]["cosines"]
            assert np.abs(cosines).max() <= 2e-4  # they are rounded to 4 places

    def test_embedding_and_locating_at_once_disturb_nobody(self, client: TestClient) -> None:
        before = vectors(client.post("/invocations", **raw(photo())))
        asked(client, "locate", "mug", photo(seed=4))
        assert np.array_equal(vectors(client.post("/invocations", **raw(photo()))), before)
