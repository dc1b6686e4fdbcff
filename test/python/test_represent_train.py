"""Training a LoRA adapter: what it draws, what it may change, and that a kill at any step changes nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from represent_images import QKV, SETTINGS, STEPS, Killed, left_out_images, trained, training_images, weights
from sample_jobs import BACKBONE

from likeness_ml.backbone import features, load_backbone
from likeness_ml.represent.draws import Images, Pool, Rows, draw
from likeness_ml.represent.encoder import Encoder
from likeness_ml.represent.lora import with_adapter
from likeness_ml.represent.loss import drift
from likeness_ml.represent.settings import Settings
from likeness_ml.represent.train import train
from likeness_ml.represent.validation import EarlyStopping


@pytest.fixture(scope="module")
def images() -> Images:
    return training_images()


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

    @pytest.mark.parametrize(
        "changes",
        [
            {"targets": QKV, "fused_qkv": True},
            {"loss": "supervised", "anchors_from": "both", "positives_from": "both"},
            {"loss": "multi_positive", "anchors_from": "real", "positives_from": "real", "preservation": 0},
            {"augment": "paper", "feature": "cls+patch"},
            {"blocks": 2, "anchors": 7, "dropout": 0.0},
            {"blocks": 3, "precision": "bf16", "report_every": 2},
            {"patience": 2, "evaluate_every": 1, "targets": QKV, "fused_qkv": True},
            {"patience": 1, "evaluate_every": 2, "learning_rate": 1.0, "blocks": 1},
            {"patience": 1, "evaluate_every": 2, "augment": "paper", "precision": "bf16", "blocks": 2},
        ],
        ids=str,
    )
    @pytest.mark.parametrize("every", [1, 2])
    def test_under_every_setting_a_kill_changes_nothing(
        self, images: Images, tmp_path: Path, changes: dict, every: int
    ) -> None:
        settings = replace(SETTINGS, **changes, checkpoint_every=every)

        def watch() -> EarlyStopping | None:
            return EarlyStopping(left_out_images(), settings) if settings.patience else None

        whole = watch()
        model, steps = trained(images, settings, tmp_path / "whole", watch=whole)
        for kill_after in steps:
            again = tmp_path / str(kill_after)
            with pytest.raises(Killed):
                trained(images, settings, again, kill_after, watch())
            resumed = watch()
            assert weights(trained(images, settings, again, watch=resumed)[0]) == weights(model)
            assert (resumed is None) == (whole is None)
            if whole is not None and resumed is not None:
                assert resumed.record() == whole.record()

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
        with torch.no_grad():
            before, after = (
                torch.nn.functional.normalize(features(one, images.negatives), dim=1)
                for one in (load_backbone(BACKBONE), model)
            )
        return float(drift(after, before))

    assert moved(10) < moved(0)


def test_preservation_of_augmented_negatives_is_0_before_the_first_step(images: Images, tmp_path: Path) -> None:
    """As each is compared with the backbone's vector of the very picture that it became."""
    told = []
    for preservation in (0, 1000):
        settings = replace(SETTINGS, steps=1, augment="paper", preservation=preservation)
        train(load_backbone(BACKBONE), images, settings, tmp_path / str(preservation), lambda *said: told.append(said))
    assert told[0][2]["loss"] == pytest.approx(told[1][2]["loss"], abs=1e-3)


@pytest.mark.parametrize("counts", [(1, 1, 1), (1, 3, 1), (3, 1, 1)])
@pytest.mark.parametrize("loss", ["info_nce", "multi_positive", "supervised"])
def test_a_batch_of_one_image_of_a_kind_trains(
    images: Images, tmp_path: Path, counts: tuple[int, int, int], loss: str
) -> None:
    anchors, positives, negatives = counts
    settings = replace(SETTINGS, steps=1, anchors=anchors, positives=positives, negatives=negatives, loss=loss)
    few = Images(images.anchors[:1], images.positives[:1], images.negatives[:1])
    assert trained(few, settings, tmp_path)[1] == [1]


def test_metrics_come_every_so_many_steps_and_with_the_last(images: Images, tmp_path: Path) -> None:
    told: dict[int, set[str]] = {}
    settings = replace(SETTINGS, report_every=2, checkpoint_every=3)
    train(load_backbone(BACKBONE), images, settings, tmp_path, lambda done, _, said: told.update({done: set(said)}))
    both = {"loss", "images/s"}
    assert told == {1: set(), 2: both, 3: set(), 4: both, 5: both}


def test_bf16_gives_nearly_the_losses_of_fp32_and_keeps_the_weights_in_fp32(images: Images, tmp_path: Path) -> None:
    losses: dict[str, list[float]] = {"fp32": [], "bf16": []}
    for precision, told in losses.items():
        settings = replace(SETTINGS, precision=precision, dropout=0)
        model = train(
            load_backbone(BACKBONE),
            images,
            settings,
            tmp_path / precision,
            lambda _, __, said, told=told: told.append(said["loss"]),
        )
        assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    assert losses["bf16"] == pytest.approx(losses["fp32"], rel=0.05) and losses["bf16"] != losses["fp32"]


class TestRepeats:
    def gradients(self, images: Images, encode_once: bool) -> dict[str, torch.Tensor]:
        """Of one step that draws seven anchors from four images."""
        settings = replace(SETTINGS, anchors=7, dropout=0)
        model = with_adapter(load_backbone(BACKBONE), settings).train()
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if "lora_B" in name:
                    parameter.fill_(0.01)
        pool = Pool.of(images, None, settings, torch.device("cpu"))
        drawn, encoder = draw(pool.training, settings, 0), Encoder(model, pool.pixels, settings)
        seen: list[int] = []
        model.register_forward_pre_hook(lambda _, __, named: seen.append(len(named["pixel_values"])), with_kwargs=True)
        vectors = encoder.step(drawn, None if encode_once else pool.pixels[drawn.joined()])
        assert seen == [9 if encode_once else 12] and [len(group) for group in vectors] == [7, 2, 3]
        sum((group * torch.linspace(1, 2, group.numel()).view_as(group)).sum() for group in vectors).backward()
        return {name: p.grad for name, p in model.named_parameters() if p.requires_grad}

    def test_an_anchor_drawn_twice_is_encoded_once_with_the_same_gradients(self, images: Images) -> None:
        once, twice = self.gradients(images, True), self.gradients(images, False)
        for name, gradient in twice.items():
            assert torch.allclose(once[name], gradient, rtol=1e-4, atol=1e-5 * float(gradient.abs().max()))


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
        numbered = Rows(*(torch.arange(count) for count in available))
        settings = Settings(seed=seed, anchors=wanted[0], positives=wanted[1], negatives=wanted[2])
        groups = lists(draw(numbered, settings, step))
        assert groups == lists(draw(numbered, settings, step))
        for group, count, asked in zip(groups, available, wanted, strict=True):
            assert len(group) == asked
            for start in range(0, asked, count):
                among = group[start : start + count]
                assert len(set(among)) == len(among)

    def test_each_step_and_each_seed_draws_anew(self) -> None:
        numbered = Rows(*(torch.arange(40) for _ in range(3)))
        keys = [(seed, step) for seed in range(3) for step in range(5)]
        drawn = {tuple(draw(numbered, Settings(seed=seed), step).joined().tolist()) for seed, step in keys}
        assert len(drawn) == len(keys)

    @pytest.mark.parametrize(
        ("anchors_from", "positives_from"),
        [("real", "synthetic"), ("real", "real"), ("synthetic", "synthetic"), ("both", "both"), ("synthetic", "real")],
    )
    def test_anchors_and_positives_come_from_where_the_settings_say(
        self, images: Images, anchors_from: str, positives_from: str
    ) -> None:
        settings = replace(SETTINGS, anchors_from=anchors_from, positives_from=positives_from)
        pool = Pool.of(images, left_out_images(), settings, torch.device("cpu"))
        known = {"real": [*range(4)], "synthetic": [*range(4, 9)], "both": [*range(9)]}
        assert lists(pool.training) == [known[anchors_from], known[positives_from], [*range(9, 15)]]
        assert torch.equal(pool.pixels[pool.training.negatives], images.negatives)
        assert pool.validation is not None
        assert torch.equal(pool.pixels[pool.validation.positives], left_out_images().positives)


def lists(rows: Rows) -> list[list[int]]:
    return [group.tolist() for group in (rows.anchors, rows.positives, rows.negatives)]
