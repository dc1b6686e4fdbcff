"""The compose job: from a folder of photos to images that say how they were made."""

import io
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sample_jobs import (
    COMPOSE,
    MASKED,
    PHOTOS,
    SAMPLES,
    compose_in,
    copy_photos,
    digests,
    job_in,
    listing,
    material_of,
    start_program,
    write_photos,
)

from likeness_ml.compose.__main__ import compose, recipe_from
from likeness_ml.compose.images import Recipe, augmented, cut_and_paste, negative
from likeness_ml.errors import InputError
from likeness_ml.job import Stopped

DRAWS = {"cp": cut_and_paste, "ar": augmented, "ng": negative}
SMALL = {"cut_and_paste": "3", "augmented": "2", "negatives": "3"}


def jpeg(pixels: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=92)
    return stream.getvalue()


def test_every_image_is_listed_once_with_what_made_it(composed: Path) -> None:
    lines = listing(composed)
    assert Counter(line["id"][:2] for line in lines) == {"cp": 16, "ar": 8, "ng": 24}
    assert len({line["id"] for line in lines}) == len(lines)
    assert {line["file"] for line in lines} == {f"images/{path.name}" for path in (composed / "images").iterdir()}
    for line in lines:
        assert set(line) == {"id", "file", "source", "kind", "parents", "prompt", "seed", "box"}
        assert set(line["parents"]) <= set(PHOTOS)
        with Image.open(composed / line["file"]) as image:
            assert (image.size, image.mode) == ((64, 64), "RGB")


def test_boxes_are_of_positives_that_were_pasted_and_lie_inside_the_picture(composed: Path) -> None:
    for line in listing(composed):
        if line["source"] != "cut-and-paste":
            assert line["box"] is None
        elif line["box"] is not None:
            left, top, width, height = line["box"]
            assert left >= 0 and top >= 0 and width > 0 and height > 0
            assert left + width <= 64 and top + height <= 64


def test_masks_that_were_given_are_taken_as_they_are(composed: Path, references: Path) -> None:
    methods = json.loads((composed / "masks.json").read_text())
    assert {name for name, method in methods.items() if method == "given"} == set(MASKED)
    assert {path.stem for path in (composed / "masks").iterdir()} == set(PHOTOS)
    for name in MASKED:
        given = np.asarray(Image.open(references / f"{name}.mask.png").convert("L"))
        assert np.array_equal(np.asarray(Image.open(composed / "masks" / f"{name}.png")), given)


def test_a_mask_of_another_size_is_brought_to_its_photos(tmp_path: Path, bank: Path) -> None:
    references = copy_photos(tmp_path / "references", ("01",))
    mask = Image.open(references / "01.mask.png")
    mask.resize((mask.width * 2, mask.height * 2), Image.Resampling.NEAREST).save(references / "01.mask.png")
    model = compose_in(tmp_path / "job", references, bank, **SMALL)
    exact = np.asarray(mask.convert("L"))
    assert np.array_equal(np.asarray(Image.open(model / "masks/01.png")), exact)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_images(
    composed: Path, references: Path, bank: Path, tmp_path: Path
) -> None:
    assert digests(compose_in(tmp_path / "again", references, bank)) == digests(composed)
    other = digests(compose_in(tmp_path / "other", references, bank, seed="1"))
    same = {name for name, digest in digests(composed).items() if other[name] == digest}
    assert not any(name.startswith("images/") for name in same)


def test_any_image_made_again_alone_is_the_same(composed: Path, references: Path, bank: Path) -> None:
    material, recipe = material_of(references, bank), recipe_from(COMPOSE)
    for line in listing(composed):
        index, rng = int(line["id"][2:]), np.random.default_rng(line["seed"])
        image = DRAWS[line["id"][:2]](material, recipe, index, rng)
        assert image.parents == line["parents"]
        assert jpeg(image.pixels) == (composed / line["file"]).read_bytes()


def test_an_image_that_does_not_descend_from_a_photo_is_the_same_whatever_that_photo_shows(
    tmp_path: Path, bank: Path
) -> None:
    # With all masks given, since those that are found depend on every photo.
    references = copy_photos(tmp_path / "references", MASKED)
    before = compose_in(tmp_path / "before", references, bank)
    for name in ("02.jpg", "02.mask.png"):
        with Image.open(references / name) as present, Image.open(SAMPLES / "tin-robot/reference" / name) as stranger:
            stranger.resize(present.size).save(references / name)
    after = digests(compose_in(tmp_path / "after", references, bank))
    descended = {line["file"] for line in listing(before) if "02" in line["parents"]}
    same = {name for name, digest in digests(before).items() if after[name] == digest}
    assert descended and {line["file"] for line in listing(before)} - same == descended


def test_stopped_and_started_again_it_gives_the_same_bytes(
    composed: Path, references: Path, bank: Path, tmp_path: Path
) -> None:
    job = job_in(tmp_path, COMPOSE, references=references, bank=bank)
    job.stopping = True
    with pytest.raises(Stopped):
        compose(job)
    assert not (job.model_dir / "images.jsonl").exists()
    job.stopping = False
    compose(job)
    assert digests(job.model_dir) == digests(composed)


@pytest.mark.parametrize(
    "pictures",
    [
        [np.full((20, 150, 3), 128, np.uint8)] * 2,
        [np.full((3, 2, 3), 40, np.uint8), np.full((2, 5, 3), 200, np.uint8)],
        [np.random.default_rng(0).integers(0, 256, (24, 1100, 3), dtype=np.uint8)],
    ],
    ids=["two flat grey photos", "tiny photos", "one photo that is long and thin"],
)
def test_poor_photos_make_images_too(pictures: list[np.ndarray], tmp_path: Path, bank: Path) -> None:
    model = compose_in(tmp_path / "job", write_photos(tmp_path / "references", *pictures), bank, **SMALL)
    assert len(listing(model)) == 8


def test_an_empty_bank_is_no_obstacle(tmp_path: Path, references: Path) -> None:
    (tmp_path / "bank").mkdir()
    assert len(listing(compose_in(tmp_path / "job", references, tmp_path / "bank", **SMALL))) == 8


def test_settings_come_as_json_and_a_misspelt_one_is_refused_by_name() -> None:
    recipe = recipe_from({"side": "96", "scale": "[0.5, 0.6]", "seed": "4"})
    assert recipe == Recipe(side=96, scale=(0.5, 0.6))
    with pytest.raises(InputError, match="rotaton") as raised:
        recipe_from({"side": "96", "rotaton": "5"})
    assert raised.value.code == "OptionUnknown"


def test_as_a_program_it_says_in_the_users_words_that_there_are_no_photos(tmp_path: Path, bank: Path) -> None:
    (tmp_path / "none").mkdir()
    job_in(tmp_path / "job", COMPOSE, references=tmp_path / "none", bank=bank)
    process = start_program("compose", tmp_path / "job")
    process.communicate(timeout=60)
    assert process.returncode == 1
    assert (tmp_path / "job/output/failure").read_text().startswith("TooFewPhotos: ")
