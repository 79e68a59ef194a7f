"""What was learned, judged or regraded, as a notebook shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from leadscore import markup
from leadscore.cards.learned_tables import points_table
from leadscore.frames import open_table

if TYPE_CHECKING:
    from leadscore.cards.evaluation import Evaluation
    from leadscore.cards.learned import Learned
    from leadscore.cards.regrade import Regrade

_SHOWN = 20
_METHODS = ("method", "leads", "auc", "log_loss", "brier", "says", "is")
_REGRADED = ("lead_id", "grade_before", "grade_after", "score_before", "score_after", "by")


def learned_html(learned: Learned) -> str:
    """Show the slope, and every bin before and after; few leads: no interval is shown.

    Parameters
    ----------
    learned : Learned
        What was learned.

    Returns
    -------
    str
        HTML; every text of the card is escaped.
    """
    labels = {one.name: one.label.in_language("en") for one in learned.prior.attributes}
    rows: list[list[markup.Cell]] = []
    seen = None
    for one in points_table(learned).iter_rows(named=True):
        name = one["attribute"]
        span = f"{one['low']:.1f} to {one['high']:.1f}" if one["supported"] else "few leads"
        change = one["after"] - one["before"]
        rows.append(
            [
                "" if name == seen else labels[name],
                *(one["bin"], one["leads"], f"{one['wins']:,.1f}".removesuffix(".0")),
                *(one["before"], one["after"]),
                f"{change:+d}" if change else "",
                span,
            ]
        )
        seen = name
    heads = ["Attribute", "Value", "Leads", "Won", "Before", "After", "Change", "90 % interval"]
    told = _sentences(repr(learned))
    return markup.paragraph(told) + markup.table(heads, rows, right=(2, 3, 4, 5, 6, 7))


def evaluation_html(found: Evaluation) -> str:
    """Show the verdict, and the methods on the newest leads.

    Parameters
    ----------
    found : Evaluation
        What ``evaluate`` returned.

    Returns
    -------
    str
        HTML.
    """
    door = open_table(found.methods())
    methods = door.read(dict.fromkeys(_METHODS, "any"))
    rows = [
        [name, leads, *(f"{one:.4f}" for one in figures), f"{says:.1%}", f"{was:.1%}"]
        for name, leads, *figures, says, was in methods.rows()
    ]
    heads = ["Method", "Leads", "AUC", "Log loss", "Brier", "Said", "Was"]
    table = markup.table(heads, rows, title="On the newest leads", right=range(1, 7))
    return markup.paragraph(_sentences(repr(found))) + table


def regrade_html(found: Regrade) -> str:
    """Show what two cards say differently, and the first leads that change grade.

    Parameters
    ----------
    found : Regrade
        What ``Card.diff`` returned.

    Returns
    -------
    str
        HTML; ids and texts of the cards are escaped.
    """
    changes = [(one.place, one.before, one.after) for one in found.changes[:_SHOWN]]
    title = f"What changed ({len(found.changes)})"
    cards = markup.table(["Place", "Before", "After"], changes, title=title) if changes else ""
    more = markup.paragraph(["…"] if len(found.changes) > _SHOWN else [])
    told = markup.paragraph([found.in_words()])
    door = open_table(found.leads)
    leads: pl.DataFrame = door.read(dict.fromkeys(_REGRADED, "any")).head(_SHOWN)
    heads = ["Lead", "Grade before", "Grade after", "Score before", "Score after", "Mostly by"]
    shown = markup.table(heads, leads.rows(), title=f"The first {leads.height}")
    return cards + more + told + (shown if leads.height else "")


def _sentences(told: str) -> list[str]:
    """Take the sentences of a text; what is set in is a table, shown as one."""
    return [line for line in told.split("\n") if not line.startswith(" ")]
