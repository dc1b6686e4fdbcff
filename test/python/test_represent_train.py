"""Training a LoRA adapter: what it draws, what it may change, and that a kill at any step changes nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from peft.utils import get_peft_model_state_dict
from sample_jobs import BACKBONE

from likeness_ml.backbone import features, load_backbone
from likeness_ml.errors import InputError
from likeness_ml.represent.loss import drift
from likeness_ml.represent.train import Images, Settings, draw, train, vectors_of, with_adapter

STEPS = 5
# Dropout is on, so that its random numbers have to survive a restart too.
SETTINGS = Settings(steps=STEPS, anchors=2, positives=2, negatives=3, side=32, rank=4, dropout=0.3, checkpoint_every=1)


class Killed(BaseException):
    pass


def pictures(count: int, tint: int, seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.integers(tint, tint + 90, (40, 40, 3), dtype=np.uint8) for _ in range(count)]


@pytest.fixture(scope="module")
def images() -> Images:
    return Images.prepare(pictures(4, 150, 1), pictures(5, 150, 2), pictures(6, 10, 3), SETTINGS.side)


def weights(model: torch.nn.Module) -> dict[str, bytes]:
    return {name: tensor.numpy().tobytes() for name, tensor in get_peft_model_state_dict(model).items()}


def trained(images: Images, settings: Settings, checkpoint: Path, kill_after: int | None = None):
    done_steps: list[int] = []

    def progress(done: int, total: int, metrics: dict[str, float]) -> None:
        assert total == settings.steps and metrics.keys() == {"loss", "images/s"}
        done_steps.append(done)
        if done == kill_after:
            raise Killed

    return train(load_backbone(BACKBONE), images, settings, checkpoint, progress), done_steps


@pytest.fixture(scope="module")
def undisturbed(images: Images, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return weights(trained(images, SETTINGS, tmp_path_factory.mktemp("undisturbed"))[0])


class TestRestarts:
    @pytest.mark.parametrize("every", [1, 2, 3])
    @pytest.mark.parametrize("step", range(1, STEPS + 1))
    def test_killed_after_any_step_and_started_again_it_gives_the_same_bits(
        self, images: Images, undisturbed: dict[str, bytes], tmp_path: Path, every: int, step: int
    ) -> None:
        settings = replace(SETTINGS, checkpoint_every=every)
        with pytest.raises(Killed):
            trained(images, settings, tmp_path, kill_after=step)
        model, steps = trained(images, settings, tmp_path)
        kept = step if step == STEPS else step // every * every
        assert steps == list(range(kept + 1, STEPS + 1))
        assert weights(model) == undisturbed

    def test_killed_at_every_start_it_still_gets_there(
        self, images: Images, undisturbed: dict[str, bytes], tmp_path: Path
    ) -> None:
        for step in range(1, STEPS + 1):
            with pytest.raises(Killed):
                trained(images, SETTINGS, tmp_path, kill_after=step)
        assert weights(trained(images, SETTINGS, tmp_path)[0]) == undisturbed

    def test_the_same_seed_gives_the_same_adapter_and_another_seed_another(
        self, images: Images, undisturbed: dict[str, bytes], tmp_path: Path
    ) -> None:
        assert weights(trained(images, SETTINGS, tmp_path / "same")[0]) == undisturbed
        other = weights(trained(images, replace(SETTINGS, seed=1), tmp_path / "other")[0])
        assert other.keys() == undisturbed.keys()
        assert all(other[name] != value for name, value in undisturbed.items())


class TestAdapter:
    @pytest.mark.parametrize(
        ("rank", "targets"), [(4, ("q_proj",)), (16, ("q_proj", "v_proj")), (8, ("q_proj", "k_proj", "v_proj"))]
    )
    def test_only_the_low_rank_pairs_of_the_targets_are_trainable(self, rank: int, targets: tuple[str, ...]) -> None:
        backbone = load_backbone(BACKBONE)
        width, layers = backbone.config.hidden_size, backbone.config.num_hidden_layers
        model = with_adapter(backbone, replace(SETTINGS, rank=rank, targets=targets))
        found = {name: p.numel() for name, p in model.named_parameters() if p.requires_grad}
        assert all("lora_" in name for name in found)
        assert sum(found.values()) == layers * len(targets) * rank * (width + width)

    @pytest.mark.parametrize(("rank", "alpha"), [(16, 0.5), (4, 4), (8, 16)])
    def test_its_update_is_scaled_by_alpha_over_rank(self, rank: int, alpha: float) -> None:
        model = with_adapter(load_backbone(BACKBONE), replace(SETTINGS, rank=rank, alpha=alpha)).eval()
        layer = next(module for name, module in model.named_modules() if name.endswith("q_proj"))
        low, high = layer.lora_A["default"].weight, layer.lora_B["default"].weight
        x = torch.linspace(-1, 1, layer.in_features)
        with torch.no_grad():
            high.normal_(std=0.1)
            update = layer(x) - layer.base_layer(x)
            assert torch.allclose(update, alpha / rank * (high @ (low @ x)), atol=1e-5)

    def test_it_changes_nothing_before_its_first_step(self, images: Images) -> None:
        with torch.no_grad():
            bare = features(load_backbone(BACKBONE), images.anchors)
            adapted = features(with_adapter(load_backbone(BACKBONE), SETTINGS).eval(), images.anchors)
        assert torch.equal(bare, adapted)

    def test_training_leaves_the_backbone_as_it_was(self, images: Images, tmp_path: Path) -> None:
        model, _ = trained(images, SETTINGS, tmp_path)
        bare = load_backbone(BACKBONE).state_dict()
        assert all(torch.equal(tensor, bare[name]) for name, tensor in model.unload().state_dict().items())

    def test_dropout_is_on_in_training_and_off_in_the_model_that_comes_back(
        self, images: Images, tmp_path: Path
    ) -> None:
        model, _ = trained(images, SETTINGS, tmp_path)
        with torch.no_grad():
            first, second = features(model, images.anchors), features(model, images.anchors)
            assert first.numpy().tobytes() == second.numpy().tobytes()
            model.train()
            assert not torch.equal(features(model, images.anchors), features(model, images.anchors))

    @pytest.mark.parametrize("feature", ["cls", "cls+patch"])
    def test_the_loss_falls(self, images: Images, tmp_path: Path, feature: str) -> None:
        losses: list[float] = []
        settings = replace(SETTINGS, steps=12, dropout=0, feature=feature, checkpoint_every=100)
        train(load_backbone(BACKBONE), images, settings, tmp_path, lambda _, __, told: losses.append(told["loss"]))
        assert np.mean(losses[-3:]) < np.mean(losses[:3])


def test_preservation_holds_the_negatives_nearer_to_where_the_backbone_puts_them(
    images: Images, tmp_path: Path
) -> None:
    def moved(preservation: float) -> float:
        settings = replace(SETTINGS, steps=12, dropout=0, preservation=preservation, checkpoint_every=100)
        model, _ = trained(images, settings, tmp_path / str(preservation))
        before = vectors_of(load_backbone(BACKBONE), images.negatives, settings.feature)
        return float(drift(vectors_of(model, images.negatives, settings.feature), before))

    assert moved(10) < moved(0)


class TestDraws:
    @given(
        available=st.tuples(*[st.integers(1, 9)] * 3),
        wanted=st.tuples(*[st.integers(1, 20)] * 3),
        step=st.integers(0, 50),
        seed=st.integers(0, 5),
    )
    def test_nothing_comes_twice_before_everything_came_once(
        self, available: tuple[int, int, int], wanted: tuple[int, int, int], step: int, seed: int
    ) -> None:
        numbered = Images(*(torch.arange(count) for count in available))
        settings = Settings(seed=seed, anchors=wanted[0], positives=wanted[1], negatives=wanted[2])
        groups = [group.tolist() for group in draw(numbered, settings, step)]
        assert groups == [group.tolist() for group in draw(numbered, settings, step)]
        for group, count, asked in zip(groups, available, wanted, strict=True):
            assert len(group) == asked
            for start in range(0, asked, count):
                among = group[start : start + count]
                assert len(set(among)) == len(among)

    def test_each_step_and_each_seed_draws_anew(self) -> None:
        numbered = Images(*(torch.arange(40) for _ in range(3)))
        keys = [(seed, step) for seed in range(3) for step in range(5)]
        drawn = {tuple(torch.cat(draw(numbered, Settings(seed=seed), step)).tolist()) for seed, step in keys}
        assert len(drawn) == len(keys)

    def test_images_are_made_ready_once(self) -> None:
        ready = Images.prepare(pictures(2, 0, 1), pictures(3, 0, 2), pictures(4, 0, 3), 32)
        assert [tuple(group.shape) for group in (ready.anchors, ready.positives, ready.negatives)] == [
            (count, 3, 32, 32) for count in (2, 3, 4)
        ]
        white = Images.prepare(*[[np.full((40, 40, 3), 255, np.uint8)]] * 3, side=32).anchors
        expected = (1 - torch.tensor([0.485, 0.456, 0.406])) / torch.tensor([0.229, 0.224, 0.225])
        assert torch.allclose(white.amin((0, 2, 3)), expected) and torch.allclose(white.amax((0, 2, 3)), expected)


def test_settings_come_as_json() -> None:
    read = Settings.read({"steps": "12", "targets": '["k_proj"]', "feature": '"cls+patch"'})
    assert read == Settings(steps=12, targets=("k_proj",), feature="cls+patch")


def test_a_misspelt_setting_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="learning_rat") as raised:
        Settings.read({"learning_rat": "1", "steps": "12"})
    assert raised.value.code == "OptionUnknown"
