"""What a column of a list can be: the fields that a list gives, one line each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One thing that a column can tell.

    Attributes
    ----------
    name : str
        The word used in a mapping.
    many : bool
        Several columns may tell it; their values are then read together.
    """

    name: str
    many: bool = False


_MANY = frozenset(
    {"phones", "emails", "industry", "products", "brands", "tools", "description", "salary"}
)

FIELDS: dict[str, Field] = {
    name: Field(name, name in _MANY)
    for name in (
        *(
            "name",
            "short_name",
            "uscc",
            "country",
            "region",
            "city",
            "address",
            "profile",
            "employees",
        ),
        *("revenue", "capital", "founded", "status", "nature", "financing", "industry"),
        *("products", "brands", "contact_name", "contact_title", "phones", "emails", "website"),
        *("careers_url", "job_url", "title", "salary", "posted", "description", "hr_department"),
        *("tools", "channel", "vacancies"),
    )
}
"""Every field, in the order in which a report names them."""

POST_FIELDS = frozenset({"title", "salary", "posted", "description", "job_url"})
"""Fields that belong to a vacancy, not to the company."""
