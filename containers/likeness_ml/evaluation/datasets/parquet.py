"""PODS as the Hugging Face hub has it: parquet shards, a row a picture, read a row group at a time."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from likeness_ml.evaluation.datasets.dataset import PARTS, SHIFTS, Dataset, Instance, Picture, assembled
from likeness_ml.evaluation.datasets.facts import INFO_ENDING, find_one, read_info, same_names
from likeness_ml.evaluation.datasets.masks import MaskFile
from likeness_ml.evaluation.datasets.problems import Problems, invalid
from likeness_ml.evaluation.datasets.tree import FILE_LIMIT, Tree

SHARD = re.compile(r"(?:data/)?(train|test|test_dense)-[^/]*\.parquet")
GROUP_LIMIT = 2**31  # bytes of one row group's column
CARD = re.compile(r"(README|LICENSE|LICENCE)|\.(jpe?g|png|webp)$|^dataset_infos?\.json$", re.IGNORECASE)
UNREADABLE = (pa.ArrowException, OSError, ValueError, KeyError)


class Shard:
    """One parquet file. Each column's row group read last is kept, for pictures are read in order; not for threads."""

    def __init__(self, root: Path, file: str) -> None:
        self.name = f"{root}/{file}"
        self.file = file
        try:
            self.parquet = pq.ParquetFile(root / file)
        except UNREADABLE as error:
            raise invalid(str(root), f"{file} is no readable parquet: {error}") from error
        self.kept: dict[str, tuple[int, pa.ChunkedArray]] = {}

    def group(self, group: int, columns: list[str]) -> pa.Table:
        """Raises InputError `DatasetInvalid` where it is damaged or larger than memory should hold."""
        try:
            told = self.parquet.metadata.row_group(group)
            sizes = {
                told.column(n).path_in_schema: told.column(n).total_uncompressed_size for n in range(told.num_columns)
            }
            if any(sizes[column] > GROUP_LIMIT for column in columns):
                raise invalid(self.name, f"row group {group} is larger than {GROUP_LIMIT >> 30} GB")
            return self.parquet.read_row_group(group, columns=columns)
        except UNREADABLE as error:
            raise invalid(self.name, f"row group {group} is damaged: {error}") from error

    def cell(self, column: str, group: int, row: int) -> bytes:
        if column not in self.kept or self.kept[column][0] != group:
            self.kept[column] = (group, self.group(group, [f"{column}.bytes"]).column(0))
        image = self.kept[column][1][row]
        content = image["bytes"].as_buffer() if image.is_valid else None
        if content is None or content.size > FILE_LIMIT:
            raise invalid(
                self.name, f"the {column} in row {row} of group {group} is missing or over {FILE_LIMIT >> 20} MB"
            )
        return content.to_pybytes()


@dataclass(frozen=True)
class Cell:
    """The image in one row; `column` is `image` or `mask`."""

    shard: Shard
    column: str
    group: int
    row: int

    @property
    def name(self) -> str:
        return f"{self.shard.name}, row {self.row} of group {self.group}, {self.column}"

    def read(self) -> bytes:
        return self.shard.cell(self.column, self.group, self.row)


@dataclass(frozen=True)
class Row:
    """What is known of a picture without its pixels."""

    shard: Shard
    group: int
    row: int
    part: str
    label: str
    shift: str | None
    path: str | None
    masked: bool


def read_parquet(tree: Tree, root: Path, name: str) -> Dataset:
    """Raises InputError `DatasetInvalid`."""
    problems = Problems(tree.name)
    tree = Tree(tree.name, tuple(file for file in tree.files if not CARD.search(file)), tree.folders, tree.reader)
    info = find_one(tree, INFO_ENDING, problems)
    for file in tree.files:
        if file != info and not SHARD.fullmatch(file):
            problems.add(f"{file} is no shard called train-, test- or test_dense-…parquet: take it out")
    problems.refuse()
    rows = [row for file in tree.files if file != info for row in rows_of(Shard(root, file), problems)]
    found = {row.label for row in rows}
    if info is None:
        instances = tuple(Instance(name) for name in sorted(found))
    else:
        instances = read_info(tree, info, problems)
        same_names(instances, found, info, problems)
    return assembled(info.removesuffix(INFO_ENDING) if info else name, instances, pictures_of(rows), problems)


def check_columns(shard: Shard) -> None:
    schema = shard.parquet.schema_arrow
    kinds = {field.name: field.type for field in schema}
    wrong = [column for column in ("label", "scene_type") if not is_text(kinds.get(column))]
    wrong += [column for column in ("image", "mask") if not is_image(kinds.get(column))]
    if wrong:
        raise invalid(
            shard.name, f"it lacks {', '.join(wrong)}: strings label, scene_type; image, mask with bytes, path"
        )


def is_text(kind: pa.DataType | None) -> bool:
    return kind is not None and (pa.types.is_string(kind) or pa.types.is_large_string(kind))


def is_image(kind: pa.DataType | None) -> bool:
    if kind is None or not pa.types.is_struct(kind) or {field.name for field in kind} != {"bytes", "path"}:
        return False
    binary = kind.field("bytes").type
    return (pa.types.is_binary(binary) or pa.types.is_large_binary(binary)) and is_text(kind.field("path").type)


def rows_of(shard: Shard, problems: Problems) -> list[Row]:
    """Masks are read here once, to know which are there; they are small beside pictures."""
    check_columns(shard)
    part = SHARD.fullmatch(shard.file).group(1)
    rows = []
    for group in range(shard.parquet.num_row_groups):
        table = shard.group(group, ["label", "scene_type", "image.path", "mask.bytes"])
        masked = pc.is_valid(pc.struct_field(table["mask"], "bytes")).to_pylist()
        paths = pc.struct_field(table["image"], "path").to_pylist()
        labels, scenes = table["label"].to_pylist(), table["scene_type"].to_pylist()
        for row, (label, scene, path, has) in enumerate(zip(labels, scenes, paths, masked, strict=True)):
            known = ("train", None) if part == "train" else SHIFTS
            if label is None:
                problems.add(f"{shard.file}: row {row} of group {group} has no label")
            elif scene not in known:
                problems.add(f"{shard.file}: row {row} of group {group} has the scene_type {scene!r}")
            else:
                rows.append(Row(shard, group, row, part, label, None if part == "train" else scene, path, has))
    return rows


def pictures_of(rows: list[Row]) -> list[Picture]:
    """Named by their file's name where every picture of an instance's part has one of its own, else by their place."""
    together: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        together[row.part, row.label].append(row)
    pictures = []
    for part in PARTS:
        for (_, label), group in sorted(item for item in together.items() if item[0][0] == part):
            for stem, row in zip(names_of(group), group, strict=True):
                pictures.append(
                    Picture(
                        identity=f"{part}/{label}/{stem}",
                        source=Cell(row.shard, "image", row.group, row.row),
                        instance=label,
                        split="train" if part == "train" else "test",
                        shift=row.shift,
                        mask=MaskFile(Cell(row.shard, "mask", row.group, row.row)) if row.masked else None,
                        dense=part == "test_dense",
                    )
                )
    return pictures


def names_of(rows: list[Row]) -> list[str]:
    stems = [PurePosixPath(row.path or "").stem for row in rows]
    if all(stems) and len(set(stems)) == len(stems):
        return stems
    return [f"{place:05d}" for place in range(len(rows))]
