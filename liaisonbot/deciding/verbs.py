"""All verbs: importing this fills the registry, in the order in which people read them."""

from liaisonbot.deciding import (
    verbs_ask,
    verbs_close,
    verbs_handle,
    verbs_order,
    verbs_people,
    verbs_problem,
    verbs_tell,
    verbs_time,
    verbs_write,
)

__all__ = [
    "verbs_ask",
    "verbs_close",
    "verbs_handle",
    "verbs_order",
    "verbs_people",
    "verbs_problem",
    "verbs_tell",
    "verbs_time",
    "verbs_write",
]
