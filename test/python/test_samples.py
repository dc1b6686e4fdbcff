"""The pictures that ship: counts, sizes, masks, and how hard they are."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / 'assets'
SAMPLES = ASSETS / 'samples'
BACKBONE = ASSETS / 'backbones/tiny-vit'
SUBJECTS = list(json.loads((SAMPLES / 'subjects.json').read_text()))
MEGABYTE = 1 << 20

sys.path.insert(0, str(ROOT / 'scripts'))


def total_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob('*') if path.is_file())


def photos(folder: Path) -> list[Path]:
    return sorted(folder.rglob('*.jpg'))


@pytest.mark.parametrize('subject', SUBJECTS)
def test_each_subject_has_references_and_held_out_photos(subject: str) -> None:
    assert len(photos(SAMPLES / subject / 'reference')) == 12
    assert 20 <= len(photos(SAMPLES / subject / 'held-out')) <= 24


def test_the_three_subjects_have_categories_and_enough_distractors() -> None:
    categories = json.loads((SAMPLES / 'subjects.json').read_text())
    assert len(categories) == 3 and all(categories.values())
    assert len(photos(SAMPLES / 'others')) >= 66


def test_there_are_negatives_and_backgrounds() -> None:
    assert len(photos(ASSETS / 'negatives')) == 120
    assert len(photos(ASSETS / 'backgrounds')) == 60


def test_sample_photos_are_between_320_and_384_pixels() -> None:
    for path in photos(SAMPLES):
        with Image.open(path) as image:
            assert image.mode == 'RGB' and all(320 <= side <= 384 for side in image.size), path


def masked() -> list[tuple[Path, Path]]:
    pairs = [(path, path.with_suffix('.mask.png')) for name in SUBJECTS for path in photos(SAMPLES / name)]
    return pairs + [(path, path.with_suffix('.png')) for path in photos(ASSETS / 'negatives')]


def test_masks_match_their_photos_and_show_something_but_not_everything() -> None:
    for path, mask_path in masked():
        with Image.open(path) as photo, Image.open(mask_path) as mask:
            assert mask.size == photo.size, mask_path
            values = np.asarray(mask)
        assert set(np.unique(values)) == {0, 255}, mask_path
        assert 0.01 < (values == 255).mean() < 0.7, mask_path


def test_no_picture_appears_twice() -> None:
    folders = [SAMPLES, ASSETS / 'negatives', ASSETS / 'backgrounds']
    digests = [hashlib.sha256(Image.open(path).tobytes()).digest() for folder in folders for path in photos(folder)]
    assert len(set(digests)) == len(digests)


def test_the_folders_stay_small() -> None:
    assert total_bytes(SAMPLES) <= 6 * MEGABYTE
    assert total_bytes(ASSETS / 'negatives') <= 1.2 * MEGABYTE
    assert total_bytes(ASSETS / 'backgrounds') <= MEGABYTE


def test_a_photo_drawn_again_has_the_same_pixels() -> None:
    from rendering.training import negative

    first, second = negative(5, 3), negative(5, 3)
    assert np.array_equal(first.picture, second.picture) and np.array_equal(first.mask, second.mask)


@pytest.mark.skipif(not BACKBONE.is_dir(), reason='the small backbone is not here')
def test_one_reference_alone_is_a_fair_but_imperfect_query_for_the_small_backbone() -> None:
    """Slower than the rest: embeds every sample photo."""
    from measure_samples import measure

    means = [float(np.mean(values)) for values in measure(SAMPLES, BACKBONE).values()]
    assert all(0.5 <= mean <= 0.9 for mean in means), means
    assert 0.6 <= float(np.mean(means)) <= 0.8, means
