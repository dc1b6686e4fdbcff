"""Files decoded by real worker processes, of which some die, hang or are left waiting."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest
from embedding_server import encoded, photo, picture
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from likeness_ml.embedding.decoding import Crop, Decoder, Fit, squared
from likeness_ml.errors import InputError
from likeness_ml.evaluation.dense.framing import Frame
from likeness_ml.images import Preprocessing, open_image

CROP = Crop(224, 256)
LARGE = encoded(picture(3, 5000, 4000), "PNG", compress_level=1)  # takes a worker a while


def with_decoder(work: Callable[[Decoder], Awaitable[None]], processes: int = 1, seconds: float = 60) -> None:
    async def run() -> None:
        decoder = Decoder(processes, seconds)
        try:
            await work(decoder)
        finally:
            await decoder.close()

    asyncio.run(run())


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.001)


def state(pid: int) -> str:
    """R running, S waiting, T stopped, Z dead and not fetched; empty where there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


async def refused(decoder: Decoder, content: bytes) -> str:
    with pytest.raises(InputError) as raised:
        await decoder.picture(content, CROP)
    assert str(raised.value)
    return raised.value.code


def test_a_worker_gives_the_pixels_that_this_process_would() -> None:
    async def work(decoder: Decoder) -> None:
        for kind in ("JPEG", "PNG", "WEBP"):
            for shape in (CROP, Crop(112, 128), Fit(224)):
                content = photo(kind)
                found, ours = await decoder.picture(content, shape), squared(shape.open(content), shape)
                assert (found.square == ours.square).all()
                assert (found.inner, found.size) == (ours.inner, (240, 300))
        assert len(decoder.processes) == 1

    with_decoder(work)


@given(width=st.integers(1, 400), height=st.integers(1, 400), side=st.sampled_from([64, 224]))
def test_a_fitted_square_is_the_one_that_adapters_learn_from(width: int, height: int, side: int) -> None:
    image = picture(0, width, height)
    fitted, frame = squared(image, Fit(side)), Frame(height, width, side, 16)
    assert (fitted.inner, fitted.size) == (frame.inner, (height, width))
    black_is_zero = Preprocessing(mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0))
    expected = frame.square(np.asarray(image), black_is_zero)[0].permute(1, 2, 0).numpy() * 255
    assert (fitted.square == expected.round()).all()


def test_bad_files_get_codes_and_the_same_worker_goes_on() -> None:
    header = encoded(Image.new("1", (8000, 7000)), "PNG")[:60]

    async def work(decoder: Decoder) -> None:
        await decoder.picture(photo(), CROP)
        [pid] = decoder.processes
        assert await refused(decoder, b"") == "PhotoNotAnImage"
        assert await refused(decoder, b"hello") == "PhotoNotAnImage"
        assert await refused(decoder, photo()[:2000]) == "PhotoTruncated"
        assert await refused(decoder, header) == "PhotoTooLarge"
        assert await refused(decoder, encoded(picture(), "GIF")) == "PhotoFormatUnsupported"
        assert (await decoder.picture(photo(), CROP)).size == (240, 300)
        assert decoder.processes == [pid]

    with_decoder(work)


def test_a_worker_killed_between_files_is_replaced() -> None:
    async def work(decoder: Decoder) -> None:
        first = await decoder.picture(photo(), CROP)
        [pid] = decoder.processes
        os.kill(pid, signal.SIGKILL)
        again = await decoder.picture(photo(), CROP)
        assert (again.square == first.square).all()
        assert decoder.processes != [pid]

    with_decoder(work)


def test_a_worker_killed_in_the_middle_of_a_file_is_replaced_and_the_file_tried_again() -> None:
    async def work(decoder: Decoder) -> None:
        await decoder.picture(photo(), CROP)
        [pid] = decoder.processes
        os.kill(pid, signal.SIGSTOP)
        asked = asyncio.create_task(decoder.picture(photo(seed=2), CROP))
        await until(lambda: state(pid) == "T" and decoder._workers[0].asked)
        os.kill(pid, signal.SIGKILL)
        assert ((await asked).square == squared(open_image(photo(seed=2)), CROP).square).all()

    with_decoder(work)


def test_a_file_of_which_two_workers_die_is_refused() -> None:
    async def work(decoder: Decoder) -> None:
        await decoder.picture(photo(), CROP)
        asked = asyncio.create_task(refused(decoder, LARGE))
        killed: set[int] = set()
        while not asked.done():
            for pid in set(decoder.processes) - killed:
                if decoder._workers[0].asked:
                    os.kill(pid, signal.SIGKILL)
                    killed.add(pid)
            await asyncio.sleep(0)
        assert await asked == "PhotoUnreadable"
        assert len(killed) == 2
        assert (await decoder.picture(photo(), CROP)).size == (240, 300)

    with_decoder(work)


def test_a_worker_that_does_not_get_done_is_given_up_and_ended() -> None:
    async def work(decoder: Decoder) -> None:
        decoder._seconds = 60
        await decoder.picture(photo(), CROP)
        [pid] = decoder.processes
        os.kill(pid, signal.SIGSTOP)
        decoder._seconds = 0.05
        assert await refused(decoder, photo(seed=2)) == "PhotoUnreadable"
        decoder._seconds = 60
        assert (await decoder.picture(photo(), CROP)).size == (240, 300)
        await until(lambda: state(pid) == "")

    with_decoder(work)


def test_whoever_gives_up_waiting_leaves_no_answer_to_the_next() -> None:
    async def work(decoder: Decoder) -> None:
        await decoder.picture(photo(), CROP)
        gone = asyncio.create_task(decoder.picture(LARGE, CROP))
        await until(lambda: decoder._workers[0].asked)
        queued = [asyncio.create_task(decoder.picture(photo(seed=seed), CROP)) for seed in range(4)]
        queued_and_gone = asyncio.create_task(decoder.picture(photo(seed=9), CROP))
        await asyncio.sleep(0)
        gone.cancel()
        queued_and_gone.cancel()
        for seed, task in enumerate(queued):
            assert ((await task).square == squared(open_image(photo(seed=seed)), CROP).square).all()
        assert gone.cancelled() and queued_and_gone.cancelled()
        assert len(decoder.processes) == 1 and decoder._idle.qsize() == 1

    with_decoder(work)


def test_two_workers_decode_two_files_at_once_and_end_with_the_decoder() -> None:
    pids: list[int] = []

    async def work(decoder: Decoder) -> None:
        found = await asyncio.gather(*(decoder.picture(photo(seed=seed), CROP) for seed in range(6)))
        for seed, one in enumerate(found):
            assert (one.square == squared(open_image(photo(seed=seed)), CROP).square).all()
        pids.extend(decoder.processes)

    with_decoder(work, processes=2)
    assert len(pids) == 2 and [state(pid) for pid in pids] == ["", ""]
