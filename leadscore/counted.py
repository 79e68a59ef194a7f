"""Numbers with the word that goes with them: "1 lead", "2 leads"."""

from __future__ import annotations


def counted(count: object, one: str, many: str) -> str:
    """Say a number with the word for one or for many.

    Parameters
    ----------
    count : int or str
        The number, or how it is to be written; thousands are set apart.
    one, many : str
        The words that follow a 1, and those that follow any other number.

    Returns
    -------
    str
        The number and the words.

    Examples
    --------
    >>> counted(1, "lead is", "leads are"), counted(1204, "lead is", "leads are")
    ('1 lead is', '1,204 leads are')
    """
    number = f"{count:,}" if isinstance(count, int) else str(count)
    return f"{number} {one if number == '1' else many}"


def fill(text: str, /, **places: object) -> str:
    """Fill in a sentence as ``str.format`` does, and ``{count:row|rows}`` as "1 row" or "2 rows".

    Parameters
    ----------
    text : str
        The sentence.
    **places : object
        What is filled in where it has ``{name}``.

    Returns
    -------
    str
        The sentence.

    Examples
    --------
    >>> fill("{count:row holds|rows hold} nothing in {file}.", count=1, file="a.csv")
    '1 row holds nothing in a.csv.'
    """
    if "|" not in text:
        return text.format(**places)
    return text.format(**{name: _Place(value) for name, value in places.items()})


class _Place:
    """A value that knows which of two words goes with it."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def __format__(self, spec: str) -> str:
        one, mark, many = spec.partition("|")
        return counted(self._value, one, many) if mark else format(self._value, spec)
