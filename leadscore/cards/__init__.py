"""Cards: leads become points, with reasons, a range and the next question."""
