"""Draw the pictures under assets/: samples, negatives and backgrounds.

    nice -n 10 python scripts/render_samples.py [--only samples|negatives|backgrounds] [--references N] [--seed S]

Same seed, same machine: same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(Path(__file__).resolve().parent))

from rendering import training  # noqa: E402
from rendering.scenes import Photo  # noqa: E402

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', type=Path, default=ROOT / 'assets')
    parser.add_argument('--only', choices=('samples', 'negatives', 'backgrounds'))
    parser.add_argument('--seed', type=int, default=5)
    options = parser.parse_args()
    if options.only in (None, 'negatives'):
        negatives(options.out, options.seed)
    if options.only in (None, 'backgrounds'):
        backgrounds(options.out, options.seed)


if __name__ == '__main__':
    main()
