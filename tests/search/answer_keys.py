"""What an answer for programs holds, in its order: a contract that the command and the page keep as well."""

ANSWER_KEYS = [
    "query",
    "language",
    "detected_by",
    "mode",
    "reason",
    "complete",
    "confidence",
    "fits",
    "relaxed",
    "total",
    "did_you_mean",
    "searched_for",
    "answer",
    "took_ms",
    "results",
]


HIT_KEYS = [
    "key",
    "language",
    "title",
    "url",
    "section",
    "snippet",
    "text",
    "category",
    "products",
    "audience",
    "last_reviewed_on",
    "score",
    "found_by",
]
