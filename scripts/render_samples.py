"""Draw the pictures under assets/: samples, negatives and backgrounds.

    nice -n 10 python scripts/render_samples.py [--only samples|negatives|backgrounds] [--references N] [--seed S]

Same seed, same machine: same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(Path(__file__).resolve().parent))

from rendering import training  # noqa: E402
from rendering.scenes import Photo  # noqa: E402
from rendering.subjects import HELD_OUT, OTHERS, REFERENCES, SUBJECTS, held_out, other, reference  # noqa: E402

QUALITY = 85


def save(photo: Photo, picture: Path, mask: Path | None) -> None:
    """Write a photo as JPEG and, where asked, its mask as a one-channel PNG of 0 and 255."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(photo.picture).save(picture, quality=QUALITY, optimize=True)
    if mask is not None:
        Image.fromarray(photo.mask).save(mask, optimize=True)


def negatives(out: Path, seed: int) -> None:
    for index in range(training.NEGATIVES):
        name = out / 'negatives' / f'{index:03d}'
        save(training.negative(seed, index), name.with_suffix('.jpg'), name.with_suffix('.png'))


def backgrounds(out: Path, seed: int) -> None:
    for index in range(training.BACKGROUNDS):
        save(training.background(seed, index), out / 'backgrounds' / f'{index:02d}.jpg', None)


def samples(out: Path, seed: int, references: int) -> None:
    folder = out / 'samples'
    for name in SUBJECTS:
        for role, count, draw in (('reference', references, reference), ('held-out', HELD_OUT, held_out)):
            for index in range(count):
                path = folder / name / role / f'{index:02d}'
                save(draw(seed, name, index), path.with_suffix('.jpg'), path.with_suffix('.mask.png'))
    for index in range(OTHERS):
        save(other(seed, index), folder / 'others' / f'{index:02d}.jpg', None)
    categories = {name: subject.category for name, subject in SUBJECTS.items()}
    (folder / 'subjects.json').write_text(json.dumps(categories, indent=2) + '\n')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', type=Path, default=ROOT / 'assets')
    parser.add_argument('--only', choices=('samples', 'negatives', 'backgrounds'))
    parser.add_argument('--references', type=int, default=REFERENCES, help='per subject, up to 50')
    parser.add_argument('--seed', type=int, default=5)
    options = parser.parse_args()
    if not REFERENCES <= options.references <= 50:
        parser.error(f'--references must be between {REFERENCES} and 50')
    if options.only in (None, 'samples'):
        samples(options.out, options.seed, options.references)
    if options.only in (None, 'negatives'):
        negatives(options.out, options.seed)
    if options.only in (None, 'backgrounds'):
        backgrounds(options.out, options.seed)


if __name__ == '__main__':
    main()
