"""A messy list becomes a ranked call list with reasons."""
