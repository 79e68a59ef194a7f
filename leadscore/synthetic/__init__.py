"""Invented companies and the messy lists in which they are found."""
