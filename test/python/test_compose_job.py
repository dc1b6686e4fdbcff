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

from likeness_ml.compose.__main__ import compose
from likeness_ml.compose.images import augmented, cut_and_paste, negative
from likeness_ml.compose.recipe import recipe_from
from likeness_ml.errors import InputError, ServiceError
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
    named = {name for line in lines for name in (line["file"], line["mask"]) if name}
    assert named == {f"images/{path.name}" for path in (composed / "images").iterdir()}
    for line in lines:
        assert " ".join(line) == "id file source kind parents prompt seed box mask background"
        assert set(line["parents"]) <= set(PHOTOS)
        with Image.open(composed / line["file"]) as image:
            assert (image.size, image.mode) == ((64, 64), "RGB")


def test_every_composite_has_the_mask_of_what_shows_and_its_box_and_no_other_image_has(composed: Path) -> None:
    for line in listing(composed):
        if line["source"] != "cut-and-paste":
            assert (line["box"], line["mask"]) == (None, None)
            continue
        with Image.open(composed / line["mask"]) as image:
            assert (image.size, image.mode) == ((64, 64), "L")
            mask = np.asarray(image)
        left, top, width, height = line["box"]
        rows, columns = np.nonzero(mask)
        assert set(np.unique(mask)) == {0, 255}
        assert (left, top, left + width, top + height) == (min(columns), min(rows), max(columns) + 1, max(rows) + 1)


def test_it_says_what_each_image_is_on(composed: Path) -> None:
    for line in listing(composed):
        if line["kind"] == "anchor":
            assert line["background"] is None
            continue
        kind, _, name = line["background"].partition(":")
        assert kind in {"bank", "surroundings", "pattern"}
        assert kind != "surroundings" or name in line["parents"]


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


def test_a_mask_of_another_shape_is_refused(tmp_path: Path, bank: Path) -> None:
    references = copy_photos(tmp_path / "references", ("01",))
    mask = Image.open(references / "01.mask.png")
    mask.resize((mask.width, round(mask.height * 1.05))).save(references / "01.mask.png")
    with pytest.raises(InputError, match=r"01\.mask\.png") as raised:
        compose_in(tmp_path / "job", references, bank, **SMALL)
    assert raised.value.code == "MaskMismatch"


def test_a_mask_that_shows_nothing_is_refused(tmp_path: Path, bank: Path) -> None:
    references = copy_photos(tmp_path / "references", ("01", "02"))
    mask = Image.open(references / "02.mask.png")
    Image.new("L", mask.size).save(references / "02.mask.png")
    with pytest.raises(InputError, match="shows nothing") as raised:
        compose_in(tmp_path / "job", references, bank, **SMALL)
    assert raised.value.code == "MaskMismatch"


def test_a_generators_backgrounds_are_pasted_on_and_its_other_images_are_not(
    tmp_path: Path, references: Path, bank: Path
) -> None:
    priors = tmp_path / "priors"
    (priors / "images").mkdir(parents=True)
    lines = []
    for identity, kind in (("bg0000", "background"), ("bg0001", "background"), ("pn0000", "negative")):
        Image.new("RGB", (64, 64), (0, 90, 160)).save(priors / "images" / f"{identity}.jpg")
        lines.append({"id": identity, "file": f"images/{identity}.jpg", "kind": kind, "parents": []})
    (priors / "images.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    job = job_in(tmp_path / "job", COMPOSE, references=references, bank=bank, priors=priors)
    compose(job)
    made = listing(job.model_dir)
    generated = {line["background"] for line in made if (line["background"] or "").startswith("generated:")}
    assert generated == {"generated:bg0000", "generated:bg0001"}
    assert {line["source"] for line in made if line["id"].startswith("ng")} <= {
        "background",
        "look-alike",
        "other-object",
    }


def test_a_generators_images_without_their_list_are_no_input(tmp_path: Path, references: Path, bank: Path) -> None:
    (tmp_path / "priors").mkdir()
    job = job_in(tmp_path / "job", COMPOSE, references=references, bank=bank, priors=tmp_path / "priors")
    with pytest.raises(ServiceError) as raised:
        compose(job)
    assert raised.value.code == "ObjectNotFound"


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


FLAT = [np.full((20, 150, 3), 128, np.uint8)] * 2
STRIP = [np.random.default_rng(0).integers(0, 256, (24, 1100, 3), dtype=np.uint8)]
TINY = [np.full((3, 2, 3), 40, np.uint8), np.full((2, 5, 3), 200, np.uint8)]


def test_flat_photos_make_images_too(tmp_path: Path, bank: Path) -> None:
    model = compose_in(tmp_path / "job", write_photos(tmp_path / "references", *FLAT), bank, **SMALL)
    assert len(listing(model)) == 8
    assert json.loads((model / "shortfall.json").read_text()) == []


def test_without_an_outline_the_middle_is_pasted_and_the_log_says_so(
    tmp_path: Path, bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = compose_in(tmp_path / "job", write_photos(tmp_path / "references", *FLAT), bank, **SMALL)
    assert json.loads((model / "masks.json").read_text()) == {"00": "centre", "01": "centre"}
    assert "no outline was found in photo 01" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("pictures", "reason"),
    [(TINY, "no photo has a mask"), (STRIP, "did not show as much")],
    ids=["photos too tiny to cut out of", "a strip so thin that it vanishes when it is pasted"],
)
def test_photos_that_give_no_composite_give_the_other_images_and_the_shortfall_is_told(
    pictures: list[np.ndarray], reason: str, tmp_path: Path, bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = compose_in(tmp_path / "job", write_photos(tmp_path / "references", *pictures), bank, **SMALL)
    assert Counter(line["id"][:2] for line in listing(model)) == {"ar": 2, "ng": 3}
    (shortfall,) = json.loads((model / "shortfall.json").read_text())
    assert (shortfall["source"], shortfall["wanted"], shortfall["made"]) == ("cut-and-paste", 3, 0)
    assert reason in shortfall["reason"]
    assert "compose: 0 of 3 cut-and-paste" in capsys.readouterr().out


def test_where_not_one_image_can_be_made_the_job_fails_in_words(tmp_path: Path, bank: Path) -> None:
    photos = write_photos(tmp_path / "references", *TINY)
    with pytest.raises(InputError, match="Not one image") as raised:
        compose_in(tmp_path / "job", photos, bank, cut_and_paste="3", augmented="0", negatives="0")
    assert raised.value.code == "MaskMismatch"


def test_composites_that_cannot_show_what_is_asked_are_missing_and_counted(
    tmp_path: Path, references: Path, bank: Path
) -> None:
    # Half as large again as the picture, the object can't be inside it.
    large = {"scale": "[1.5, 1.5]", "visible": "1", "redraws": "2"}
    model = compose_in(tmp_path / "job", references, bank, **SMALL, **large)
    (shortfall,) = json.loads((model / "shortfall.json").read_text())
    assert (shortfall["source"], shortfall["made"]) == ("cut-and-paste", 0)
    assert "3 draws" in shortfall["reason"]


def test_an_empty_bank_is_no_obstacle(tmp_path: Path, references: Path) -> None:
    (tmp_path / "bank").mkdir()
    assert len(listing(compose_in(tmp_path / "job", references, tmp_path / "bank", **SMALL))) == 8


def test_as_a_program_it_says_in_the_users_words_that_there_are_no_photos(tmp_path: Path, bank: Path) -> None:
    (tmp_path / "none").mkdir()
    job_in(tmp_path / "job", COMPOSE, references=tmp_path / "none", bank=bank)
    process = start_program("compose", tmp_path / "job")
    process.communicate(timeout=60)
    assert process.returncode == 1
    assert (tmp_path / "job/output/failure").read_text().startswith("TooFewPhotos: ")
