"""Credit codes and telephone numbers that look real and belong to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from leadscore.synthetic.draws import gather

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
_UNIT_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
# 91: a company under the market regulator; 990000: a region that does not exist.
_FRONT = "91990000"


def credit_codes(numbers: NDArray[np.int64]) -> pl.Series:
    """Make a unified social credit code with valid check digits for each number.

    Parameters
    ----------
    numbers : ndarray of int
        From 0 up to 99,999,999; the same number gives the same code.

    Returns
    -------
    polars.Series
        Text of 18 characters. The codes belong to a region that does not exist.

    Notes
    -----
    Check digits by GB 32100-2015 (weights 3**i mod 31) and GB 11714-1997 (unit code).

    Examples
    --------
    >>> credit_codes(np.array([7])).to_list()
    ['919900000000000785']
    """
    front = np.array([_LETTERS.index(c) for c in _FRONT])
    unit = (numbers[:, None] // 10 ** np.arange(7, -1, -1)) % 10
    check = 11 - (unit * _UNIT_WEIGHTS).sum(axis=1) % 11
    # A rest of 1 is written X, whose value in the code's alphabet is not 10.
    check = np.where(check == 10, _LETTERS.index("X"), check % 11)
    body = np.hstack([np.tile(front, (len(numbers), 1)), unit, check[:, None]])
    last = (31 - (body * _CODE_WEIGHTS).sum(axis=1) % 31) % 31
    return _written(np.hstack([body, last[:, None]]))


def _written(values: NDArray[np.int64]) -> pl.Series:
    letters = pl.Series(list(_LETTERS))
    columns = {str(at): letters[values[:, at]] for at in range(values.shape[1])}
    return pl.DataFrame(columns).select(pl.concat_str(pl.all()).alias("")).to_series()


def spoil_codes(codes: pl.Series, form: NDArray[np.int64]) -> pl.Series:
    """Spoil some codes as lists do.

    Parameters
    ----------
    codes : polars.Series
        Valid codes.
    form : ndarray of int
        0 as it is, 1 a wrong digit, 2 the end masked, 3 absent.

    Returns
    -------
    polars.Series
        Text; null where absent.

    Examples
    --------
    >>> code = credit_codes(np.array([7, 7, 7]))
    >>> spoil_codes(code, np.array([1, 2, 3])).to_list()
    ['919900000000001785', '9199000000000007**', None]
    """
    frame = pl.DataFrame({"code": codes, "form": form})
    digit = pl.col("code").str.slice(14, 1)
    wrong = pl.when(digit == "1").then(pl.lit("2")).otherwise(pl.lit("1"))
    swapped = pl.col("code").str.slice(0, 14) + wrong + pl.col("code").str.slice(15)
    return frame.select(
        pl.when(pl.col("form") == 0)
        .then("code")
        .when(pl.col("form") == 1)
        .then(swapped)
        .when(pl.col("form") == 2)
        .then(pl.col("code").str.slice(0, 16) + "**")
    ).to_series()


def mobiles(numbers: NDArray[np.int64]) -> pl.Series:
    """Make mobile numbers of the form 1380000xxxx.

    Examples
    --------
    >>> mobiles(np.array([12])).to_list()
    ['13800000012']
    """
    return "1380000" + _four(numbers)


def masked_mobiles(numbers: NDArray[np.int64]) -> pl.Series:
    """Make mobile numbers whose middle is hidden.

    Examples
    --------
    >>> masked_mobiles(np.array([12])).to_list()
    ['138****0012']
    """
    return "138****" + _four(numbers)


def landlines(
    area_codes: list[str], place: NDArray[np.int64], numbers: NDArray[np.int64]
) -> pl.Series:
    """Make landline numbers that begin with 9999, which no exchange gives out.

    Examples
    --------
    >>> landlines(["021"], np.array([0]), np.array([12])).to_list()
    ['021-99990012']
    """
    return gather(area_codes, place) + "-9999" + _four(numbers)


def _four(numbers: NDArray[np.int64]) -> pl.Series:
    return pl.Series(numbers % 10_000).cast(pl.String).str.zfill(4)
