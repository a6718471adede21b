"""How long an application takes to read and score. Pure, and light: pages reckon with it without scipy.

To be confirmed by the programme team. 200 words a minute is careful reading, often of a second language; the mean
for English non-fiction is 238 (Brysbaert, 2019, "How many words do we read per minute?").
"""

WORDS_A_MINUTE = 200
SCORING_MINUTES = 15
ROUNDED_UP_TO = 5


def expected_minutes(words: int) -> int:
    """Minutes to read and score an application of so many words, rounded up to five."""
    if words < 0:
        raise ValueError("An application cannot have fewer than no words.")
    block = WORDS_A_MINUTE * ROUNDED_UP_TO
    return -(-(words + SCORING_MINUTES * WORDS_A_MINUTE) // block) * ROUNDED_UP_TO
