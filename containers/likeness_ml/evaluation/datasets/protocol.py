"""What is evaluated against what: stated, not implied (paper P-E9, P-E10)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

from likeness_ml.errors import InputError
from likeness_ml.evaluation.datasets.dataset import SHIFTS, Dataset, Instance, Picture
from likeness_ml.evaluation.datasets.problems import Problems, invalid

Split = Literal["val", "test", "all"]
Others = Literal["all", "same-split"]
Negatives = Literal["same-shift", "all-shifts"]


@dataclass(frozen=True)
class Evaluated:
    """`instances` are judged one by one; all of `scope`, which has them too, are the gallery and the negatives.

    With a `shift`, test pictures of an instance count as its own only under that shift, and `negatives` says whether
    the other instances' come from the same shift or from all.
    """

    dataset: Dataset
    split: Split
    others: Others
    instances: tuple[Instance, ...]
    scope: tuple[Instance, ...]
    shift: str | None = None
    negatives_from: Negatives = "same-shift"

    @property
    def gallery(self) -> tuple[Picture, ...]:
        """Train pictures of all in scope."""
        names = {instance.name for instance in self.scope}
        return tuple(p for p in self.dataset.pictures if p.split == "train" and p.instance in names)

    def references(self, name: str) -> tuple[Picture, ...]:
        """Train pictures of one instance, in order."""
        return tuple(picture for picture in self.gallery if picture.instance == name)

    def positives(self, name: str, *, dense: bool = False) -> tuple[Picture, ...]:
        """Test pictures of one instance, under the shift; they are the queries of retrieval too."""
        pictures = tuple(picture for picture in self._tests(dense) if picture.instance == name)
        return pictures if self.shift is None else tuple(p for p in pictures if p.shift == self.shift)

    def negatives(self, name: str, *, dense: bool = False) -> tuple[Picture, ...]:
        """Test pictures of the other instances in scope."""
        pictures = tuple(picture for picture in self._tests(dense) if picture.instance != name)
        if self.shift is None or self.negatives_from == "all-shifts":
            return pictures
        return tuple(picture for picture in pictures if picture.shift == self.shift)

    def check_masks(self) -> None:
        """Raises InputError `DatasetInvalid` where dense tasks lack a mask of a judged instance, or its pictures."""
        problems = Problems(self.dataset.name)
        for instance in self.instances:
            pictures = self.positives(instance.name, dense=True)
            if not pictures:
                problems.add(f"{instance.name} has no picture for dense tasks")
            for picture in (*self.references(instance.name), *pictures):
                if picture.mask is None:
                    problems.add(f"{picture.identity} has no mask, which dense tasks need")
        problems.refuse()

    def counts(self) -> dict[str, object]:
        """What the numbers are over, to be published beside them."""
        judged = {instance.name for instance in self.instances}
        shifts = Counter(p.shift for p in self._tests(dense=False) if p.instance in judged and p.shift is not None)
        return {
            "dataset": self.dataset.name,
            "split": self.split,
            "others": self.others,
            "shift": self.shift,
            "negativesFrom": self.negatives_from if self.shift else None,
            "instances": len(self.instances),
            "instancesInScope": len(self.scope),
            "galleryPictures": len(self.gallery),
            "testPictures": sum(len(self.positives(name)) for name in judged),
            "testPicturesInScope": len(self._tests(dense=False)),
            "densePictures": sum(len(self.positives(name, dense=True)) for name in judged),
            "shifts": dict(sorted(shifts.items())),
        }

    def _tests(self, dense: bool) -> tuple[Picture, ...]:
        """Of all in scope. Where there is no dense test apart, the test pictures serve for it (paper section 2.1)."""
        names = {instance.name for instance in self.scope}
        apart = dense and any(picture.dense for picture in self.dataset.pictures)
        return tuple(p for p in self.dataset.pictures if p.split == "test" and p.dense == apart and p.instance in names)


def evaluated_on(dataset: Dataset, split: Split, others: Others = "all") -> Evaluated:
    """Judge the instances of `split`; gallery and negatives are `all` instances, as in the paper's code, or those of
    the `same-split` alone.

    Raises InputError `OptionInvalid` for another word, `DatasetInvalid` where the dataset doesn't state that split.
    """
    if split not in ("val", "test", "all") or others not in ("all", "same-split"):
        raise InputError("OptionInvalid", f"{split}, {others}: give val, test or all; then all or same-split.")
    unstated = [instance.name for instance in dataset.instances if instance.split is None]
    if split != "all" and unstated:
        raise invalid(dataset.name, f"no file says whether {unstated[0]} is for val or test: evaluate `all`")
    judged = tuple(instance for instance in dataset.instances if split in ("all", instance.split))
    if not judged:
        raise invalid(dataset.name, f"it has no instance for {split}")
    return Evaluated(dataset, split, others, judged, dataset.instances if others == "all" else judged)


def per_shift(
    dataset: Dataset, split: Split = "test", others: Others = "all", negatives: Negatives = "same-shift"
) -> dict[str, Evaluated]:
    """One evaluation a shift, in the shifts' order. The paper doesn't say where negatives come from; here, by default,
    they are under the same shift, so that a shift's number is about that shift alone. References stay the same.

    Raises as `evaluated_on` does, and InputError `DatasetInvalid` where the dataset states no shifts.
    """
    if negatives not in ("same-shift", "all-shifts"):
        raise InputError("OptionInvalid", f"{negatives}: give same-shift or all-shifts.")
    whole = evaluated_on(dataset, split, others)
    found = {picture.shift for picture in dataset.pictures if picture.split == "test"} - {None}
    if not found:
        raise invalid(dataset.name, "it states no shifts of its test pictures")
    return {shift: replace(whole, shift=shift, negatives_from=negatives) for shift in SHIFTS if shift in found}
