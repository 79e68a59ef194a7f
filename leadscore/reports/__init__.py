"""Tables become what people read: a workbook."""
