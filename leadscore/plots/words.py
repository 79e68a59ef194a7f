"""The words of pictures as data: the reader of ``plots/data/plot_words.toml``."""

from __future__ import annotations

from leadscore import data_files


def say(group: str, key: str, lang: str, **places: object) -> str:
    """Say a key in one language.

    Parameters
    ----------
    group, key : str
        A table and a key of ``plot_words.toml``.
    lang : {"en", "zh"}
        The language.
    **places : object
        What is filled in where the words have ``{name}``.

    Returns
    -------
    str

    Examples
    --------
    >>> say("text", "counted", "en", name="offer", count="1,204")
    'offer (1,204)'
    """
    return data_files.say("plots", "plot_words.toml", group, key, lang=lang, **places)
