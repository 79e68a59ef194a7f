"""Pictures of result tables: a table in, the Axes out, nothing computed on the way.

>>> import leadscore as ls
>>> from leadscore.funnel.examples import example_log
>>> ax = ls.plots.funnel_bars(example_log().funnel())
>>> ax.get_xlabel()
'Leads'

Every picture takes ``ax`` (None makes a figure with pyplot, so that a notebook shows it) and
``lang``. In a server or a loop give ``ax=matplotlib.figure.Figure().subplots()``: pyplot keeps its
figures until they are closed.
"""

from leadscore.plots.cohorts import cohort_map
from leadscore.plots.evaluation import calibration, gains, lift
from leadscore.plots.forecast import forecast_fan
from leadscore.plots.funnel import funnel_bars, pipeline_change, segments
from leadscore.plots.outcomes import incidence
from leadscore.plots.points import card_points, learned_points
from leadscore.plots.ranking import lead_waterfall, score_ranges
from leadscore.plots.stays import stage_durations

__all__ = [
    "calibration",
    "card_points",
    "cohort_map",
    "forecast_fan",
    "funnel_bars",
    "gains",
    "incidence",
    "lead_waterfall",
    "learned_points",
    "lift",
    "pipeline_change",
    "score_ranges",
    "segments",
    "stage_durations",
]
