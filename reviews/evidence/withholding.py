"""Keep e-mail addresses out of a pack. What was typed may hold one, and an account without a name is called by its own.

Signed texts are left as they are: what stands in them was published.
"""

import re
from collections.abc import Mapping

ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(\.[\w-]+)+")
WITHHELD = "[e-mail address withheld]"


def without_addresses(value: object) -> object:
    """The same JSON value with every address replaced; equal to `value` if there was none."""
    if isinstance(value, str):
        return ADDRESS.sub(WITHHELD, value)
    if isinstance(value, Mapping):
        return {key: without_addresses(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_addresses(item) for item in value]
    return value
