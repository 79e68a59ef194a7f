"""Bytes to a table of text: encodings, delimiters, sheets, JSON, and where the headings stand."""
