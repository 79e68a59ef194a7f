"""The words of the importer: its data files, the fields of a list, and what headings stand for."""
