"""Write ``process.md`` from the process in ``stages.toml``: ``python docs/make_process.py``."""

from __future__ import annotations

from pathlib import Path

from leadscore.standards.process import Stage, Term, load_process

PAGE = Path(__file__).with_name("process.md")
_MARKS = {"source": "told", "K": "ours"}


def page() -> str:
    """Return the page's text."""
    process = load_process()
    window = process.follow_up["email"]
    phases = ", ".join(f"{one.en} ({one.zh})" for one in process.phases)
    parts = [
        "# The sales process",
        f"{len(process.stages)} stages in {len(process.phases)} phases with "
        f"{len(process.items)} work items: {phases}. The stages, the number of their work items, "
        "the target standards, some measures and the follow-up window are told of by the process "
        "that leadscore encodes (*told*). All words, and whatever is marked *ours*, are this "
        "project's: they are consistent with the process and not quoted from it. Edit "
        "`leadscore/standards/data/stages.toml` to put your own process in its place.",
        f"An e-mail without an answer is followed up after {window.min_days} to "
        f"{window.max_days} calendar days; `leadscore due` lists who that is today.",
    ]
    for stage in process.stages:
        parts += _stage(stage)
    parts += ["## What a customer needs first"]
    parts += ["The order of the demands by customer type, the first one first (*ours*):"]
    parts += [
        "\n".join(
            f"- **{kind}**: " + "; ".join(term.en for term in process.demands_for(kind))
            for kind in process.demand_orders
        )
    ]
    parts += ["## Channels", _terms(process.channels)]
    return "\n\n".join(parts) + "\n"


def _stage(stage: Stage) -> list[str]:
    heads = (("Work items", stage.items), ("Standards", stage.standards))
    tables = [(title, terms) for title, terms in (*heads, ("Measures", stage.measures)) if terms]
    title = f"## {stage.number}. {stage.en} {stage.zh}"
    parts = [title, f"Key `{stage.key}`, phase `{stage.phase}`."]
    for name, terms in tables:
        parts += [f"**{name}**", _terms(terms)]
    return parts


def _terms(terms: tuple[Term, ...]) -> str:
    lines = ["| key | meaning | 中文 | from |", "|---|---|---|---|"]
    lines += [f"| `{one.key}` | {one.en} | {one.zh} | {_MARKS[one.mark]} |" for one in terms]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
