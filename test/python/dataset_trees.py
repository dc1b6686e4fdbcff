"""Small evaluation datasets in the layouts that are read, as files by their paths, and ways to put them on disk."""

import io
import json
import zipfile
import zlib
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

SHIFTS = ("in_distribution", "pose", "distractors", "pose_and_distractors")
PODS = {"mugs_red": ("mug", "val"), "mugs_blue": ("mug", "test"), "shoes_old": ("shoe", "test")}
IMAGE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
SIZE = (24, 16)

Files = dict[str, bytes]


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def picture(name: str, kind: str = "JPEG", size: tuple[int, int] = SIZE, **options: object) -> bytes:
    """Noise that depends on the name."""
    noise = np.random.default_rng(zlib.crc32(name.encode())).integers(0, 255, (size[1], size[0], 3))
    return encoded(Image.fromarray(noise.astype(np.uint8)), kind, **options)


def mask(size: tuple[int, int] = SIZE) -> bytes:
    """The left half."""
    pixels = np.zeros((size[1], size[0]), np.uint8)
    pixels[:, : size[0] // 2] = 255
    return encoded(Image.fromarray(pixels), "PNG")


def plain(instances: tuple[str, ...] = ("cup", "hat"), train: int = 2, test: int = 2) -> Files:
    """No info file; every picture has a mask."""
    files = {}
    for part, count in (("train", train), ("test", test)):
        for name in instances:
            for number in range(count):
                path = f"{part}/{name}/{number}.jpg"
                files[path] = picture(path)
                files[f"{part}_masks/{name}/{number}.png"] = mask()
    return files


def info(instances: dict[str, tuple[str, str]]) -> bytes:
    return as_json(
        {
            "classes": list(instances),
            "class_to_idx": {name: index for index, name in enumerate(instances)},
            "class_to_sc": {name: category for name, (category, _) in instances.items()},
            "class_to_split": {name: split for name, (_, split) in instances.items()},
        }
    )


def pods() -> Files:
    """3 train pictures with masks, and for each shift 2 test pictures without and 1 dense test picture with a mask."""
    files, annotations = {"pods_info.json": info(PODS), "README.md": b"PODS"}, {}
    for name in PODS:
        for number in range(3):
            files |= with_mask("train", name, f"{name}_train{number}")
            annotations[f"{name}_train{number}"] = {"class": name, "split": "train"}
        for shift in SHIFTS:
            told = {"class": name, "split": "test", "test_split": shift}
            for number in range(2):
                path = f"test/{name}/{name}_{shift}{number}.jpg"
                files[path] = picture(path)
                annotations[f"{name}_{shift}{number}"] = told
            files |= with_mask("test_dense", name, f"{name}_{shift}_dense")
            annotations[f"{name}_{shift}_dense"] = told
    return files | {"pods_image_annos.json": as_json(annotations)}


def with_mask(part: str, name: str, stem: str) -> Files:
    path = f"{part}/{name}/{stem}.jpg"
    return {path: picture(path), f"{part}_masks/{name}/{stem}.png": mask()}


def write_folder(root: Path, files: Files) -> Path:
    """In the order of `files`."""
    root.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


def write_zip(path: Path, files: Files, wrapped_in: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(wrapped_in + name, content)
    return path


def write_shards(root: Path, files: Files, rows_per_group: int = 4, shards: int = 2) -> Path:
    """A folder of `pods()` as the hub has it, its info file beside `data/`."""
    annotations = json.loads(files["pods_image_annos.json"])
    (root / "data").mkdir(parents=True)
    (root / "README.md").write_text("a card")
    (root / "pods_info.json").write_bytes(files["pods_info.json"])
    for part in ("train", "test", "test_dense"):
        rows = [row_of(files, path, annotations) for path in sorted(files) if path.startswith(f"{part}/")]
        size = -(-len(rows) // shards)
        for shard in range(shards):
            write_shard(
                root / "data" / f"{part}-{shard:05d}-of-{shards:05d}.parquet",
                rows[shard * size : (shard + 1) * size],
                rows_per_group,
            )
    return root


def row_of(files: Files, path: str, annotations: dict) -> dict:
    part, name, file = path.split("/")
    stem = PurePosixPath(file).stem
    drawn = files.get(f"{part}_masks/{name}/{stem}.png")
    return {
        "image": {"bytes": files[path], "path": file},
        "mask": None if drawn is None else {"bytes": drawn, "path": f"{stem}.png"},
        "label": name,
        "scene_type": annotations[stem].get("test_split", "train"),
    }


def write_shard(path: Path, rows: list[dict], rows_per_group: int = 4) -> Path:
    schema = pa.schema([("image", IMAGE), ("mask", IMAGE), ("label", pa.string()), ("scene_type", pa.string())])
    pq.write_table(pa.Table.from_pylist(rows, schema), path, row_group_size=rows_per_group)
    return path


def deepfashion() -> tuple[Files, dict]:
    """Eight images, each with a garment as item1, and the mapping of two instances to four of them each."""
    files, entries = {}, {}
    for pair, instance in ((1, "top_1"), (2, "skirt_2")):
        listed = []
        for number in range(4):
            stem = f"{pair * 4 + number:06d}"
            files[f"image/{stem}.jpg"] = picture(stem)
            files[f"annos/{stem}.json"] = as_json({"source": "shop", "pair_id": pair, "item1": garment()})
            listed.append({"image": f"{stem}.jpg", "item": "item1"})
        entries[instance] = {
            "category": instance.split("_")[0],
            "split": "test",
            "train": listed[:3],
            "test": listed[3:],
        }
    return files, {"format": "likeness-df2-instances/1", "instances": entries}


def garment(style: int = 1) -> dict:
    """Two rectangles."""
    outline = [[2, 2, 6, 2, 6, 10, 2, 10], [12, 4, 15, 4, 15, 8, 12, 8]]
    return {"style": style, "category_id": 1, "bounding_box": [2, 2, 15, 10], "segmentation": outline}


def dogs(counts: tuple[int, ...] = (5, 4, 6)) -> Files:
    paths = [f"{dog}/{dog}.{number}.jpg" for dog, count in enumerate(counts) for number in range(count)]
    return {path: picture(path) for path in paths}


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()
