"""What follows from an evaluation, in words: which card to use, and what to cross."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leadscore.cards.learned_tables import NINETY
from leadscore.standards.vocabulary import check_language

if TYPE_CHECKING:
    from leadscore.cards.crossing import Crossing


@dataclass(frozen=True)
class Verdict:
    """Whether the learned card may replace the old one.

    Attributes
    ----------
    replace : bool
        True when the learned card did better on the newest labelled period.
    difference, error : float
        Log loss of the learned card less that of the untouched one (below 0: better), and its
        standard error.
    leads : int
        Leads of that period.

    Examples
    --------
    >>> print(Verdict(False, 0.012, 0.004, 800))
    Keep the old card: on the 800 newest leads the learned one is worse (log loss +0.0120 ...).
    """

    replace: bool
    difference: float
    error: float
    leads: int

    def in_words(self, lang: str = "en") -> str:
        """Say the verdict and its reason in one sentence."""
        sure = abs(self.difference) > NINETY * self.error
        figures = (f"{self.leads:,}", f"{self.difference:+.4f}", f"{NINETY * self.error:.4f}")
        return _VERDICTS[self.replace, sure][1 if lang == "zh" else 0].format(*figures)

    def __str__(self) -> str:
        return self.in_words()


_VERDICTS = {
    (True, True): (
        "Take the learned card: on the {} newest leads it is better (log loss {} ± {}).",
        "采用学习后的评分卡：在最新的{}条线索上更好（对数损失{} ± {}）。",
    ),
    (True, False): (
        "Take the learned card: on the {} newest leads it is better, but within the error (log "
        "loss {} ± {}).",
        "采用学习后的评分卡：在最新的{}条线索上略好，但在误差之内（对数损失{} ± {}）。",
    ),
    (False, True): (
        "Keep the old card: on the {} newest leads the learned one is worse (log loss {} ± {}).",
        "保留原评分卡：在最新的{}条线索上学习后的更差（对数损失{} ± {}）。",
    ),
    (False, False): (
        "Keep the old card: on the {} newest leads the learned one is no better (log loss {} "
        "± {}).",
        "保留原评分卡：在最新的{}条线索上学习后的没有更好（对数损失{} ± {}）。",
    ),
}


_CROSSINGS = {
    True: (
        'Crossing "{first}" and "{second}" helps on the newest leads (log loss {loss}): learn with '
        "the card crossed.",
        "“{first}”与“{second}”交叉后在最新线索上更好（对数损失{loss}）：请用交叉后的评分卡学习。",
    ),
    False: (
        'Crossing "{first}" and "{second}" does not help on the newest leads (log loss {loss}).',
        "“{first}”与“{second}”交叉后在最新线索上没有更好（对数损失{loss}）。",
    ),
}


def propose(crossing: Crossing | None, gain: float, lang: str = "en") -> list[str]:
    """Say whether a crossing helps.

    Parameters
    ----------
    crossing : Crossing or None
        The pair that the older leads propose.
    gain : float
        Log loss of the card less that with the crossing on the newest leads.
    lang : {"en", "zh"}
        The language.

    Returns
    -------
    list of str
        One sentence; none where nothing is proposed.

    Examples
    --------
    >>> from leadscore.cards.crossing import Crossing
    >>> propose(Crossing("size", "brand", 3.0), 0.012)[0][:52]
    'Crossing "size" and "brand" helps on the newest lead'
    """
    check_language(lang)
    if crossing is None:
        return []
    said = _CROSSINGS[gain > 0][1 if lang == "zh" else 0]
    return [said.format(first=crossing.first, second=crossing.second, loss=f"{-gain:+.4f}")]
