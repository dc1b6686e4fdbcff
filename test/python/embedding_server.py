"""Photos, requests and servers for tests of the embedding server."""

import base64
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from fastapi.testclient import TestClient
from PIL import Image

from likeness_ml.embedding.options import Options
from likeness_ml.embedding.server import Readiness, create_app
from likeness_ml.embedding.service import Service

CONTAINERS = Path(__file__).parents[2] / "containers"
BACKBONE = Path(__file__).parents[2] / "assets" / "backbones" / "tiny-vit"
ADAPTER_HEADER = "X-Amzn-SageMaker-Adapter-Identifier"
ATTRIBUTES_HEADER = "X-Amzn-SageMaker-Custom-Attributes"
# An image's vector depends on what else is in a batch by this much.
ROUNDING = 1e-6


def picture(seed: int = 1, width: int = 300, height: int = 240) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def photo(kind: str = "JPEG", seed: int = 1) -> bytes:
    return encoded(picture(seed), kind)


def data_uri(content: bytes, kind: str = "image/jpeg") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def raw(content: bytes, kind: str = "image/jpeg", **headers: str) -> dict:
    return {"content": content, "headers": {"Content-Type": kind, **headers}}


def vectors(answer) -> np.ndarray:
    assert answer.status_code == 200, answer.text
    return np.array([one["embedding"] for one in answer.json()["data"]])


@contextmanager
def serving(**options: object) -> Iterator[tuple[TestClient, Service]]:
    """The application in this process, on an event loop of its own."""
    readiness = Readiness(Options(BACKBONE, **options))
    readiness.warm_up()
    assert readiness.failure is None, readiness.failure
    with TestClient(create_app(readiness), raise_server_exceptions=False) as client:
        yield client, readiness.service()


def point(root: Path, tenant: str, subject: str, digest: str, src: str) -> tuple[str, Path]:
    """What deploying writes into a bucket's folder: a pointer to an adapter. Its name, and the pointer's file."""
    pointer = root / f"tenants/{tenant}/subjects/{subject}/adapters/{digest}.json"
    pointer.parent.mkdir(parents=True, exist_ok=True)
    pointer.write_text(json.dumps({"uri": src}))
    return f"{tenant}.{subject}@{digest}", pointer


class Program:
    """`python -m likeness_ml.embedding serve` on a port of its own; ends with its standard input."""

    def __init__(self, *flags: str, **variables: str) -> None:
        command = (sys.executable, "-m", "likeness_ml.embedding", "serve", "--host", "127.0.0.1", "--port", "0")
        environment = {**os.environ, "PYTHONPATH": str(CONTAINERS), "OMP_NUM_THREADS": "1", **variables}
        self.process = subprocess.Popen(
            (*command, "--backbone", str(BACKBONE), "--until-stdin-closes", *flags),
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def wait_ready(self) -> str:
        """Its address, once it says that it listens."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        assert line.startswith("listening on http://"), (line, self.process.stderr and self.process.stderr.read())
        return line.removeprefix("listening on ").strip()

    def decoders(self) -> list[int]:
        """Process ids of what it started."""
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def finish(self) -> tuple[int, list[dict]]:
        """Waits for its end: the exit status, and its log's lines."""
        assert self.process.stderr is not None
        log = self.process.stderr.read()
        return self.process.wait(60), [json.loads(line) for line in log.decode().splitlines() if line[:1] == "{"]

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
