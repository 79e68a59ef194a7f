"""Large columns handled fast: repeated texts, rows in runs, work on several threads."""
