"""Rows to companies: which rows are one, which value is kept, and what only looks alike."""
