"""What residents think and feel: efficacy, belonging, norms and trust, in the last week of the window.

Choices: trust without a name is that in community organisations; its spread is the standard deviation over
all adults of the selection.
"""

from __future__ import annotations

import math

from sim.codes import T_COMMUNITY, TRUSTED
from sim.declare import INDEX, Outcome, Text, outcome
from sim.outcomes.measures import MISSING
from sim.outcomes.view import Selection, View

END = "last week of the window"
TRUST_IDS = ("community", "property", "owners", "social", "street")


@outcome(
    "ENG6",
    label=("参与效能感", "Sense of efficacy"),
    unit=INDEX,
    better="higher",
    sentence=(
        "成年居民“参与有用”之感的均值。",
        "Mean over adults of the sense that taking part makes a difference.",
    ),
    matters=0.02,
    summary=END,
    groups=True,
)
def efficacy(view: View, where: Selection) -> float:
    """Average efficacy over adults."""
    return view.mean("efficacy", lambda r: r.efficacy, where)


@outcome(
    "ENG9",
    label=("社区归属感", "Belonging"),
    unit=INDEX,
    better="higher",
    sentence=(
        "成年居民社区归属感与邻里信任的均值。",
        "Mean over adults of belonging and trust in neighbours.",
    ),
    matters=0.02,
    summary=END,
    groups=True,
)
def belonging(view: View, where: Selection) -> float:
    """Average belonging over adults."""
    return view.mean("belonging", lambda r: r.belonging, where)


@outcome(
    "ENG10",
    label=("公共精神规范", "Public-spirit norm"),
    unit=INDEX,
    better="higher",
    sentence=(
        "成年居民公共精神规范内化程度的均值。",
        "Mean over adults of how far the norm of public spirit is their own.",
    ),
    matters=0.02,
    summary=END,
    groups=True,
)
def norm(view: View, where: Selection) -> float:
    """Average the norm over adults."""
    return view.mean("norm", lambda r: r.norm, where)


def _trust(name: str, column: int, label: Text, sentence: Text) -> Outcome:
    def measure(view: View, where: Selection) -> float:
        return view.mean(f"trust{column}", lambda r: r.trust[:, column], where)

    declared = outcome(
        name,
        label=label,
        unit=INDEX,
        better="higher",
        sentence=sentence,
        matters=0.02,
        summary=END,
        groups=True,
    )
    return declared(measure)


trust = _trust(
    "ENG11a",
    T_COMMUNITY,
    ("对各类组织的信任", "Trust by organisation"),
    (
        "成年居民对社区组织（党组织、居委会）信任的均值；对其他组织的信任另列。",
        "Mean over adults of trust in community organisations; trust in the others is given apart.",
    ),
)
TRUST_BY_ORGANISATION = tuple(
    _trust(
        f"ENG11a.{TRUST_IDS[k]}",
        k,
        (f"对{zh}的信任", f"Trust in {en}"),
        (f"成年居民对{zh}信任的均值。", f"Mean over adults of trust in {en}."),
    )
    for k, (zh, en) in enumerate(TRUSTED)
)


@outcome(
    "ENG11b",
    label=("信任差异（标准差）", "Spread of trust"),
    unit=("标准差", "standard deviation"),
    better="none",
    sentence=(
        "成年居民对社区组织信任的标准差。",
        "Standard deviation over adults of trust in community organisations.",
    ),
    matters=0.02,
    summary=END,
    groups=True,
)
def spread_of_trust(view: View, where: Selection) -> float:
    """Measure how far adults differ in trust."""
    if not view.present:
        return MISSING
    mean = view.mean("trust0", lambda r: r.trust[:, T_COMMUNITY], where)
    square = view.mean("trust0 squared", lambda r: r.trust[:, T_COMMUNITY].astype(float) ** 2, where)
    return math.sqrt(max(square - mean * mean, 0.0)) if math.isfinite(mean) else MISSING


OUTCOMES: tuple[Outcome, ...] = (efficacy, belonging, norm, trust, *TRUST_BY_ORGANISATION, spread_of_trust)
