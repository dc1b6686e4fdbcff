"""Why a candidate does not train, in the words of curation.json."""

LOW = "low fidelity: among the least like the photos"
BELOW_FLOOR = "low fidelity: too little like the photos"
BELOW_THRESHOLD = "low fidelity: mean cosine to the photos under 0.6"
REPEAT = "nearly the same as another"
TOO_CLOSE = "too close to the subject for a negative"
SUBJECT_ITSELF = "shows the subject itself, so is no negative"
OVER_BUDGET = "beyond the number that trains"
ADDS_NOTHING = "adds nothing to those that were chosen"
NOT_DRAWN = "not drawn"

# Reasons that tell of the image's fidelity alone.
UNFAITHFUL = frozenset({BELOW_FLOOR, BELOW_THRESHOLD})
