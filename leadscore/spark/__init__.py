"""Leads and events on a Spark cluster, worked on by the same code as everywhere.

Row-wise steps (``qualify``, ``score``, ``rank``) run on Spark's Arrow batches; additive ones
(``SparkLog``, ``learn``) are counted in each partition, and the counts are summed. Spark itself
scores and estimates nothing. Every executor needs leadscore and what it depends on, in the Python
that its workers run; see ``docs/any_size.md``.
"""

from leadscore.spark.events import SparkLog
from leadscore.spark.outcomes import learn
from leadscore.spark.ranking import rank
from leadscore.spark.rows import add_columns, qualify, score

__all__ = ["SparkLog", "add_columns", "learn", "qualify", "rank", "score"]
