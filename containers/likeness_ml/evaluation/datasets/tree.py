"""The files of a dataset, in a folder or in a zip that is read in place."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from likeness_ml.evaluation.datasets.problems import Problems, invalid

FILE_LIMIT = 100 * 2**20  # bytes of one file: a picture is a few megabytes, and a small zip can claim any size
ENTRY_LIMIT = 1_000_000
DEPTH_LIMIT = 6  # also what a link to a folder above it runs into
CLUTTER = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx"})
READABLE = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(frozen=True)
class Tree:
    """Paths below the root with `/` between names, sorted, without hidden files and what file managers leave behind."""

    name: str
    files: tuple[str, ...]
    folders: tuple[str, ...]
    reader: Callable[[str], bytes] = field(compare=False, repr=False)

    def below(self, folder: str) -> Tree:
        """The part in one folder, its paths from there."""
        inside = f"{folder}/"
        return Tree(
            f"{self.name}/{folder}",
            tuple(file.removeprefix(inside) for file in self.files if file.startswith(inside)),
            tuple(name.removeprefix(inside) for name in self.folders if name.startswith(inside)),
            lambda file: self.reader(inside + file),
        )

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(self.files)

    def top(self) -> tuple[list[str], list[str]]:
        """Files and folders at the root itself."""
        return [file for file in self.files if "/" not in file], [name for name in self.folders if "/" not in name]


@dataclass(frozen=True)
class TreeFile:
    """One file of a tree."""

    tree: Tree
    file: str

    @property
    def name(self) -> str:
        return f"{self.tree.name}/{self.file}"

    def read(self) -> bytes:
        """Raises InputError `DatasetInvalid` where it can't be read, is damaged or is larger than 100 MB."""
        return self.tree.reader(self.file)


def tree_at(path: Path) -> Tree:
    """Raises InputError `DatasetInvalid` for what is no folder or zip, or can't be listed."""
    if path.is_dir():
        return folder_tree(path)
    if path.is_file() and path.suffix.lower() == ".zip":
        return zip_tree(path)
    raise invalid(str(path), "it is neither a folder nor a .zip file" if path.exists() else "it does not exist")


def is_clutter(name: str) -> bool:
    return name.startswith(".") or name.casefold() in CLUTTER


def folder_tree(root: Path) -> Tree:
    problems = Problems(str(root))
    files: list[str] = []
    folders: list[str] = []
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        below = folder.relative_to(root)
        if len(below.parts) > DEPTH_LIMIT:
            raise invalid(str(root), f"{below.as_posix()} lies more than {DEPTH_LIMIT} folders deep")
        try:
            for entry in folder.iterdir():
                name = (below / entry.name).as_posix()
                if is_clutter(entry.name):
                    continue
                if entry.is_dir():
                    folders.append(name)
                    waiting.append(entry)
                elif entry.is_file():
                    files.append(name)
                else:
                    problems.add(f"{name} is neither a file nor a folder")
        except OSError as error:
            raise invalid(str(root), f"{folder} can't be listed: {error.strerror}") from error
    problems.found.sort()
    problems.refuse()
    return Tree(str(root), tuple(sorted(files)), tuple(sorted(folders)), lambda file: read_file(root, file))


def read_file(root: Path, file: str) -> bytes:
    try:
        with (root / file).open("rb") as opened:
            content = opened.read(FILE_LIMIT + 1)
    except OSError as error:
        raise invalid(str(root), f"{file} can't be read: {error.strerror}") from error
    if len(content) > FILE_LIMIT:
        raise invalid(str(root), f"{file} is larger than {FILE_LIMIT >> 20} MB")
    return content


def zip_tree(path: Path) -> Tree:
    """The archive stays open as long as the tree is used. A folder that holds all the rest is left out of the paths."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise invalid(str(path), f"it is no readable zip: {error}") from error
    problems = Problems(str(path))
    entries: dict[str, zipfile.ZipInfo] = {}
    if len(archive.infolist()) > ENTRY_LIMIT:
        raise invalid(str(path), f"it has more than {ENTRY_LIMIT} entries")
    for entry in archive.infolist():
        problem = what_is_wrong(entry)
        name = entry.filename.rstrip("/")
        if problem:
            problems.add(f"{entry.orig_filename!r} {problem}")
        elif name in entries:
            problems.add(f"{name} is in it twice")
        elif not any(is_clutter(part) for part in name.split("/")):
            entries[name] = entry
    problems.refuse()
    files = sorted(name for name, entry in entries.items() if not entry.is_dir())
    folders = {name for name, entry in entries.items() if entry.is_dir()}
    folders |= {parent.as_posix() for file in files for parent in PurePosixPath(file).parents if parent.name}
    tree = Tree(str(path), tuple(files), tuple(sorted(folders)), lambda file: read_entry(archive, path, entries[file]))
    top_files, top_folders = tree.top()
    alone = not top_files and len(top_folders) == 1 and top_folders[0] not in {"train", "data"}
    return tree.below(top_folders[0]) if alone else tree


def what_is_wrong(entry: zipfile.ZipInfo) -> str | None:
    """Names that would leave the folder are refused though nothing is unpacked: nobody writes them by mistake."""
    name = entry.orig_filename
    parts = name.removesuffix("/").split("/")
    if re.search(r"[\\\x00]|^[A-Za-z]:", name) or any(part in {"", ".", ".."} for part in parts):
        return "is no plain path"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link"
    if entry.flag_bits & 0x1:
        return "is encrypted"
    if entry.compress_type not in READABLE:
        return "is compressed in another way than deflate"
    if entry.file_size > FILE_LIMIT:
        return f"unpacks to more than {FILE_LIMIT >> 20} MB"
    return None


def read_entry(archive: zipfile.ZipFile, path: Path, entry: zipfile.ZipInfo) -> bytes:
    """At most the size that was checked. Asked for all, the reader would first inflate what lies there."""
    try:
        with archive.open(entry) as opened:
            return opened.read(entry.file_size)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise invalid(str(path), f"{entry.filename} is damaged: {error}") from error
