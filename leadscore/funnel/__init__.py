"""An event log becomes conversion numbers that stay true while leads are still open."""
