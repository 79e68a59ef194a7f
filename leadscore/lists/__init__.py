"""Lists: a messy file becomes leads, one row per company, and nothing is lost on the way."""

from __future__ import annotations

from leadscore.lists.columns.mapping import Mapping
from leadscore.lists.companies.batches import Batch
from leadscore.lists.companies.choices import Choice
from leadscore.lists.imported import Imported
from leadscore.lists.importer import read_list
from leadscore.lists.preview import Preview, preview
from leadscore.lists.updates import Update, merge, remove
from leadscore.lists.values.contacts import parse_emails, parse_url
from leadscore.lists.values.dates import parse_date, parse_year
from leadscore.lists.values.headcount import Headcount, find_headcount, parse_headcount
from leadscore.lists.values.money import Money, parse_money, to_cny
from leadscore.lists.values.names import is_company_name, name_key, region_of, split_name
from leadscore.lists.values.phones import parse_phones
from leadscore.lists.values.uscc import clean_uscc, is_valid_uscc, uscc_status

__all__ = [
    "Batch",
    "Choice",
    "Headcount",
    "Imported",
    "Mapping",
    "Money",
    "Preview",
    "Update",
    "clean_uscc",
    "find_headcount",
    "is_company_name",
    "is_valid_uscc",
    "merge",
    "name_key",
    "parse_date",
    "parse_emails",
    "parse_headcount",
    "parse_money",
    "parse_phones",
    "parse_url",
    "parse_year",
    "preview",
    "read_list",
    "region_of",
    "remove",
    "split_name",
    "to_cny",
    "uscc_status",
]
