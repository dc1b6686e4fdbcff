"""The represent job: curate, train the adapter, evaluate it against the bare backbone.

    python -m likeness_ml.represent

Channels: `references`, `synthetic` (the compose job's model/), `backbone`; with a generator `generated` (the generate
job's model/) and `priors` (the priors job's, whose negatives train); with `hard_negatives` above 0 `look-alikes`, of
which the hardest train; `held-out` (with NN.mask.png beside photos whose mask is known) and `others` where there are
any. With both of these, the adapter is judged on the held-out photos; with `others` alone, by cross-validation over the
references; without `others`, or where every image descends from each photo, it is not judged. model/ gets the adapter
in PEFT format; output/data/ gets evaluation.json, curation.json, vectors.safetensors and pictures; with masks of judged
held-out photos dense.json: how well the subject was found in each; with `hard_negatives` look-alikes.json: which photos
were mined; and with early stopping training.json: for each adapter which step was kept, where training stopped and why,
and all validation losses.
"""

from __future__ import annotations

from likeness_ml.job import Job, run
from likeness_ml.represent.one import one_subject, told
from likeness_ml.represent.shared import Shared


def represent(job: Job) -> None:
    one_subject(job, *told(job), Shared(job.channel("backbone")))


if __name__ == "__main__":
    run(represent)
