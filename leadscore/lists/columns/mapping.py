"""A mapping says which column is which field; it can be shown, edited, saved and used again."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leadscore.errors import ColumnError, FileError, ListError, nearest
from leadscore.lists.vocabulary.fields import FIELDS


@dataclass(frozen=True)
class Mapping:
    """Which column of a list is which field.

    Attributes
    ----------
    columns : dict of str to tuple of str
        Field to the columns that tell it, by heading, or by number (``"1"`` is the first) where
        the list has no header.
    ignored : tuple of str
        Columns that are not used, so that using the mapping again does not guess at them.
    evidence : dict of str to str
        Field to the reason for the choice, in words. It is shown, and not read back.

    Examples
    --------
    >>> mapping = Mapping.of({"name": "公司", "phones": ["手机", "座机"]})
    >>> Mapping.from_toml(mapping.to_toml()) == mapping
    True
    """

    columns: dict[str, tuple[str, ...]]
    ignored: tuple[str, ...] = ()
    evidence: dict[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, given: object) -> Mapping:
        """Make a mapping of what a caller gives.

        Parameters
        ----------
        given : Mapping, dict, str, Path or None
            A mapping; field to column(s) (a heading or a number from 1); a TOML file; nothing.

        Returns
        -------
        Mapping
            Checked: every field exists, and single-valued fields have one column.

        Raises
        ------
        ColumnError
            When a field is not known (the nearest one is named), a single-valued field is
            given two columns, or one column is given to two fields.
        FileError
            When the file cannot be read.

        Examples
        --------
        >>> Mapping.of({"title": 2}).columns
        {'title': ('2',)}
        """
        if isinstance(given, Mapping):
            return given
        if given is None:
            return cls({})
        if isinstance(given, str | Path):
            return cls.from_toml(_read(Path(given)), str(given))
        if not isinstance(given, Dict):
            raise ColumnError(
                f"mapping must be a dict of field to column, a TOML file or a Mapping, but it is "
                f'a {type(given).__name__}. Try mapping={{"name": "公司名称"}}.'
            )
        return cls(_checked(given))

    @classmethod
    def from_toml(cls, text: str, where: str = "mapping") -> Mapping:
        r"""Read a mapping from TOML text.

        Parameters
        ----------
        text : str
            As ``to_toml`` writes it: a table ``[columns]`` and a list ``ignored``; or only the
            columns, without the heading.
        where : str
            What to call the text in an error.

        Returns
        -------
        Mapping
            The mapping, checked as ``of`` does.

        Raises
        ------
        ListError
            When the text is not valid TOML, or holds other tables.
        ColumnError
            As ``of``.

        Examples
        --------
        >>> Mapping.from_toml('[columns]\nname = "公司"').columns
        {'name': ('公司',)}
        >>> Mapping.from_toml('name = "公司"').columns
        {'name': ('公司',)}
        """
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ListError(f"{where}: not valid TOML: {error}.") from error
        ignored = table.pop("ignored", [])
        # Written by hand it is often just the columns, without the heading [columns].
        bare = not any(isinstance(value, dict) for value in table.values())
        columns, table = (table, {}) if bare else (table.pop("columns", None), table)
        if table or not isinstance(columns, dict) or not isinstance(ignored, list):
            found = ", ".join(table) or "another shape"
            raise ListError(
                f'{where}: a mapping holds a table [columns] and a list "ignored", but here is '
                f'{found}. Try [columns] and then name = "公司名称".'
            )
        return cls(_checked(columns, where), tuple(str(name) for name in ignored))

    def to_toml(self) -> str:
        """Write the mapping as TOML, the reason for each choice as a comment.

        Returns
        -------
        str
            Text that ``from_toml`` reads back to the same mapping.

        Examples
        --------
        >>> print(Mapping({"name": ("公司",)}, ("备注",), {"name": "header"}).to_toml())
        ignored = ["备注"]
        <BLANKLINE>
        [columns]
        name = "公司" # header
        <BLANKLINE>
        """
        import tomlkit  # noqa: PLC0415  only needed to write

        document = tomlkit.document()
        document["ignored"] = list(self.ignored)
        table = tomlkit.table()
        for name, columns in self.columns.items():
            value = tomlkit.item(columns[0] if len(columns) == 1 else list(columns))
            if name in self.evidence:
                value.comment(" ".join(self.evidence[name].split()))
            table.add(name, value)
        document["columns"] = table
        return tomlkit.dumps(document)

    def __str__(self) -> str:
        return self.to_toml()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(f"{path}: the mapping cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise FileError(f"{path}: the mapping is not UTF-8 text. Save it as UTF-8.") from error


def _checked(given: Dict[Any, Any], where: str = "mapping") -> dict[str, tuple[str, ...]]:
    columns = {str(name): _columns(str(name), some, where) for name, some in given.items()}
    _check(columns, where)
    return columns


def _columns(name: str, given: object, where: str) -> tuple[str, ...]:
    if isinstance(given, str | int):
        return (str(given),)
    if isinstance(given, Sequence) and given and all(isinstance(c, str | int) for c in given):
        return tuple(str(c) for c in given)
    raise ColumnError(
        f'{where}: field "{name}" must be given a column (a heading, or a number from 1) or '
        f"several, but it is given {given!r}."
    )


def _check(columns: dict[str, tuple[str, ...]], where: str) -> None:
    owner: dict[str, str] = {}
    for name, given in columns.items():
        if name not in FIELDS:
            raise ColumnError(
                f'{where}: "{name}" is not a field; allowed: {", ".join(FIELDS)}.'
                f"{nearest(name, FIELDS)}"
            )
        if len(given) > 1 and not FIELDS[name].many:
            raise ColumnError(
                f'{where}: field "{name}" takes one column, but it is given '
                f"{' and '.join(repr(c) for c in given)}. Choose one."
            )
        for column in given:
            if column in owner:
                raise ColumnError(
                    f'{where}: column "{column}" is given to two fields, "{owner[column]}" and '
                    f'"{name}". Choose one.'
                )
            owner[column] = name
