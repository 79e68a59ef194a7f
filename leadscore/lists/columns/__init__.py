"""Which column is which field, said by headings and cells, and kept as a mapping."""
