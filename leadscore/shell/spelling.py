"""Arguments in a message, spelled as the options of a command."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from leadscore.errors import Advice, Argument


def in_shell(parts: Iterable[object], options: Mapping[str, str]) -> str:
    """Word a message for who called a command.

    Parameters
    ----------
    parts : iterable of str, Argument or Advice
        The message.
    options : mapping of str to str
        The arguments that the command takes, such as ``"as_of"``, and how they are typed.

    Returns
    -------
    str
        The message. Advice that cannot be followed here is left out.

    Examples
    --------
    >>> told = [Argument("split", "ramdom"), " is not known.", Advice(" Try ", Argument("seed", 1))]
    >>> in_shell(told, {"split": "--split"})
    '--split ramdom is not known.'
    """
    said = []
    for part in parts:
        if isinstance(part, Advice):
            named = [one.name for one in part.parts if isinstance(one, Argument)]
            if named and options.keys() >= set(named):
                said.append(in_shell(part.parts, options))
        elif isinstance(part, Argument) and part.name in options:
            said.append(_option(options[part.name], part.value))
        else:
            said.append(str(part))
    return "".join(said)


def _option(option: str, value: object) -> str:
    if value is None:
        return option
    if isinstance(value, dict):
        lines = " and ".join(f'{key} = "{one}"' for key, one in value.items())
        return f"{option} FILE, with a text file that says: {lines}"
    text = str(value)
    return f"{option} {text}" if re.fullmatch(r"[\w.:/+-]+", text) else f'{option} "{text}"'
