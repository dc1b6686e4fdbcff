"""Files to squares of pixels, in processes of their own: a decoder fed by strangers must not stop the model's answers.

A worker is this module run as a program, which answers one file after another on its standard input and output and
ends when they close.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image

from likeness_ml.errors import USER_CODES, InputError, LikenessError, ServiceError
from likeness_ml.images import Preprocessing, open_image

LENGTH = struct.Struct("<I")


@dataclass(frozen=True)
class Crop:
    """Shorter side to `resize`, then the centre: how vectors are made."""

    side: int
    resize: int

    @staticmethod
    def of(preprocessing: Preprocessing) -> Crop:
        return Crop(preprocessing.crop, preprocessing.resize)

    def open(self, source: Path | bytes) -> Image.Image:
        """See `open_image`. Twice the pixels that are left after resizing are enough: vectors of 12-megapixel photos
        stay above 0.9999 in cosine, and they are decoded seven times faster.
        """
        return open_image(source, at_least=2 * self.resize)


@dataclass(frozen=True)
class Fit:
    """Longer side to `side`, the rest of the square zeros: how things are located."""

    side: int

    def open(self, source: Path | bytes) -> Image.Image:
        """See `open_image`: whole, because what is found is told in its pixels."""
        return open_image(source)


@dataclass(frozen=True)
class Picture:
    """`square` uint8 [side, side, 3], of which `inner` (height, width) is picture and the rest padding; `size` is the
    whole picture's (height, width).
    """

    square: np.ndarray
    inner: tuple[int, int]
    size: tuple[int, int]


class Decoder:
    """Some worker processes, each with one file at a time. Of one event loop."""

    def __init__(self, processes: int, seconds: float) -> None:
        """A file that takes longer than `seconds` is given up, with its worker."""
        self._seconds = seconds
        self._workers = [_Worker() for _ in range(processes)]
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def picture(self, content: bytes, shape: Crop | Fit) -> Picture:
        """Raises InputError, see `open_image`; PhotoUnreadable where workers die of the file or don't get done."""
        worker = await self._idle.get()
        try:
            for _ in range(2):  # a worker may die of something else than this file
                try:
                    async with asyncio.timeout(self._seconds):
                        return await worker.ask(content, shape)
                except (EOFError, ConnectionError):
                    worker.end()
            raise InputError("PhotoUnreadable", "the image can't be decoded: export it again")
        except TimeoutError as error:
            raise InputError("PhotoUnreadable", f"the image takes over {self._seconds:g} s to decode") from error
        finally:
            # Whoever was waiting may have gone; the answer still to come would be taken for the next file's.
            if worker.asked:
                worker.end()
            self._idle.put_nowait(worker)

    @property
    def processes(self) -> list[int]:
        """Process ids of the workers that run."""
        return [worker.process.pid for worker in self._workers if worker.process is not None]

    async def close(self) -> None:
        for worker in self._workers:
            await worker.close()


class _Worker:
    def __init__(self) -> None:
        self.process: asyncio.subprocess.Process | None = None
        self.asked = False

    async def ask(self, content: bytes, shape: Crop | Fit) -> Picture:
        if self.process is None:
            self.process = await _start()
        process = self.process
        assert process.stdin is not None and process.stdout is not None
        self.asked = True
        head = json.dumps({"kind": type(shape).__name__, **vars(shape)}).encode()
        process.stdin.writelines((LENGTH.pack(len(head)), head, LENGTH.pack(len(content)), content))
        await process.stdin.drain()
        told = json.loads(await _frame(process.stdout))
        pixels = await _frame(process.stdout)
        self.asked = False
        return _picture(told, pixels)

    def end(self) -> None:
        """At once; the next question starts another."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
        self.process, self.asked = None, False

    async def close(self) -> None:
        process = self.process
        self.end()
        if process is not None:
            await process.wait()


async def _start() -> asyncio.subprocess.Process:
    programs = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (programs, os.environ.get("PYTHONPATH"))))
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "likeness_ml.embedding.decoding"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 22,
        env={**os.environ, "PYTHONPATH": path},
    )


async def _frame(stream: asyncio.StreamReader) -> bytes:
    (length,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
    return await stream.readexactly(length)


def _picture(told: dict, pixels: bytes) -> Picture:
    if "code" in told:
        kind = InputError if told["code"] in USER_CODES else ServiceError
        raise kind(told["code"], told["message"])
    side = told["side"]
    square = np.frombuffer(pixels, np.uint8).reshape(side, side, 3)
    return Picture(square, tuple(told["inner"]), tuple(told["size"]))


def squared(image: Image.Image, shape: Crop | Fit) -> Picture:
    """The square that a model sees of an upright RGB picture."""
    size = (image.height, image.width)
    if isinstance(shape, Crop):
        square = Preprocessing(resize=shape.resize, crop=shape.side).cropped(image)
        return Picture(square, (shape.side, shape.side), size)
    height, width = (max(1, round(length * shape.side / max(size))) for length in size)  # as dense.framing.Frame.inner
    square = np.zeros((shape.side, shape.side, 3), np.uint8)
    square[:height, :width] = np.asarray(image.resize((width, height), Image.Resampling.BILINEAR))
    return Picture(square, (height, width), size)


def main() -> None:
    # A Ctrl-C in the terminal goes to the whole group; the server ends its workers once it has answered.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    while head := _read(asked):
        told, pixels = _answer(json.loads(head), _read(asked))
        for part in (json.dumps(told).encode(), pixels):
            answers.write(LENGTH.pack(len(part)))
            answers.write(part)
        answers.flush()


def _answer(asked: dict, content: bytes) -> tuple[dict, bytes]:
    try:
        kind = {"Crop": Crop, "Fit": Fit}[asked.pop("kind")]
        shape = kind(**asked)
        picture = squared(shape.open(content), shape)
    except LikenessError as error:
        return {"code": error.code, "message": str(error)}, b""
    except MemoryError:
        return {"code": "PhotoTooLarge", "message": "the image takes more memory than there is: make it smaller"}, b""
    return {"side": len(picture.square), "inner": picture.inner, "size": picture.size}, picture.square.tobytes()


def _read(stream: BinaryIO) -> bytes:
    """A frame; nothing where the stream has ended."""
    length = stream.read(LENGTH.size)
    return stream.read(LENGTH.unpack(length)[0]) if len(length) == LENGTH.size else b""


if __name__ == "__main__":
    main()
