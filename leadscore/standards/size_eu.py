"""Size classes of the EU recommendation 2003/361/EC."""

from __future__ import annotations

from leadscore.standards.vocabulary import read_rows


def eu_class(
    employees: float, *, turnover: float | None = None, balance: float | None = None
) -> str:
    """Give the class of a company by the EU recommendation 2003/361/EC.

    Parameters
    ----------
    employees : float
        Staff (annual work units), linked companies counted in.
    turnover, balance : float, optional
        Euro. The headcount test is compulsory; one of the two money tests is enough.

    Returns
    -------
    str
        micro, small, medium or large; with ``|`` between them where the money that is not given
        decides. The standard has no class above medium: large is all that is not an SME.

    Examples
    --------
    >>> eu_class(120, turnover=60e6, balance=40e6), eu_class(120, turnover=60e6), eu_class(300)
    ('medium', 'medium|large', 'large')
    """
    possible: list[str] = []
    for row in read_rows("size_eu_2003.csv"):
        if employees >= float(row["employees_below"]):
            continue
        tests = (
            (turnover, float(row["turnover_at_most"]) * 1e6),
            (balance, float(row["balance_at_most"]) * 1e6),
        )
        if any(value is not None and value <= most for value, most in tests):
            return "|".join([*possible, row["class"]])
        if any(value is None for value, _ in tests):
            possible.append(row["class"])
    return "|".join([*possible, "large"])
