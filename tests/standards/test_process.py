"""The process has the shape of its document, and every word in both languages."""

from __future__ import annotations

import pytest

from leadscore.errors import ArgumentError
from leadscore.standards.process import PROCESS, Process, Stage, load_process


def test_the_totals_are_those_of_the_document():
    """8 stages, 4 phases, 38 work items: 4, 3, 7, 7, 6, 4, 6, 1."""
    assert len(PROCESS.stages) == 8
    assert len(PROCESS.phases) == 4
    assert [len(stage.items) for stage in PROCESS.stages] == [4, 3, 7, 7, 6, 4, 6, 1]
    assert len(PROCESS.items) == 38
    assert [stage.number for stage in PROCESS.stages] == list(range(1, 9))


def test_the_stages_follow_the_document():
    """From information collected to paid."""
    assert [stage.key for stage in PROCESS.stages] == [
        "collect",
        "confirm_target",
        "first_contact",
        "meeting",
        "demo",
        "closing",
        "installation",
        "payment",
    ]


def test_phases_hold_stages_in_order():
    """Each phase is used, and the stages never go back to an earlier one."""
    order = [phase.key for phase in PROCESS.phases]
    places = [order.index(stage.phase) for stage in PROCESS.stages]
    assert places == sorted(places)
    assert set(places) == set(range(4))


def test_target_standards_and_measures_are_there():
    """The seven facts are the target standards; the named measures stand in their stages."""
    target = PROCESS.stage("confirm_target")
    facts = ["size", "industry", "brand", "contact", "hr_type", "hiring", "etooling"]
    assert [standard.key for standard in target.standards] == facts
    measures = {measure.key for stage in PROCESS.stages for measure in stage.measures}
    assert {"calls_made", "meetings_won", "confirmable_visit_rate", "channel_use"} <= measures


def test_every_stage_has_standards_measures_and_both_languages():
    """Nothing is unnamed, keys are unique within their kind, marks are honest."""
    for stage in PROCESS.stages:
        assert stage.standards
        assert stage.measures
        for term in (stage, *stage.items, *stage.standards, *stage.measures):
            assert term.label("en")
            assert term.label("zh") != term.label("en")
            assert term.mark in ("source", "K")
    for terms in (PROCESS.items, PROCESS.stages, PROCESS.channels, PROCESS.demands, PROCESS.phases):
        assert len({term.key for term in terms}) == len(terms)
    assert {item.mark for item in PROCESS.items} == {"K"}


@pytest.mark.parametrize("name", ["demo", "Demo", 5, "5", "产品演示", " DEMO "])
def test_a_stage_is_found_by_key_number_and_name(name):
    """Any of its names finds it."""
    assert PROCESS.stage(name).key == "demo"


def test_an_unknown_stage_names_the_nearest():
    """A mistyped stage is refused with a suggestion; numbers out of range too."""
    with pytest.raises(
        ArgumentError, match=r'stage="metting" is not known.*Did you mean "meeting"'
    ):
        PROCESS.stage("metting")
    with pytest.raises(ArgumentError, match='stage="9" is not known'):
        PROCESS.stage(9)


def test_needs_fall_from_strategy_to_clerical_work():
    """Five demands, each once a type: A begins with strategy, C with clerical work."""
    for hr_type in "ABC":
        assert len({demand.key for demand in PROCESS.demands_for(hr_type)}) == 5
    assert PROCESS.demands_for("A")[0].key == "strategy"
    assert PROCESS.demands_for("A")[-1].key == "clerical"
    assert PROCESS.demands_for("C")[0].key == "clerical"
    assert PROCESS.demands_for("C")[-1].key == "strategy"
    with pytest.raises(ArgumentError, match='hr_type="D" is not known; allowed: A, B, C'):
        PROCESS.demands_for("D")


def test_email_is_followed_up_after_three_to_seven_days():
    """The window of the document."""
    window = PROCESS.follow_up["email"]
    assert (window.min_days, window.max_days) == (3, 7)
    assert "email" in {channel.key for channel in PROCESS.channels}


def test_the_process_is_read_once_and_cannot_be_changed():
    """It is one frozen value."""
    assert load_process() is PROCESS
    assert isinstance(PROCESS, Process)
    with pytest.raises(AttributeError):
        PROCESS.stages[0].number = 2
    assert isinstance(PROCESS.stages[0], Stage)
