"""What every command shares: one clean message for an error, remarks as remarks, the language."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
import warnings
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ParamSpec

import typer

from leadscore.errors import CardWarning, LeadscoreError, Worded
from leadscore.funnel.reading import LogWarning
from leadscore.reports.words import say
from leadscore.shell.display import print_line, print_remark
from leadscore.shell.spelling import in_shell
from leadscore.standards.vocabulary import LANGUAGES

P = ParamSpec("P")
Lang = Annotated[str, typer.Option(help="Language of headings and sentences: en or zh.")]


def day_option(help_text: str) -> Any:
    """Make an option that takes a day.

    Examples
    --------
    >>> day_option("The day of the list.").metavar
    'YYYY-MM-DD'
    """
    return typer.Option(parser=_read_day, metavar="YYYY-MM-DD", help=help_text)


def _read_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(f'"{text}" is no day; write it as 2026-11-23.') from None


def commanded(command: Callable[P, None]) -> Callable[P, None]:
    """Say errors in one clean message, and remarks of cards and logs as remarks."""
    options = _options(command)

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with warnings.catch_warnings(record=True) as caught:
                for kind in (CardWarning, LogWarning):
                    warnings.simplefilter("always", kind)
                command(*args, **kwargs)
        except LeadscoreError as error:
            print_line(f"Error: {in_shell(error.parts, options)}", error=True)
            raise typer.Exit(2) from error
        finally:
            lang = str(kwargs.get("lang", "en"))
            lang = lang if lang in LANGUAGES else LANGUAGES[0]
            for text in dict.fromkeys(_told(one.message, options, lang) for one in caught):
                print_remark(text, lang)

    return run


def _options(command: Callable[P, None]) -> dict[str, str]:
    """Name the option of every argument; a day of work is also the one up to which a log goes."""
    names = inspect.signature(command).parameters
    options = {name: f"--{name.replace('_', '-')}" for name in names}
    return {"as_of": options["on"], **options} if "on" in options else options


def _told(message: Warning | str, options: Mapping[str, str], lang: str) -> str:
    if isinstance(message, LogWarning) and message.day is not None:
        option = options.get("as_of", "as_of")
        return say("shell", "last_day", lang, option=option, day=message.day)
    return in_shell(message.parts, options) if isinstance(message, Worded) else str(message)
