"""The laptop preset's images: its measured quality was measured on these very ones, so they stay bit for bit."""

import hashlib
import platform
from pathlib import Path

import numpy as np
import pytest
from sample_jobs import MASKED, copy_photos, material_of

from likeness_ml.compose.images import Draw, Material, augmented, cut_and_paste, negative
from likeness_ml.compose.recipe import recipe_from

LAPTOP = {
    "side": "160",
    "cut_and_paste": "96",
    "augmented": "48",
    "negatives": "120",
    "scale": "[0.35, 0.95]",
    "rotation": "20",
    "flip": "0.5",
    "distractors": "0.3",
    "occlusion": "0.2",
    "distractor_source": '"mixed"',
    "redraws": "0",
}
# SHA-256 over the SHA-256 of each image's pixels and mask, in order. Before there were light, redraws and the rest.
PINNED = [
    (0, cut_and_paste, 40, "67c69afe38755af26b05cfd8f0bee9dee12359bc95224a3e96953db00a816b19"),
    (1, augmented, 3, "affd485813b72d9eba75ad3c50862f5f65de6e4003b4c70886575bd71c021b4e"),
    (2, negative, 20, "ddc0b6fafc6e01ed2fe1598cdbeef7f0902aace14f0ed1e0b5c0087e738993bf"),
]


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory, bank: Path) -> Material:
    # Photos with masks alone: those that are found are another test's.
    return material_of(copy_photos(tmp_path_factory.mktemp("laptop") / "references", MASKED), bank)


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="other processors may round otherwise")
@pytest.mark.parametrize(("order", "draw", "count", "pinned"), PINNED, ids=["positives", "anchors", "negatives"])
def test_the_laptops_images_are_what_they_were_when_it_was_measured(
    material: Material, order: int, draw: Draw, count: int, pinned: str
) -> None:
    recipe = recipe_from(LAPTOP)
    digests = []
    for index in range(count):
        image = draw(material, recipe, index, np.random.default_rng([0, order, index]))
        mask = b"" if image.mask is None else image.mask.tobytes()
        digests.append(hashlib.sha256(image.pixels.tobytes() + mask).hexdigest())
    assert hashlib.sha256("".join(digests).encode()).hexdigest() == pinned
