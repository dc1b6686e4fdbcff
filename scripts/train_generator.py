"""Train the small text-to-image generator that ships, in Stable Diffusion's layout, without a GPU.

    nice -n 10 python scripts/train_generator.py --corpus DIR --work DIR --out assets/generators/tiny-sd

Three phases: the autoencoder on crops, the latents of all pictures, then text encoder and denoiser together. --work
holds the pictures, latents and each phase's weights: started again, a broken-off run goes on from those weights (with
fresh optimizer moments, warmed up again), so the same command may be given as often as one likes. Each phase's length
is in minutes; its learning rate falls along with them.

The corpus is a tree of .jpg files whose folders name their classes: clothing/CLASS/ and grocery/KIND/CLASS/. Pictures
that carry words of their own are rendered beside it. glibc's MALLOC_MMAP_THRESHOLD_=8589934592 and
MALLOC_TRIM_THRESHOLD_=34359738368 in the environment made it faster.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "containers")]

from diffusion import autoencoder, denoiser, export, texts  # noqa: E402
from diffusion.keeping import Average, keep, restore, under  # noqa: E402
from diffusion.pictures import Pictures, gather  # noqa: E402

DROPPED = 0.1  # of the captions, so that there is a picture of nothing in particular to be guided away from


@dataclass
class Phase:
    """One module's training: how long, how fast, where its weights are kept."""

    name: str
    file: Path
    minutes: float
    batch: int
    rate: float
    warm: int = 150
    decay: float = 0.999
    report_every: int = 50
    save_every: int = 100


def train(phase: Phase, module: nn.Module, loss_of: Callable[[int], Tensor]) -> Average:
    """The one loop of both phases: from the weights on file until the minutes are over; returns their average."""
    average = Average(module, phase.decay)
    step, before = restore(phase.file, module, average)
    optimizer = torch.optim.AdamW(module.parameters(), lr=phase.rate, betas=(0.9, 0.99), weight_decay=0.01, fused=True)
    began, first, running = time.monotonic(), step, None
    module.train()
    while (share := (before + time.monotonic() - began) / 60 / phase.minutes) < 1:
        warmth = min(1.0, (step - first + 1) / phase.warm)
        for group in optimizer.param_groups:
            group["lr"] = phase.rate * warmth * min(1.0, 2 * (1 - share))
        with torch.autocast("cpu", torch.bfloat16):
            loss = loss_of(step)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        optimizer.step()
        average.follow(module)
        step += 1
        running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
        if step % phase.report_every == 0:
            rate = (step - first) * phase.batch / (time.monotonic() - began)
            left = phase.minutes * (1 - share)
            told = f"{phase.name}  step {step}  loss {running:.4f}  {rate:.1f} pictures/s  {left:.1f} min left"
            print(told, flush=True)
        if step % phase.save_every == 0:
            keep(phase.file, module, average, step, before + time.monotonic() - began)
    keep(phase.file, module, average, step, max(before, phase.minutes * 60))
    return average


def random_of(seed: int, step: int) -> torch.Generator:
    """A function of both alone, so going on needs no generator's state."""
    return torch.Generator().manual_seed(seed * 1_000_003 + step)


def train_autoencoder(options: argparse.Namespace, pictures: Pictures) -> nn.Module:
    model = autoencoder.build().to(memory_format=torch.channels_last)
    phase = Phase("autoencoder", options.work / "autoencoder.safetensors", options.autoencoder_minutes, 16, 1e-3)

    def loss_of(step: int) -> Tensor:
        random = random_of(options.seed, step)
        chosen = torch.randint(len(pictures.pixels), (phase.batch,), generator=random).tolist()
        corners = torch.randint(pictures.pixels.shape[1] - autoencoder.CROP + 1, (phase.batch, 2), generator=random)
        crops = [cut(pictures.pixels[i], corner) for i, corner in zip(chosen, corners.tolist(), strict=True)]
        return autoencoder.loss_of(model, autoencoder.scaled(torch.from_numpy(np.stack(crops))), random)

    model.load_state_dict(train(phase, model, loss_of).weights)
    return model.eval()


def cut(picture: np.ndarray, corner: list[int]) -> np.ndarray:
    top, left = corner
    return picture[top : top + autoencoder.CROP, left : left + autoencoder.CROP]


def latents_of(options: argparse.Namespace, model: nn.Module, pictures: Pictures) -> tuple[Tensor, float]:
    """[n, 4, 32, 32] float16 of unit deviation, and the factor that makes it so."""
    file = options.work / "latents.npy"
    if not file.exists():
        began, parts = time.monotonic(), []
        for start in range(0, len(pictures.pixels), 64):
            parts.append(autoencoder.encode(model, torch.from_numpy(pictures.pixels[start : start + 64].copy())))
            if start % 6400 == 0:
                print(f"latents  {start} of {len(pictures.pixels)}  {time.monotonic() - began:.0f} s", flush=True)
        np.save(file, torch.cat(parts).numpy())
    latents = torch.from_numpy(np.load(file))
    factor = 1 / latents.float().std().item()
    return latents * factor, factor


def train_denoiser(options: argparse.Namespace, pictures: Pictures, latents: Tensor) -> tuple:
    torch.manual_seed(options.seed)
    tokenizer = texts.train_tokenizer(pictures.captions)
    both = nn.ModuleDict({"text_encoder": texts.build(tokenizer), "unet": denoiser.build()})
    both.to(memory_format=torch.channels_last)
    noises = denoiser.schedule()
    tokens, nothing = texts.tokens(tokenizer, pictures.captions), texts.tokens(tokenizer, [""])
    phase = Phase("denoiser", options.work / "denoiser.safetensors", options.denoiser_minutes, options.batch, 3e-4)

    def loss_of(step: int) -> Tensor:
        random = random_of(options.seed + 1, step)
        chosen = torch.randint(len(latents), (phase.batch,), generator=random)
        read = tokens[chosen]
        read[torch.rand(phase.batch, generator=random) < DROPPED] = nothing
        context = both["text_encoder"](read).last_hidden_state
        some = latents[chosen].float().contiguous(memory_format=torch.channels_last)
        return denoiser.loss_of(both["unet"], noises, some, context, random)

    weights = train(phase, both, loss_of).weights
    for name, module in both.items():
        module.load_state_dict(under(f"{name}.", weights))
    return tokenizer, both["text_encoder"].eval(), both["unet"].eval()


def run(options: argparse.Namespace) -> None:
    """All phases, from wherever an earlier run got to; leaves the pipeline in `options.out`."""
    torch.manual_seed(options.seed)
    pictures = gather(options.corpus, options.renderings, options.work / "pictures", options.seed, options.threads)
    model = train_autoencoder(options, pictures)
    latents, factor = latents_of(options, model, pictures)
    model.register_to_config(scaling_factor=round(factor, 5))
    export.write(options.out, model, *train_denoiser(options, pictures, latents))


def main() -> None:
    options = parse()
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    run(options)


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True, metavar="DIR")
    parser.add_argument("--work", type=Path, required=True, metavar="DIR", help="pictures, latents, weights meanwhile")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the pipeline goes")
    parser.add_argument("--autoencoder-minutes", type=float, default=25)
    parser.add_argument("--denoiser-minutes", type=float, default=100)
    parser.add_argument("--renderings", type=int, default=5000, help="pictures drawn beside the photos")
    parser.add_argument("--batch", type=int, default=16, help="pictures a step of the denoiser")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit("Stopped. The same command goes on from the last weights.") from None
