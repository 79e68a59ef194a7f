"""Credit codes with a right check digit, written again from GB 32100-2015."""

from __future__ import annotations

import csv
from pathlib import Path

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_right(code: str) -> bool:
    """Tell whether 17 characters and their check digit agree."""
    if len(code) != 18 or any(letter not in LETTERS for letter in code):
        return False
    total = sum(LETTERS.index(letter) * 3**place for place, letter in enumerate(code[:17]))
    return LETTERS[-total % 31] == code[17]


def codes(path: Path) -> dict[int, str]:
    """Row to its credit code, where that is right."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    told = {at: row["统一社会信用代码"].strip() for at, row in enumerate(rows, 2)}
    return {at: code for at, code in told.items() if is_right(code)}


def names(path: Path) -> dict[int, str]:
    """Row to its name."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {at: row["企业名称"].strip() for at, row in enumerate(csv.DictReader(file), 2)}


def respelled(name: str, way: int) -> str:
    """Write a name as another list would, in one of six ways; where one has no hold, as it is."""
    place = next((place for place in _PLACES if name.startswith(place)), "")
    rest = name.removeprefix(place).removeprefix("市").removeprefix("省")
    ways = (
        name.replace("(", "（").replace(")", "）").replace("有限", " 有限"),
        name.replace("有限责任公司", "有限公司"),
        place + rest,
        f"【急聘】{name}",
        _bracketed(place, rest) or name,
        name.translate(_TRADITIONAL),
    )
    return ways[way % len(ways)]


_PLACES = [
    "北京",
    "上海",
    "天津",
    "重庆",
    "广州",
    "深圳",
    "杭州",
    "南京",
    "苏州",
    "无锡",
    "成都",
    "武汉",
    "西安",
    "青岛",
    "济南",
    "郑州",
    "长沙",
    "沈阳",
    "大连",
]
_TRADITIONAL = str.maketrans("国业贸电东华发实机车厂达", "國業貿電東華發實機車廠達")


def _bracketed(place: str, rest: str) -> str | None:
    """Move the place into brackets before the legal form."""
    form = next((f for f in ("有限责任公司", "股份有限公司", "有限公司") if rest.endswith(f)), "")
    known = place and form and len(rest) > len(form) + 2
    return f"{rest.removesuffix(form)}({place}){form}" if known else None


def capitals(path: Path) -> dict[int, str]:
    """Row to what it states as capital, where that holds a digit."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    told = {at: row["注册资金"].strip() for at, row in enumerate(rows, 2)}
    return {at: text for at, text in told.items() if any(letter.isdigit() for letter in text)}
