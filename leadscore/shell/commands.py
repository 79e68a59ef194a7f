"""What every command shares: one clean message for an error, remarks as remarks, the language."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Annotated, ParamSpec

import typer

from leadscore.errors import CardWarning, LeadscoreError
from leadscore.funnel.reading import LogWarning
from leadscore.shell.display import print_line, print_remark

P = ParamSpec("P")
Lang = Annotated[str, typer.Option(help="Language of headings and sentences: en or zh.")]


def commanded(command: Callable[P, None]) -> Callable[P, None]:
    """Say errors in one clean message, and remarks of cards and logs as remarks."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with warnings.catch_warnings(record=True) as caught:
                for kind in (CardWarning, LogWarning):
                    warnings.simplefilter("always", kind)
                command(*args, **kwargs)
        except LeadscoreError as error:
            print_line(f"Error: {error}", error=True)
            raise typer.Exit(2) from error
        finally:
            for text in dict.fromkeys(str(one.message) for one in caught):
                print_remark(text, str(kwargs.get("lang", "en")))

    return run
