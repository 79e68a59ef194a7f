"""What a good customer is: one file per information standard, its vocabulary beside it as data."""
