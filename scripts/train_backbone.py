"""Train the small backbone that ships, by distilling MobileNetV2 into a transformer of DINOv2's shape; or measure one.

    nice -n 10 python scripts/train_backbone.py --teacher DIR --corpus DIR --subjects DIR --out DIR
    python scripts/train_backbone.py --evaluate assets/backbones/tiny-vit --subjects DIR

The teacher's folder holds mobilenet_v2_backbone.safetensors. The corpus is any tree of .jpg files, without labels; a
photo is decoded whenever it is drawn, so shrink them first (the short side to 192 pixels). The subjects, one folder of
.jpg photos each, are never trained on: the weights kept are those that retrieve them best; without --subjects, the
last. Started again, a broken-off run goes on from its checkpoint in --out.

The schedule follows the clock (--minutes), so a faster machine sees more pictures, or the number of views (--views),
which makes the same weights again on the same machine. Written for two CPU cores with AVX512-BF16; there, glibc's
MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=34359738368 in the environment, which keep big buffers from
going back to the system at each step, made it about twice as fast.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import cv2
import torch

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "containers")]

from distillation import checkpoint, evaluation, optimisation, student, views  # noqa: E402
from distillation.losses import Objective  # noqa: E402
from distillation.optimisation import Trainer  # noqa: E402
from distillation.pictures import Pictures  # noqa: E402
from distillation.teacher import MobileNetV2, load_teacher, teach  # noqa: E402

from likeness_ml.backbone import load_backbone  # noqa: E402
from likeness_ml.images import read_preprocessing  # noqa: E402

FIRST_VIEWS = 2048  # that bases are fitted to; half of them fit the patch embedding
EVERY_DENSE = 3  # of the teacher's dense features, one in three fits their basis
EVALUATIONS = 9  # a run
RECIPE = ("layers", "batch", "side", "sizes", "warm", "seed", "minutes", "views")  # what a checkpoint is bound to


def begin(options: argparse.Namespace, pictures: Pictures, teacher: MobileNetV2) -> tuple[Trainer, Objective]:
    """Student and heads before the first step: patch embedding and targets' bases fitted to the first steps' views."""
    first = [
        views.make_views(pictures, options.batch, options.side, options.seed, step)
        for step in range(-(-FIRST_VIEWS // options.batch))
    ]
    taught = [teach(teacher, batch) for batch in first]
    seen = student.student_input(torch.cat(first)[: FIRST_VIEWS // 2], options.sizes[0][1]).float()
    trainer, objective = blank(options, student.cut_patches(seen))
    objective.pooled_basis.fit(torch.cat([pooled for pooled, _ in taught]))
    objective.dense_basis.fit(torch.cat([dense.flatten(0, 2)[::EVERY_DENSE].float() for _, dense in taught]))
    return trainer, objective


def blank(options: argparse.Namespace, patches: torch.Tensor | None = None) -> tuple[Trainer, Objective]:
    """The same with nothing fitted, for a checkpoint to fill."""
    model = student.build(options.layers, options.seed, patches)
    objective = Objective(student.WIDTH)
    return Trainer(model, objective), objective


def train(options: argparse.Namespace) -> None:
    """Train, resume, or both; leaves the backbone in `options.out`."""
    pictures, teacher = Pictures(options.corpus, options.seed), load_teacher(options.teacher)
    subjects = evaluation.read_subjects(options.subjects) if options.subjects else None
    recipe = {name: getattr(options, name) for name in RECIPE}
    file = options.out / checkpoint.FILE
    if file.exists():
        trainer, objective = blank(options)
        progress = checkpoint.restore(file, trainer, objective, recipe)
        print(f"goes on after step {progress.step}", flush=True)
    else:
        trainer, objective = begin(options, pictures, teacher)
        progress = checkpoint.Progress()

    resumed_at, resumed_after = time.monotonic(), progress.step
    started = resumed_at - progress.seconds
    while True:
        progress.seconds = time.monotonic() - started
        share = done(options, progress)
        if int(share * EVALUATIONS) > progress.evaluations:
            progress.evaluations = int(share * EVALUATIONS)
            keep_best(trainer, subjects, progress, options.out)
        if share >= 1:
            break

        step = progress.step
        batch = views.make_views(pictures, options.batch, options.side, options.seed, step)
        pooled, dense = teach(teacher, batch)
        size = [side for start, side in options.sizes if start <= share][-1]
        losses = objective(trainer.forward(student.student_input(batch, size)), pooled, dense)
        trainer.step(sum(losses.values()), optimisation.rate_at(step, share, options.warm))

        progress.step += 1
        progress.losses = {
            name: 0.97 * progress.losses.get(name, loss.item()) + 0.03 * loss.item() for name, loss in losses.items()
        }
        if progress.step % options.report_every == 0:
            rate = (progress.step - resumed_after) * options.batch / (time.monotonic() - resumed_at)
            report(options, progress, size, rate)
        if progress.step % options.save_every == 0:
            progress.seconds = time.monotonic() - started
            checkpoint.keep(file, trainer, objective, progress, recipe)
    file.unlink(missing_ok=True)  # the backbone's folder ships as it is


def done(options: argparse.Namespace, progress: checkpoint.Progress) -> float:
    """The share of the run that is over, by views or by the clock."""
    if options.views:
        return min(1.0, progress.step * options.batch / options.views)
    return min(1.0, progress.seconds / 60 / options.minutes)


def report(options: argparse.Namespace, progress: checkpoint.Progress, size: int, rate: float) -> None:
    """One line: running losses, views a second since this start, and how long it will still take at that rate."""
    seen = progress.step * options.batch
    left = (options.views - seen) / rate if options.views else options.minutes * 60 - progress.seconds
    parts = "  ".join(f"{name} {loss:.3f}" for name, loss in progress.losses.items())
    print(
        f"step {progress.step}  {seen} views at {size} px  loss {sum(progress.losses.values()):.4f}  ({parts})  "
        f"{rate:.0f} views/s  {max(0.0, left) / 60:.1f} min left",
        flush=True,
    )


def keep_best(trainer: Trainer, subjects: evaluation.Subjects | None, progress: checkpoint.Progress, out: Path) -> None:
    """Write the backbone, unless an earlier one retrieved the subjects better."""
    if subjects is None:
        student.export(trainer.student, out)
        return
    precision = evaluation.evaluate(student.plain(trainer.student), subjects)[""]
    print(f"step {progress.step}  mean average precision {precision:.4f}", flush=True)
    if precision >= progress.best:
        progress.best = precision
        student.export(trainer.student, out)


def measure(backbone: Path, folder: Path) -> float:
    """Print the mean average precision of each subject's photos and of all; returns the latter."""
    subjects = evaluation.read_subjects(folder, read_preprocessing(backbone))
    precisions = evaluation.evaluate(load_backbone(backbone), subjects)
    mean = precisions.pop("")
    for name, precision in precisions.items():
        print(f"{name:24}{(subjects.labels == name).sum():4d} photos  {precision:.3f}")
    print(f"{f'{len(precisions)} subjects':24}{len(subjects.labels):4d} photos  {mean:.3f}")
    return mean


def sizes(text: str) -> list[list[float | int]]:
    """`0:112,0.6:144` as [[0.0, 112], [0.6, 144]]: from these shares of the run on, these sides in pixels."""
    pairs = [pair.split(":") for pair in text.split(",")]
    steps = [[float(start), int(side)] for start, side in pairs]
    if steps[0][0] != 0 or steps != sorted(steps) or any(side < 16 or side % 16 for _, side in steps):
        raise argparse.ArgumentTypeError(f"{text}: start at 0, go up, in multiples of 16 pixels")
    return steps


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evaluate", type=Path, metavar="BACKBONE", help="only measure this backbone on --subjects")
    parser.add_argument("--subjects", type=Path, metavar="DIR", help="photos that choose the weights: SUBJECT/*.jpg")
    parser.add_argument("--teacher", type=Path, metavar="DIR")
    parser.add_argument("--corpus", type=Path, metavar="DIR")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the backbone goes, and its checkpoint meanwhile")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=float, default=35.5, help="length by the clock, default %(default)s")
    length.add_argument("--views", type=int, help="length by views instead; 334000 made the weights that ship")
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--batch", type=int, default=128, help="views a step, two of each picture")
    parser.add_argument("--side", type=int, default=192, help="pixels of a view, as the teacher sees it")
    parser.add_argument(
        "--sizes",
        type=sizes,
        default="0:112,0.6:144,0.85:192",
        help="pixels of a view as the student sees it, from which share of the run on; default %(default)s",
    )
    parser.add_argument("--warm", type=int, default=60, help="steps in which the learning rate rises")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--report-every", type=int, default=10, metavar="STEPS")
    parser.add_argument("--save-every", type=int, default=50, metavar="STEPS")
    options = parser.parse_args(arguments)
    needed = ("subjects",) if options.evaluate else ("teacher", "corpus", "out")
    missing = [f"--{name}" for name in needed if getattr(options, name) is None]
    if missing:
        parser.error(f"give {', '.join(missing)} too")
    if options.batch < 4 or options.batch % 2:
        parser.error("--batch must be even, 4 or more")
    return options


def main() -> None:
    options = parse()
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    if options.evaluate:
        measure(options.evaluate, options.subjects)
        return
    try:
        train(options)
    except KeyboardInterrupt:
        raise SystemExit("Stopped. The same command goes on from the last checkpoint.") from None


if __name__ == "__main__":
    main()
