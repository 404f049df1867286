"""What the events of the log say, for pages and verifiers."""

import json
from typing import Any


def data_of(text: str) -> dict[str, Any]:
    """The data of an event. One that cannot be read was altered: the chain names it, and here it says nothing."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}
