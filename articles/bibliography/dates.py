"""CSL dates: a year, a year and month, or a full day; never a range."""

import re
from datetime import date
from typing import Any

EARLIEST_YEAR = 1000

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_DIGITS = re.compile(r"[0-9]{1,4}")


def read_date(value: object) -> dict[str, list[list[int]]]:
    """`{"date-parts": [[2014, 11, 17]]}` from that form (digits may be text), from "2014-11-17" or from 2014.

    Returns {} for blank.

    Raises:
        ValueError: there is no such day, or it is not one day, month or year.
    """
    if value in ("", {}, []):
        return {}
    return {"date-parts": [_checked(_parts(value))]}


def year(csl: dict[str, Any]) -> int | None:
    """The year a checked item was issued in."""
    parts = parts_of(csl, "issued")
    return parts[0] if parts else None


def parts_of(csl: dict[str, Any], field: str) -> list[int]:
    """Year, month, day of a checked item's date, as far as they are known."""
    found: list[int] = csl.get(field, {}).get("date-parts", [[]])[0]
    return found


def _parts(value: object) -> list[object]:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str):
        if match := _ISO.fullmatch(value.strip()):
            return [part for part in match.groups() if part is not None]
        raise ValueError("write a date as 2014, 2014-11 or 2014-11-17; ranges are not kept")
    if not isinstance(value, dict) or set(value) != {"date-parts"}:
        raise ValueError('a date has "date-parts" and nothing else')
    parts = value["date-parts"]
    if not isinstance(parts, list) or not parts or not isinstance(parts[0], list):
        raise ValueError('"date-parts" looks like [[2014, 11, 17]]')
    if len(parts) > 1:
        raise ValueError("ranges are not kept: give the first date only")
    first: list[object] = parts[0]
    return first


def _checked(parts: list[object]) -> list[int]:
    if not 1 <= len(parts) <= 3:
        raise ValueError("a date has a year, perhaps a month, perhaps a day")
    numbers = [_number(part) for part in parts]
    if numbers[0] < EARLIEST_YEAR:
        raise ValueError(f"{numbers[0]} is not a year of four digits")
    shown = "-".join(map(str, numbers))
    try:
        date(*[*numbers, 1, 1][:3])  # a month or a year alone is checked by its first day
    except ValueError:
        raise ValueError(f"there is no {shown} in the calendar") from None
    return numbers


def _number(part: object) -> int:
    if isinstance(part, int) and not isinstance(part, bool) and 0 <= part <= 9999:
        return part
    if isinstance(part, str) and _DIGITS.fullmatch(part.strip()):
        return int(part)
    raise ValueError("the parts of a date are whole numbers")
