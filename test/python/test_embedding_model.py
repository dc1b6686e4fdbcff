"""Random sequences of requests, good and bad, among loads, deletions and deaths of decoders, against a model of what
should answer: which weights, or which status and code.
"""

import contextlib
import os
import random
import shutil
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from embedding_server import ADAPTER_HEADER, BACKBONE, ROUNDING, data_uri, photo, point, raw, serving, vectors
from fastapi.testclient import TestClient
from make_adapter import make_adapter

from likeness_ml.backbone import adapter_digest
from likeness_ml.embedding.embedder import Embedder
from likeness_ml.embedding.service import Service
from likeness_ml.images import open_image

NAMES = ("mug", "bowl", "acme.vase@1")
SUBJECTS = ("one", "two")
PHOTOS = [photo(seed=seed) for seed in range(3)]
STEPS = 60
Outcome = tuple[int, str | None]  # the status, and the adapter's digest or the code


@dataclass(frozen=True)
class Weights:
    """An adapter's folder, and what it gives for each photo; by digest, None the backbone alone."""

    folders: dict[str, Path]
    vectors: dict[str | None, np.ndarray]

    @staticmethod
    def make(root: Path) -> "Weights":
        made = (("a", 4, ("q_proj", "v_proj")), ("b", 9, ("fc1",)), ("c", 4, ("q_proj", "v_proj")))
        embedder, folders = Embedder(BACKBONE), {}
        images = [open_image(content) for content in PHOTOS]
        found: dict[str | None, np.ndarray] = {None: embedder.embed(images)}
        for seed, (name, rank, targets) in enumerate(made):
            make_adapter(BACKBONE, root / name, seed, rank, targets=targets)
            folders[adapter_digest(root / name)] = root / name
            found[adapter_digest(root / name)] = embedder.embed(images, embedder.read(root / name))
        return Weights(folders, found)


@dataclass
class World:
    """The server, its store, and what a reader of the contract would say of them."""

    client: TestClient
    service: Service
    store: Path
    weights: Weights
    registered: dict[str, str] = field(default_factory=dict)  # names to digests
    pointers: dict[str, str] = field(default_factory=dict)

    def expected(self, name: str | None) -> Outcome:
        if name is None:
            return 200, None
        digest = self.registered.get(name) or self.pointers.get(name)
        return (200, digest) if digest else (404, "ObjectNotFound")

    def stored_name(self, subject: str, digest: str) -> str:
        return f"acme.{subject}@{digest[:16]}"

    def names(self) -> list[str | None]:
        stored = (self.stored_name(subject, digest) for subject in SUBJECTS for digest in self.weights.folders)
        return [None, "nobody", "other.one@0123456789abcdef", *NAMES, *stored]

    def check(self, answer, expected: Outcome, photos: list[int]) -> None:
        told = answer.json()
        if expected[0] != 200:
            assert (answer.status_code, told["code"]) == expected, told
            return
        assert answer.status_code == 200, told
        assert told["adapter"] == expected[1]
        assert np.abs(vectors(answer) - self.weights.vectors[expected[1]][photos]).max() < ROUNDING


def embed(world: World, draw: random.Random) -> None:
    name, photos = draw.choice(world.names()), [draw.randrange(3) for _ in range(draw.choice((1, 1, 2, 5)))]
    request = {"input": [data_uri(PHOTOS[number]) for number in photos]}
    headers = {ADAPTER_HEADER: name} if name else {}
    world.check(world.client.post("/invocations", json=request, headers=headers), world.expected(name), photos)


def embed_at_once(world: World, draw: random.Random) -> None:
    """Requests for several adapters share batches."""
    asked = [(draw.choice(world.names()), draw.randrange(3)) for _ in range(6)]

    def ask(one: tuple[str | None, int]):
        name, number = one
        return world.client.post("/invocations", **raw(PHOTOS[number], **({ADAPTER_HEADER: name} if name else {})))

    with ThreadPoolExecutor(len(asked)) as threads:
        for (name, number), answer in zip(asked, threads.map(ask, asked), strict=True):
            world.check(answer, world.expected(name), [number])


BAD: list[tuple[dict, Outcome]] = [
    (raw(b"hello"), (422, "PhotoNotAnImage")),
    (raw(PHOTOS[0][:3000]), (422, "PhotoTruncated")),
    (raw(b"{", "application/json"), (400, "OptionInvalid")),
    (raw(b"", "text/plain"), (415, "PhotoFormatUnsupported")),
    (raw(b"\0" * (6 * 1024 * 1024 + 1)), (413, "PhotoTooLarge")),
    ({"json": {"input": [data_uri(PHOTOS[0])] * 33}}, (413, "OptionInvalid")),
    ({"json": {"input": [data_uri(PHOTOS[0]), data_uri(b"no"), data_uri(PHOTOS[1])]}}, (422, "PhotoNotAnImage")),
    ({"json": {"input": data_uri(PHOTOS[0]), "dimensions": 1000}}, (422, "OptionInvalid")),
    ({"json": {"input": data_uri(PHOTOS[0]), "task": "match"}}, (422, "OptionInvalid")),
]


def send_something_bad(world: World, draw: random.Random) -> None:
    request, expected = draw.choice(BAD)
    world.check(world.client.post("/invocations", **request), expected, [])


def register(world: World, draw: random.Random) -> None:
    name, digest = draw.choice(NAMES), draw.choice(list(world.weights.folders))
    told = {"name": name, "src": str(world.weights.folders[digest]), "preload": draw.random() < 0.7}
    answer = world.client.post("/adapters", json=told)
    taken = world.registered.get(name, digest) != digest
    assert answer.status_code == (409 if taken else 200), answer.text
    world.registered.setdefault(name, digest)


def register_something_bad(world: World, draw: random.Random) -> None:
    free = [name for name in NAMES if name not in world.registered]
    if free:
        answer = world.client.post("/models", json={"model_name": draw.choice(free), "url": str(world.store)})
        assert (answer.status_code, answer.json()["code"]) == (422, "AdapterInvalid")


def take_off(world: World, draw: random.Random) -> None:
    name = draw.choice(NAMES)
    answer = world.client.delete(f"{draw.choice(('/adapters', '/models'))}/{name}")
    assert answer.status_code == (200 if world.registered.pop(name, None) else 404)


def deploy(world: World, draw: random.Random) -> None:
    subject, digest = draw.choice(SUBJECTS), draw.choice(list(world.weights.folders))
    prefix = f"tenants/acme/subjects/{subject}/{draw.choice(('model', 'again'))}-{digest[:16]}"
    shutil.copytree(world.weights.folders[digest], world.store / prefix, dirs_exist_ok=True)
    name, _ = point(world.store, "acme", subject, digest[:16], f"s3://store/{prefix}/")
    world.pointers[name] = digest


def delete_in_the_store(world: World, draw: random.Random) -> None:
    """As deleting does it: the pointer first, then the server is told, which may have evicted it already."""
    if world.pointers:
        name = draw.choice(sorted(world.pointers))
        subject, digest = name.removeprefix("acme.").split("@")
        (world.store / f"tenants/acme/subjects/{subject}/adapters/{digest}.json").unlink()
        del world.pointers[name]
        if draw.random() < 0.5:
            assert world.client.delete(f"/adapters/{name}").status_code in (200, 404)


def kill_a_decoder(world: World, _: random.Random) -> None:
    for process in world.service._decoder.processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def look(world: World, _: random.Random) -> None:
    """Nothing is left waiting, memory is kept to, and what is listed is what may answer."""
    assert world.client.get("/ping").status_code == 200
    assert world.service._inside == 0
    residents = world.service.residents
    assert residents.bytes == sum(one.adapter.bytes for one in residents.loaded().values())
    assert residents.bytes <= world.service.options.adapter_bytes
    for listed in world.client.get("/adapters").json()["adapters"]:
        if listed["name"] in NAMES:
            assert world.registered[listed["name"]] == listed["digest"]


ACTIONS: list[tuple[Callable[[World, random.Random], None], int]] = [
    (embed, 6),
    (embed_at_once, 2),
    (send_something_bad, 4),
    (register, 4),
    (register_something_bad, 1),
    (take_off, 2),
    (deploy, 3),
    (delete_in_the_store, 2),
    (kill_a_decoder, 1),
    (look, 2),
]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Weights:
    return Weights.make(tmp_path_factory.mktemp("weights"))


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_it_answers_with_the_right_weights_or_the_right_refusal(
    weights: Weights, tmp_path: Path, seed: int
) -> None:
    """Room for two adapters, and a store that is asked each time."""
    draw = random.Random(seed)
    (tmp_path / "store").mkdir()
    with serving(store=str(tmp_path / "store"), lease=0, adapter_bytes=900_000) as (client, service):
        world = World(client, service, tmp_path / "store", weights)
        actions, shares = zip(*ACTIONS, strict=True)
        for action in draw.choices(actions, shares, k=STEPS):
            action(world, draw)
        look(world, draw)
        for name in world.names():
            world.check(
                client.post("/invocations", **raw(PHOTOS[0], **({ADAPTER_HEADER: name} if name else {}))),
                world.expected(name),
                [0],
            )
