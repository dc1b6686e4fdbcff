"""Make a set of pictures with exact masks, to measure detection and segmentation on.

    python scripts/make_dense_sets.py rendered --out DIR
    python scripts/make_dense_sets.py composites --photos DIR --experiment experiment.json --out DIR [--backgrounds DIR]

`rendered` draws six things: DIR/photos for `likeness experiment`, DIR/dataset with the same pictures for
`likeness evaluate`. `composites` cuts the photos that an experiment did not learn from out, and pastes them on scenes:
DIR/dataset. Scenes are the photos of subjects that the experiment is not about, or those of --backgrounds.
DIR/sheet.jpg shows all test pictures with their masks, DIR/set.json says how they were made. Same seed, same machine:
same bytes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(Path(__file__).resolve().parent), str(ROOT / "containers")]

from dense import held_out, rendered  # noqa: E402
from dense.layout import save, sheet, write_dataset, write_json, write_subjects  # noqa: E402

from likeness_ml.errors import InputError  # noqa: E402

COMPOSITES = 8  # a subject


def make_rendered(out: Path, options: argparse.Namespace) -> None:
    instances = rendered.instances(options.seed, options.size)
    write_subjects(out / "photos", instances)
    write_dataset(out / "dataset", "rendered", instances)
    save(out / "sheet.jpg", sheet(instances))
    write_json(out / "set.json", {"version": 1, "set": "rendered", "seed": options.seed, "size": options.size})


def make_composites(out: Path, options: argparse.Namespace) -> None:
    chosen = held_out.chosen_in(options.experiment, options.photos)
    judged = [one.subject for one in chosen]
    # A judged subject's photo would show a thing that the mask says is not there.
    scenes = held_out.scenes_in(options.backgrounds or options.photos, () if options.backgrounds else judged)
    drawing = {"count": options.count, "side": options.size, "seed": options.seed}
    made = [held_out.made_of(one, options.photos, scenes, **drawing) for one in chosen]
    instances = [instance for instance, _ in made]
    write_dataset(out / "dataset", "composites", instances)
    save(out / "sheet.jpg", sheet(instances))
    origins = [asdict(origin) for _, ones in made for origin in ones]
    used = {one.subject: one.references for one in chosen}
    write_json(
        out / "set.json",
        {"version": 1, "set": "composites", **drawing, "scenes": len(scenes), "references": used, "pictures": origins},
    )


def in_place(out: Path, options: argparse.Namespace) -> None:
    """Beside its place first, then there whole; an earlier set's place is taken, nothing else's.

    Raises InputError `OutputNotEmpty`.
    """
    if out.exists() and not (out / "set.json").is_file() and any(out.iterdir()):
        raise InputError("OutputNotEmpty", f"{out} holds files that are no earlier set: name another with --out.")
    partial = out.parent / f".{out.name}.{os.getpid()}.partial"
    try:
        options.make(partial, options)
        shutil.rmtree(out, ignore_errors=True)
        partial.rename(out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def parsed(args: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(required=True)
    drawn = kinds.add_parser("rendered")
    drawn.set_defaults(make=make_rendered)
    pasted = kinds.add_parser("composites")
    pasted.set_defaults(make=make_composites)
    pasted.add_argument("--photos", type=Path, required=True, help="{subject}/NN.jpg")
    pasted.add_argument("--experiment", type=Path, required=True, help="experiment.json of these photos")
    pasted.add_argument("--backgrounds", type=Path, help="pictures to paste on, in a folder and those in it")
    pasted.add_argument("--count", type=int, default=COMPOSITES, help="composites a subject")
    for kind in (drawn, pasted):
        kind.add_argument("--out", type=Path, required=True)
        kind.add_argument("--seed", type=int, default=5)
        kind.add_argument("--size", type=int, default=256, help="pixels a side")
    return parser.parse_args(args)


def main(args: list[str]) -> int:
    options = parsed(args)
    try:
        in_place(options.out.resolve(), options)
    except InputError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
