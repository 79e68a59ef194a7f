"""Cells to values: text to names, headcounts, money, dates, places and contacts."""
