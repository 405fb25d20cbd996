"""What every outcome is: its name, its unit, which direction is better, and its exact definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["more", "less", "neither"]


@dataclass(frozen=True)
class Outcome:
    """One measured quantity: what it is called, its unit, which direction is better, how it is defined."""

    label: str
    unit: Literal["money", "share", "weeks", "days", "count", "ratio", "per week", "per quarter", "points"]
    better: Better
    definition: str
    optional: bool = False
    """Whether it belongs to something that can be switched on: where it exists in no world, nobody is shown it."""


OUTCOMES: dict[str, Outcome] = {
    "npv": Outcome(
        "Net present value", "money", "more",
        "discounted benefits - discounted costs, each amount at the middle of its week",
    ),
    "npv_above_zero": Outcome(
        "Makes money", "share", "more",
        "1 in a world where net present value is above zero, otherwise 0; its mean is the share of worlds that pay",
    ),
    "payback_weeks": Outcome(
        "Payback", "weeks", "less",
        "week from which discounted net value so far stays at or above zero; none where it ends below zero",
    ),
    "pv_benefits": Outcome(
        "Benefits, discounted", "money", "more", "realised benefits up to the benefit horizon, less penalties"
    ),
    "pv_people": Outcome(
        "People, discounted", "money", "less", "payroll: work, unplanned work and paid time without work"
    ),
    "pv_run_off": Outcome("Run-off, discounted", "money", "less", "work after the last quarter"),
    "pv_direct": Outcome(
        "Direct costs, discounted", "money", "less",
        "direct costs of MMPs and of releases, and running cost of what is out",
    ),
    "pv_governance": Outcome(
        "Governance, discounted", "money", "less",
        "rounds, reviews, business cases, experiments, the office, and the costs of a change of funding model",
    ),
    "pv_support": Outcome(
        "Support, discounted", "money", "less", "support functions, the same under every model, and shared services"
    ),
    "benefits": Outcome(
        "Benefits, undiscounted", "money", "more", "realised benefits up to the benefit horizon, less penalties"
    ),
    "cost": Outcome("Cost, undiscounted", "money", "less", "everything in the ledger, run-off included"),
    "roi": Outcome("Return on investment, undiscounted", "ratio", "more", "(benefits - cost) / cost"),
    "beyond_budget": Outcome(
        "Beyond the budget, undiscounted", "money", "less",
        "spent after the last quarter, and in the horizon above its budget; without support and later running cost",
    ),
    "beyond_budget_share": Outcome(
        "Beyond the budget", "share", "less", "spent beyond the budget / budget of the horizon"
    ),
    "realised_share": Outcome(
        "Realised of claimed", "share", "more",
        "realised benefits / benefits claimed for all candidates, each begun when it appears: one sum for all",
    ),
    "realised_of_funded": Outcome(
        "Realised of claimed, of what was funded", "share", "more",
        "realised benefits / benefits claimed, at their estimated dates, for everything that got money: another "
        "sum under each model",
    ),
    "time_to_first_value_weeks": Outcome(
        "Time to first value", "weeks", "less",
        "week of the first release that earns; the benefit horizon when none does",
    ),
    "lead_time_weeks": Outcome(
        "Lead time of an MMP", "weeks", "less",
        "mean over released MMPs, appeared to released; MMPs under way at week 0 left out",
    ),
    "unreleased_share": Outcome(
        "Candidates not released", "share", "less",
        "MMPs never chosen, stopped or unfinished / MMPs that appeared in the horizon: without a lead time",
    ),
    "idea_to_funding_weeks": Outcome(
        "Idea to money", "weeks", "less", "mean over funded MMPs, appeared to funded; MMPs under way left out"
    ),
    "longest_gap_weeks": Outcome(
        "Longest gap without value", "weeks", "less",
        "mean over streams of the longest time in the horizon without a release that earns",
    ),
    "worst_gap_weeks": Outcome(
        "Longest gap of any stream", "weeks", "less", "the same for the stream that waits longest"
    ),
    "three_month_rule_share": Outcome(
        "Quarters with user value", "share", "more",
        "quarters in which a stream releases something that earns, by its end / quarters of all streams",
    ),
    "days_per_release": Outcome(
        "Days per release", "days", "less", "days in the horizon x streams / releases (horizon x streams when none)"
    ),
    "cost_per_release": Outcome(
        "Cost per release, undiscounted", "money", "less",
        "cost in the horizon without support / releases in it (or / 1)",
    ),
    "releases": Outcome("Releases", "count", "more", "dates in the horizon on which a stream releases something"),
    "flow_efficiency": Outcome(
        "Flow efficiency", "share", "more", "sum of touch time / sum of time from activation to done"
    ),
    "blocked_share": Outcome(
        "Time blocked", "share", "less",
        "sum of time in which finished features waited for somebody outside / sum of time from activation to done",
    ),
    "not_pulled_share": Outcome(
        "Time done, not pulled", "share", "less",
        "the same for time in which they were done with a stage and the next one had no room",
    ),
    "waiting_share": Outcome(
        "Time waiting for work", "share", "less",
        "the same for time in the backlog or in the queue of a stage; the four shares add up to one",
    ),
    "utilisation": Outcome("Utilisation", "share", "neither", "busy / available server-weeks in the horizon"),
    "throughput": Outcome("Throughput", "per week", "more", "features finished per week of the horizon"),
    "wip": Outcome("Work in progress", "count", "less", "features activated and not done, mean over the horizon"),
    "cycle_time_weeks": Outcome("Cycle time of a feature", "weeks", "less", "mean time from activation to done"),
    "work_item_age_weeks": Outcome(
        "Age of unfinished features", "weeks", "less", "mean time since activation, not done at the horizon"
    ),
    "sunk_stopped": Outcome(
        "Sunk in stopped MMPs, undiscounted", "money", "less",
        "work, direct cost and business cases of stopped MMPs",
    ),
    "sunk_valueless": Outcome(
        "Sunk in MMPs without value, undiscounted", "money", "less",
        "the same for released MMPs that earn nothing",
    ),
    "sunk_unfinished": Outcome(
        "Sunk in unfinished MMPs, undiscounted", "money", "less",
        "the same for funded MMPs never released",
    ),
    "time_to_stop_weeks": Outcome("Time to stop", "weeks", "less", "mean over stopped MMPs, activated to stopped"),
    "false_stops": Outcome("False stops", "count", "less", "stopped MMPs that would have succeeded"),
    "false_continuations": Outcome("False continuations", "count", "less", "released MMPs that earn nothing"),
    "governance_share": Outcome(
        "Governance share", "share", "less",
        "(governance + business cases) / cost without support",
    ),
    "budget_used_share": Outcome("Budget used", "share", "neither", "cost in the horizon without support / budget"),
    "bench_share": Outcome("Paid without work", "share", "less", "bench / payroll in the horizon"),
    "run_off_cost": Outcome("Cost of run-off, undiscounted", "money", "less", "work after the last quarter"),
    "mmps_released": Outcome("MMPs released", "count", "more", "released by the benefit horizon"),
    "mmps_unfinished": Outcome("MMPs unfinished", "count", "less", "funded, neither released nor stopped"),
    "mmps_stopped": Outcome("MMPs stopped", "count", "neither", "stopped on evidence"),
    "mmps_not_chosen": Outcome("MMPs never chosen", "count", "neither", "appeared and never got money"),
    "loser_weeks": Outcome(
        "Weeks of work on a loser", "weeks", "less",
        "mean over begun MMPs that would earn nothing, activated to stopped, completed or the end of the clock",
    ),
    "overload_share": Outcome(
        "Time above 90 % load", "share", "less",
        "share of the weeks of all streams in the horizon in which more than 90 % of the people there are at work",
    ),
    "failed_share": Outcome(
        "Bets that fail", "share", "less", "begun MMPs with a claim that earn nothing / begun MMPs with a claim"
    ),
    "best_tenth_cover": Outcome(
        "Cost covered by the best tenth", "ratio", "more",
        "benefits of the tenth of the bets that earns most / work, direct cost and business cases of all bets",
    ),
    "measured_share": Outcome(
        "Spent on measured outcomes", "share", "more",
        "smallest share over streams of the money on MMPs that goes to those with an objective whose evidence "
        "shows before they are complete",
    ),
    "losers_stopped_share": Outcome(
        "Losers stopped", "share", "more", "begun MMPs that would earn nothing and are stopped / those begun"
    ),
    "enabler_share": Outcome(
        "Time for enablers", "share", "neither",
        "time of visits begun in the horizon that is set aside for enablers / their time, streams with a runway or "
        "another row that slows people down",
        optional=True,
    ),
    "runway_weeks": Outcome(
        "Runway at the end", "weeks", "more",
        "stock of architecture at the end of the horizon / people of the streams that have one; below zero = debt",
        optional=True,
    ),
    "lost_to_debt": Outcome(
        "Time lost to debt", "share", "less",
        "time of visits begun in the horizon that is lost because the architecture was missing / their time",
        optional=True,
    ),
    "lost_unfamiliar": Outcome(
        "Time lost to unfamiliar work", "share", "less",
        "the same because people did not know each other or the work yet", optional=True,
    ),
    "lost_overload": Outcome(
        "Time lost to overload", "share", "less",
        "the same because the load of the quarter before was more than people bear", optional=True,
    ),
    "skill_mismatch": Outcome(
        "Time waiting for work one can do", "share", "less",
        "time without work in the horizon while features of the stage waited for other skills / time of the people "
        "of stages with skills",
        optional=True,
    ),
    "peak_load": Outcome(
        "Load of the busiest team", "share", "less",
        "highest share of time at work in a quarter, over the stages of streams with a sustainable pace",
        optional=True,
    ),
    "mmps_kept": Outcome(
        "MMPs kept", "count", "neither",
        "a round looked at their evidence and let them go on; neither pivoted before nor stopped later",
        optional=True,
    ),
    "spent_kept": Outcome(
        "Spent on MMPs kept, undiscounted", "money", "neither",
        "work, direct cost and business cases of MMPs kept", optional=True,
    ),
    "mmps_pivoted": Outcome(
        "MMPs pivoted", "count", "neither", "turned into something else on evidence", optional=True
    ),
    "spent_pivoted": Outcome(
        "Spent on MMPs pivoted, undiscounted", "money", "neither",
        "work, direct cost and business cases of MMPs pivoted and not stopped later", optional=True,
    ),
    "sunk_pivoted": Outcome(
        "Thrown away by pivots, undiscounted", "money", "less",
        "work that pivots did not keep, at the cost of an average feature done before", optional=True,
    ),
    "pivots_won": Outcome(
        "Pivots that pay", "share", "more", "MMPs pivoted that are released and earn / MMPs pivoted", optional=True
    ),
    "shifted_share": Outcome(
        "Money moved between value streams, a year", "share", "neither",
        "shares of the money that rounds move from one value stream to another, added up / years of the horizon",
        optional=True,
    ),
    "spent_adrift": Outcome(
        "Spent on what no longer serves, undiscounted", "money", "less",
        "booked on MMPs after the weight or the target of their objective has fallen, as far as it has",
        optional=True,
    ),
    "adrift_share": Outcome(
        "Spent on what no longer serves", "share", "less", "the same / everything booked on MMPs", optional=True
    ),
    "targets_reached": Outcome(
        "Targets reached", "share", "more",
        "objectives whose MMPs bring as much as the target that holds in the end (benefits less penalties, less "
        "what is booked on them, discounted) / objectives with a target; where targets change", optional=True,
    ),
    "office_cost": Outcome(
        "Cost of the office, undiscounted", "money", "less", "paid for whoever decides, out of the budget",
        optional=True,
    ),
    "experiments": Outcome(
        "Experiments", "count", "neither", "MMPs tried before money was decided", optional=True
    ),
    "spent_experiments": Outcome(
        "Spent on experiments, undiscounted", "money", "less", "cost of all experiments begun", optional=True
    ),
    "mmps_turned_away": Outcome(
        "MMPs turned away", "count", "neither", "given up on the result of an experiment, before any work",
        optional=True,
    ),
    "winners_turned_away": Outcome(
        "Winners turned away", "count", "less", "MMPs turned away that would have succeeded", optional=True
    ),
    "cost_per_win": Outcome(
        "Cost per win, undiscounted", "money", "less",
        "everything booked on MMPs, experiments included / MMPs released that earn; none where there is no win",
        optional=True,
    ),
    "bits_per_million": Outcome(
        "Learnt per million spent", "ratio", "more",
        "bits of information on success (relative entropy of the chance believed after to before) from experiments "
        "and from signals that somebody looks at / millions booked on MMPs", optional=True,
    ),
    "service_wait_weeks": Outcome(
        "Wait for a shared service", "weeks", "less",
        "mean over visits to services, asked for to begun (or given up, or the end of the clock)", optional=True,
    ),
    "service_load": Outcome(
        "Load of shared services", "share", "neither", "time at work / time there, in the horizon", optional=True
    ),
    "service_visits": Outcome(
        "Visits to shared services", "count", "neither", "visits asked for by MMPs and features", optional=True
    ),
    "sync_wait_weeks": Outcome(
        "Wait until others are told", "weeks", "less",
        "mean over needs of features, asked to told to the other stream (or given up, or the end of the clock)",
        optional=True,
    ),
    "help_wait_weeks": Outcome(
        "Wait for help from others", "weeks", "less",
        "mean over needs of features that were told, told to helped (or the end of the clock)", optional=True,
    ),
    "needs": Outcome(
        "Features that need others", "count", "neither", "needs of features for another value stream", optional=True
    ),
    "increments_held": Outcome(
        "Increments begun", "count", "neither", "plannings of trains in the horizon", optional=True
    ),
    "increment_wait_weeks": Outcome(
        "Wait for a planning", "weeks", "less", "mean over funded MMPs, money to planning", optional=True
    ),
    "planning_share": Outcome(
        "Time spent in planning", "share", "neither", "server-weeks of planning / server-weeks, in the horizon",
        optional=True,
    ),
    "escaped_defects": Outcome(
        "Defects that users find", "count", "less", "found in released features by the end of the clock",
        optional=True,
    ),
    "repair_share": Outcome(
        "Time spent on repairs", "share", "less",
        "server-weeks of repairs of what users found in the horizon / server-weeks there, in the horizon",
        optional=True,
    ),
    "customer_points": Outcome(
        "Customer value delivered", "points", "more",
        "points (customer_value) of the MMPs that are released in the horizon and succeed, less those that the "
        "defects of what is released in it take", optional=True,
    ),
    "customer_points_share": Outcome(
        "Customer value delivered of what there is", "share", "more",
        "the same / points of all MMPs that appeared in the horizon, each as if it succeeded", optional=True,
    ),
    "customer_points_lost": Outcome(
        "Customer value lost to defects", "points", "less",
        "points that the defects of what is released in the horizon take (escapes), found or not", optional=True,
    ),
    "weighed_value": Outcome(
        "Net present value and points, weighed", "money", "more",
        "net present value + value_axis.weight x customer value delivered; only where a weight is stated",
        optional=True,
    ),
}  # fmt: skip
"""Every outcome, in the order of reports."""

NPV_PARTS: dict[str, int] = {
    "pv_benefits": 1,
    "pv_people": -1,
    "pv_run_off": -1,
    "pv_direct": -1,
    "pv_governance": -1,
    "pv_support": -1,
}
"""Outcomes that make up net present value, with their signs: in every world, and on average, they add up to it."""
