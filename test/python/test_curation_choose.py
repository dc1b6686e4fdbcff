"""Which candidates train, by each rule, on vectors that are given."""

from collections import Counter

import numpy as np
import pytest
from curation_pool import candidate, fixed_pool, positives, scored, unit
from hypothesis import given
from hypothesis import strategies as st

from likeness_ml.curation.choose import FEW, Shortfall, decide
from likeness_ml.curation.fidelity import Scored
from likeness_ml.curation.rule import RULES, Rule
from likeness_ml.errors import ServiceError

MADE, PASTED = "dreambooth", "cut-and-paste"


def dropped(pool: Scored, rule: Rule, seed: int = 0) -> dict[str, list[str]]:
    """Ids by the reason for which they don't train."""
    found: dict[str, list[str]] = {}
    for one, reason in zip(pool.candidates, decide(pool, rule, seed).reasons, strict=True):
        if reason:
            found.setdefault(reason, []).append(one.identity)
    return found


def kept(pool: Scored, rule: Rule, seed: int = 0) -> list[str]:
    """Ids of the positives that train."""
    reasons = decide(pool, rule, seed).reasons
    pairs = zip(pool.candidates, reasons, strict=True)
    return [one.identity for one, reason in pairs if one.kind == "positive" and not reason]


def varied(fidelity: list[float], sources: list[str], seed: int = 0) -> Scored:
    vectors = np.random.default_rng(seed).normal(size=(len(fidelity), 8)) + 0.7
    return positives(fidelity, unit(vectors), sources)


class TestLowestTenth:
    def test_the_fixed_pool_gives_what_it_gave_before_there_were_other_rules(self) -> None:
        assert dropped(scored(*fixed_pool()), Rule()) == {
            "nearly the same as another": ["cp0007", "db0060"],
            "low fidelity: among the least like the photos": [
                *("cp0012", "cp0013", "cp0015", "cp0035", "cp0048"),
                *("db0052", "db0056", "db0057"),
            ],
            "too close to the subject for a negative": ["ng0093", "ng0112"],
        }

    def test_look_alikes_may_be_as_near_as_they_like(self) -> None:
        candidates, vectors, photos = fixed_pool()
        vectors = vectors.copy()
        for index, one in enumerate(candidates):
            if one.source in ("look-alike", "background"):
                vectors[index] = photos[0]
        gone = dropped(scored(candidates, vectors, photos), Rule())["too close to the subject for a negative"]
        assert {one.identity for one in candidates if one.source == "background"} <= set(gone)
        assert not {one.identity for one in candidates if one.source == "look-alike"} & set(gone)


class TestThreshold:
    def test_it_is_the_papers_mean_cosine(self) -> None:
        pool = varied([0.4, 0.5, 0.6], [PASTED] * 3)  # mean cosines 0.56, 0.6 and 0.64
        assert kept(pool, Rule("threshold")) == ["p0001", "p0002"]


class TestBudget:
    @given(
        st.lists(st.tuples(st.floats(-0.5, 1.5), st.sampled_from([MADE, PASTED])), min_size=1, max_size=30),
        st.integers(1, 20),
        st.sampled_from([0, 0.25, 0.5, 1, None]),
        st.sampled_from(RULES),
    )
    def test_no_rule_takes_more_and_none_takes_nothing(
        self, images: list, budget: int, share: float | None, name: str
    ) -> None:
        pool = varied([fidelity for fidelity, _ in images], [source for _, source in images])
        rule = Rule(name, budget, generated_share=share)
        chosen = kept(pool, rule)
        assert 0 < len(chosen) <= budget
        assert chosen == kept(pool, rule)

    def test_the_generator_has_its_share_of_it_and_what_one_lacks_the_other_fills(self) -> None:
        pool = varied([1.0] * 40, [MADE] * 10 + [PASTED] * 30)
        for name in ("all", "coverage", "random"):
            for share, made in ((0.25, 4), (0.5, 8), (1, 10), (0, 0)):
                chosen = kept(pool, Rule(name, budget=16, generated_share=share))
                assert (len(chosen), len([one for one in chosen if one < "p0010"])) == (16, made)

    def test_without_one_all_faithful_images_train(self) -> None:
        pool = varied([0.2, 0.6, 0.7, 0.9], [PASTED, MADE, PASTED, MADE])
        assert kept(pool, Rule("coverage")) == ["p0001", "p0002", "p0003"]

    def test_without_a_curation_the_first_are_taken(self) -> None:
        assert kept(varied([0.1] * 9, [PASTED] * 9), Rule("all", budget=2)) == ["p0000", "p0001"]


class TestCoverage:
    def test_of_one_look_the_most_faithful_stands_for_all(self) -> None:
        vectors = unit(np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, 1]]))
        pool = positives([0.7, 0.9, 0.9, 0.6, 0.8], vectors, [PASTED] * 5)
        assert kept(pool, Rule("coverage", budget=4)) == ["p0001", "p0004"]
        assert dropped(pool, Rule("coverage", budget=4)) == {
            "adds nothing to those that were chosen": ["p0000", "p0002", "p0003"]
        }
        assert dropped(pool, Rule("coverage", budget=1)) == {
            "beyond the number that trains": ["p0000", "p0002", "p0003", "p0004"]
        }

    @given(st.integers(0, 1000), st.integers(1, 12), st.permutations(range(12)))
    def test_the_choice_does_not_hang_on_the_order_of_the_pool(self, seed: int, budget: int, order: list) -> None:
        pool = varied(list(np.random.default_rng(seed).random(12)), [MADE, PASTED] * 6, seed)
        shuffled = Scored(
            [pool.candidates[i] for i in order],
            pool.vectors[order],
            pool.cosine[order],
            pool.mean_cosine[order],
            pool.fidelity[order],
            pool.calibration,
        )
        rule = Rule("coverage", budget)
        assert sorted(kept(pool, rule)) == sorted(kept(shuffled, rule))


class TestRandom:
    def test_it_draws_as_many_of_each_source_as_coverage_takes_faithful_or_not(self) -> None:
        pool = varied(list(np.linspace(0, 1, 40)), [MADE, PASTED] * 20)
        sources = {one.identity: one.source for one in pool.candidates}
        wanted = Counter(sources[one] for one in kept(pool, Rule("coverage", budget=10)))
        draws = [kept(pool, Rule("random", budget=10), seed) for seed in range(20)]
        assert all(Counter(sources[one] for one in draw) == wanted for draw in draws)
        assert len({tuple(draw) for draw in draws}) > 15 and len({one for draw in draws for one in draw}) > 35


class TestShortfalls:
    def test_a_source_of_which_nothing_passes_leaves_the_rest_to_the_others(self) -> None:
        pool = varied([0.1] * 5 + [0.9] * 5, [MADE] * 5 + [PASTED] * 5)
        found = decide(pool, Rule("coverage", budget=4))
        reason = "none of its 5 images trains, low fidelity: too little like the photos"
        assert found.shortfalls == [Shortfall(MADE, reason)]
        assert len(kept(pool, Rule("coverage", budget=4))) == 4

    def test_a_source_of_which_too_few_pass_is_named_with_the_numbers(self) -> None:
        pool = varied([0.9, 0.1, 0.1] + [0.9] * 5, [MADE] * 3 + [PASTED] * 5)
        found = decide(pool, Rule("coverage", budget=4))
        assert found.shortfalls == [Shortfall(MADE, "1 of the 2 images wanted are faithful")]

    def test_a_source_that_made_nothing_is_named(self) -> None:
        found = decide(varied([0.9], [PASTED]), Rule(), expected={MADE})
        assert found.shortfalls == [Shortfall(MADE, "no image was made")]

    @pytest.mark.parametrize("name", ["threshold", "coverage"])
    def test_where_nothing_passes_the_most_faithful_few_of_the_largest_source_train(self, name: str) -> None:
        pool = varied([0.3] * 9 + list(np.linspace(-1, 0, 12)), [MADE] * 9 + [PASTED] * 12)
        assert kept(pool, Rule(name)) == [f"p{n:04d}" for n in range(21 - FEW, 21)]
        assert [shortfall.source for shortfall in decide(pool, Rule(name)).shortfalls] == [PASTED, MADE, PASTED]
        assert kept(pool, Rule(name, budget=3)) == ["p0018", "p0019", "p0020"]

    def test_a_pool_without_any_positive_is_refused_in_words(self) -> None:
        pool = Scored([candidate("ng0000", "other-object", "negative")], *[np.zeros((1, 1))] * 4, None)
        with pytest.raises(ServiceError, match="No synthetic image of the subject was made"):
            decide(pool, Rule())


class TestNegatives:
    @pytest.mark.parametrize("name", RULES)
    def test_the_generators_that_show_the_subject_itself_go_whatever_the_rule(self, name: str) -> None:
        candidates = [candidate("p0000", PASTED, "positive")]
        candidates += [candidate(f"pn{n:04d}", "generator", "negative") for n in range(3)]
        candidates += [candidate("ng0000", "look-alike", "negative")]
        vectors = unit(np.eye(5) + 0.1)
        fidelity = np.array([0.9, 0.2, 1.0, 1.2, 1.2])
        cosine = np.array([0.9, 0.1, 0.1, 0.1, 0.1])  # too low for `lowest-tenth` to call them near
        pool = Scored(candidates, vectors, cosine, np.full(5, 0.7), fidelity, positives([1], vectors, "a").calibration)
        assert dropped(pool, Rule(name)) == {"shows the subject itself, so is no negative": ["pn0001", "pn0002"]}
