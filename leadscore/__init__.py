"""A messy list becomes a ranked call list with reasons.

>>> import leadscore as ls
>>> leads = ls.read_list("data/vacancies_gb18030.csv").leads    # doctest: +SKIP
>>> calls = ls.rank(ls.qualify(leads))                          # doctest: +SKIP
>>> ls.write_workbook("calls.xlsx", calls)                      # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leadscore import plots
    from leadscore.cards.card import Card, hrm_card
    from leadscore.cards.estimator import CardLearner
    from leadscore.cards.evaluation import evaluate
    from leadscore.cards.learning import learn
    from leadscore.cards.outcomes import WinCurve
    from leadscore.cards.scoring import explain, rank, score
    from leadscore.errors import LeadscoreError
    from leadscore.funnel.log import EventLog
    from leadscore.lists.columns.mapping import Mapping
    from leadscore.lists.imported import Imported
    from leadscore.lists.importer import read_list
    from leadscore.lists.preview import preview
    from leadscore.lists.updates import merge, remove
    from leadscore.reports.csv_file import write_csv
    from leadscore.reports.page import write_page
    from leadscore.reports.workbook import write_workbook
    from leadscore.standards.brand import BrandLists
    from leadscore.standards.process import load_process
    from leadscore.standards.qualify import qualify

__all__ = [
    "BrandLists",
    "Card",
    "CardLearner",
    "EventLog",
    "Imported",
    "LeadscoreError",
    "Mapping",
    "WinCurve",
    "evaluate",
    "explain",
    "hrm_card",
    "learn",
    "load_process",
    "merge",
    "plots",
    "preview",
    "qualify",
    "rank",
    "read_list",
    "remove",
    "score",
    "write_csv",
    "write_page",
    "write_workbook",
]

# Names are found when they are first used, so that importing the package costs next to nothing.
_PLACES = {
    "BrandLists": "standards.brand",
    "Card": "cards.card",
    "CardLearner": "cards.estimator",
    "EventLog": "funnel.log",
    "Imported": "lists.imported",
    "LeadscoreError": "errors",
    "Mapping": "lists.columns.mapping",
    "WinCurve": "cards.outcomes",
    "evaluate": "cards.evaluation",
    "explain": "cards.scoring",
    "hrm_card": "cards.card",
    "learn": "cards.learning",
    "load_process": "standards.process",
    "merge": "lists.updates",
    "preview": "lists.preview",
    "qualify": "standards.qualify",
    "rank": "cards.scoring",
    "read_list": "lists.importer",
    "remove": "lists.updates",
    "score": "cards.scoring",
    "write_csv": "reports.csv_file",
    "write_page": "reports.page",
    "write_workbook": "reports.workbook",
}


def __getattr__(name: str) -> Any:
    if name == "plots":
        found: Any = import_module("leadscore.plots")
    elif name in _PLACES:
        found = getattr(import_module(f"leadscore.{_PLACES[name]}"), name)
    else:
        raise AttributeError(f'module "leadscore" has no attribute "{name}"')
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
