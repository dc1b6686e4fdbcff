"""Images from a pipeline: batched, one seed an image, resumable by id.

What an image depends on: its prompt, its seed and the settings. Its noise is drawn on the CPU in fp32 from its own
seed, so it is the same on every device and in every precision. Requests are cut into batches by their place in the
list, and a batch of which any image is missing is computed whole, so that a restart repeats the very arithmetic: the
same bits on the same machine and number of threads. In another batch an image differs by rounding alone, since matrix
kernels are chosen by shape.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import StableDiffusion3Pipeline
from PIL import Image
from torch import Tensor

from likeness_ml.errors import InputError
from likeness_ml.generator.base import PRECISIONS, Pipeline
from likeness_ml.generator.memory import Portions
from likeness_ml.generator.prompts import PromptEncoder, cut_short
from likeness_ml.generator.solvers import SOLVERS, solver_for
from likeness_ml.progress import write_atomic
from likeness_ml.settings import one_of, true_or_false, within

QUALITY = 92  # of the JPEGs, as the compose job's
LISTING = "images.jsonl"
GRANULE = 16  # pixels: eight a latent, two latents a patch

Progress = Callable[[int, int, dict[str, float]], None]


@dataclass(frozen=True)
class Sampling:
    """How images are made. Raises InputError `OptionInvalid` naming the setting and its range."""

    guidance: float = 7.5  # 0 to 30; up to 1 there is none, and half the work
    solver: str = "dpm-solver++"
    sampling_steps: int | None = None  # 1 to 250; by default the solver's own
    batch: int = 4  # images at once, 1 to 256
    resolution: int | None = None  # pixels a side; by default the base's own
    precision: str = "fp32"
    safety_checker: bool = True  # the base's own, where it has one

    def __post_init__(self) -> None:
        within("guidance", self.guidance, 0, 30)
        one_of("solver", self.solver, tuple(SOLVERS))
        within("sampling_steps", self.steps, 1, 250, whole=True)
        within("batch", self.batch, 1, 256, whole=True)
        one_of("precision", self.precision, PRECISIONS)
        if self.resolution is not None:
            within("resolution", self.resolution, GRANULE, 2048, whole=True)
            if self.resolution % GRANULE:
                raise InputError(
                    "OptionInvalid", f"resolution is {self.resolution}: it must be a multiple of {GRANULE}."
                )
        true_or_false("safety_checker", self.safety_checker)

    @property
    def steps(self) -> int:
        return SOLVERS[self.solver] if self.sampling_steps is None else self.sampling_steps


@dataclass(frozen=True)
class Request:
    """One image to make, and what its line says of it."""

    identity: str
    prompt: str
    seed: int  # 0 to 2^53-1, so that JSON keeps it
    source: str  # "generator" or "dreambooth"
    kind: str  # "class", "negative", "background" or "positive"
    parents: tuple[str, ...] = ()

    def line(self) -> dict[str, Any]:
        """Of images.jsonl."""
        return {
            "id": self.identity,
            "file": f"images/{self.identity}.jpg",
            "source": self.source,
            "kind": self.kind,
            "parents": list(self.parents),
            "prompt": self.prompt,
            "seed": self.seed,
            "box": None,
        }


@dataclass(frozen=True)
class Sampled:
    """What was made, in order of the requests."""

    lines: list[dict[str, Any]]
    flagged: list[str]  # ids of images that the safety checker held back
    cut_short: list[str]  # ids of images whose prompts are longer than a text encoder reads


def sample(
    pipeline: Pipeline,
    requests: Sequence[Request],
    folder: Path,
    settings: Sampling,
    tell: Progress,
    check: Callable[[], None] = lambda: None,
) -> Sampled:
    """Makes `images/{id}.jpg` under `folder` for each request that isn't there yet.

    `folder` belongs to these requests, this pipeline and these settings: keep it under the checkpoints, since
    model/ doesn't outlive a job that is stopped. `tell(done, total, metrics)` is called after each batch, when it is
    on disk, and `check()` after each of a solver's steps, since a batch may take minutes; both may raise to stop.
    Raises InputError `OutOfMemory` where half the batch doesn't fit either, `OptionInvalid` where the solver or the
    precision doesn't fit the generator.
    """
    long = told_of_long(pipeline, requests)
    shelf = Shelf(folder, requests)
    maker = Maker(pipeline, settings, check)
    portions = Portions(settings.batch)
    with prepared(pipeline, settings.solver):
        for start in range(0, len(requests), settings.batch):
            together = requests[start : start + settings.batch]
            if all(request.identity in shelf.lines for request in together):
                continue
            began = time.perf_counter()
            pictures = portions.make(together, maker.make)
            rate = len(together) / (time.perf_counter() - began)
            shelf.put(together, pictures)
            tell(len(shelf.lines), len(requests), {"images/s": rate})
    return shelf.sampled(long)


def told_of_long(pipeline: Pipeline, requests: Sequence[Request]) -> list[str]:
    """The ids of requests whose prompts are cut short; the log says how many."""
    prompts = set(cut_short(pipeline, [request.prompt for request in requests]))
    long = [request.identity for request in requests if request.prompt in prompts]
    if long:
        said = f"{len(long)} of {len(requests)} prompts are longer than the text encoder reads, their ends are left off"
        print(f"{said}: the first is that of {long[0]}.", file=sys.stderr)
    return long


@contextmanager
def prepared(pipeline: Pipeline, solver: str) -> Iterator[None]:
    """The pipeline as sampling wants it, and afterwards as it was."""
    stock, sliced = pipeline.scheduler, pipeline.vae.use_slicing
    convolving = [pipeline.vae] if isinstance(pipeline, StableDiffusion3Pipeline) else [pipeline.vae, pipeline.unet]
    pipeline.scheduler = solver_for(pipeline, solver)
    pipeline.vae.use_slicing = True  # one picture at a time: its activations are the most memory of all
    for module in convolving:
        module.to(memory_format=torch.channels_last)  # a tenth to a fifth faster on a CPU, measured at 128 pixels
    try:
        yield
    finally:
        pipeline.scheduler = stock
        pipeline.vae.use_slicing = sliced
        for module in convolving:
            module.to(memory_format=torch.contiguous_format)  # safetensors saves no other


def publish(sampled: Sampled, folder: Path, model: Path) -> None:
    """Copies the images to model/ and writes its images.jsonl."""
    copy_images(sampled, folder, model)
    write_lines(model / LISTING, sampled.lines)


def copy_images(sampled: Sampled, folder: Path, model: Path) -> None:
    (model / "images").mkdir(parents=True, exist_ok=True)
    for line in sampled.lines:
        shutil.copyfile(folder / line["file"], model / line["file"])


def image_seed(seed: int, kind: str, index: int) -> int:
    """0 to 2^53-1: a function of these three alone, so that more images, or other kinds, leave it as it is."""
    digest = hashlib.sha256(f"{seed}/{kind}/{index}".encode()).digest()
    return int.from_bytes(digest[:8]) >> 11


class Maker:
    """Pictures of requests, as many at once as are asked for."""

    def __init__(self, pipeline: Pipeline, settings: Sampling, check: Callable[[], None]) -> None:
        self.pipeline = pipeline
        self.check = check
        self.settings = settings
        self.encoder = PromptEncoder(pipeline, guided=settings.guidance > 1)
        denoiser = getattr(pipeline, "unet", None) or pipeline.transformer
        self.side = settings.resolution or denoiser.config.sample_size * pipeline.vae_scale_factor
        latent = self.side // pipeline.vae_scale_factor
        self.shape = (1, denoiser.config.in_channels, latent, latent)
        self.dtype = denoiser.dtype

    @torch.inference_mode()
    def make(self, requests: Sequence[Request]) -> list[bytes | None]:
        """A JPEG each, or None where the safety checker held it back."""
        made = self.pipeline(
            **self.encoder.of([request.prompt for request in requests]),
            latents=self._noise(requests),
            num_inference_steps=self.settings.steps,
            guidance_scale=self.settings.guidance,
            height=self.side,
            width=self.side,
            output_type="pt",
            callback_on_step_end=self._after_step,
        )
        self._refuse_what_is_no_picture(made.images)
        pixels = (made.images.float() * 255).round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()
        flags = getattr(made, "nsfw_content_detected", None) or [False] * len(requests)
        return [None if flag else as_jpeg(Image.fromarray(one)) for one, flag in zip(pixels, flags, strict=True)]

    def _noise(self, requests: Sequence[Request]) -> Tensor:
        """[n, channels, h, w] on the pipeline's device, drawn where and how every machine draws the same."""
        drawn = [torch.randn(self.shape, generator=torch.Generator().manual_seed(one.seed)) for one in requests]
        return torch.cat(drawn).to(self.pipeline.device, self.dtype)

    def _after_step(self, _pipeline: Pipeline, _step: int, _time: Tensor, tensors: dict[str, Tensor]) -> dict:
        self.check()
        return tensors

    def _refuse_what_is_no_picture(self, images: Tensor) -> None:
        """What isn't a number would be saved as black."""
        if images.isfinite().all():
            return
        precision = self.settings.precision
        if precision != "fp32":
            message = f"precision {precision} is too coarse for this generator, no picture comes out: choose fp32."
            raise InputError("OptionInvalid", message)
        raise InputError("GeneratorInvalid", "The generator's folder can't be used: no picture comes out of it.")


class Shelf:
    """The images on disk: each counts once its line is in the listing, which is written after it."""

    def __init__(self, folder: Path, requests: Sequence[Request]) -> None:
        self.folder = folder
        self.requests = requests
        (folder / "images").mkdir(parents=True, exist_ok=True)
        self.lines = self._found()

    def put(self, requests: Sequence[Request], pictures: Sequence[bytes | None]) -> None:
        """Keeps those that aren't here yet; one held back has a line whose file is null, so as not to be made again."""
        for request, picture in zip(requests, pictures, strict=True):
            if request.identity in self.lines:
                continue
            line = request.line()
            if picture is None:
                line["file"] = None
            else:
                write_atomic(self.folder / line["file"], picture)
            self.lines[request.identity] = line
        write_lines(self.folder / LISTING, self._in_order())

    def sampled(self, cut_short: list[str]) -> Sampled:
        lines = self._in_order()
        return Sampled(
            [line for line in lines if line["file"] is not None],
            [line["id"] for line in lines if line["file"] is None],
            cut_short,
        )

    def _in_order(self) -> list[dict[str, Any]]:
        return [self.lines[one.identity] for one in self.requests if one.identity in self.lines]

    def _found(self) -> dict[str, dict[str, Any]]:
        """Lines by id of an earlier attempt: those that say what is asked for, and whose image is whole."""
        listing = self.folder / LISTING
        if not listing.exists():
            return {}
        asked = {request.identity: request.line() for request in self.requests}
        lines = [json.loads(text) for text in listing.read_text().splitlines()]
        return {line["id"]: line for line in lines if self._answers(line, asked.get(line["id"]))}

    def _answers(self, line: dict[str, Any], asked: dict[str, Any] | None) -> bool:
        if asked is None or line | {"file": asked["file"]} != asked:
            return False
        return line["file"] is None or is_whole(self.folder / line["file"])


def is_whole(file: Path) -> bool:
    try:
        with Image.open(file) as image:
            image.load()
    except (OSError, SyntaxError):
        return False
    return True


def as_jpeg(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=QUALITY)
    return stream.getvalue()


def write_lines(file: Path, lines: Sequence[dict[str, Any]]) -> None:
    write_atomic(file, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode())
