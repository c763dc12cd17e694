"""Services: quality, satisfaction, promises kept, needs found, and the time an errand takes.

Choices: service quality over all domains is their plain mean; by domain it is weighted by residents. The
surveyed satisfaction is that of the last half-yearly survey; it is missing as long as no process holds one.
"""

from __future__ import annotations

from sim.codes import DOMAINS
from sim.declare import INDEX, SHARE, Outcome, Text, outcome
from sim.outcomes.measures import MISSING, ratio
from sim.outcomes.view import Floats, Selection, View

DOMAIN_IDS = ("window", "welfare", "culture", "environment", "safety", "livelihood")


def _quality(name: str, label: Text, sentence: Text, domain: int | slice) -> Outcome:
    def measure(view: View, where: Selection) -> float:
        residents = view.world.communities.residents

        def weighted() -> Floats:
            return view.flow("quality") / view.weeks * residents[:, None]

        quality: Floats = where.pick(view.keep("quality of residents", weighted))
        return ratio(float(quality[domain].mean()), where.pick(residents))

    declared = outcome(name, label=label, unit=INDEX, better="higher", sentence=sentence, matters=0.02)
    return declared(measure)


quality = _quality(
    "SVC1",
    ("分领域服务质量", "Service quality by domain"),
    (
        "六个服务领域质量的均值，按居民人数加权；各领域另列。",
        "Mean quality of the six service domains, weighted by residents; each domain is given apart.",
    ),
    slice(None),
)
QUALITY_BY_DOMAIN = tuple(
    _quality(
        f"SVC1.{DOMAIN_IDS[k]}",
        (f"服务质量：{zh}", f"Service quality: {en}"),
        (f"{zh}领域的服务质量，按居民人数加权。", f"Quality of the domain {en}, weighted by residents."),
        k,
    )
    for k, (zh, en) in enumerate(DOMAINS)
)


@outcome(
    "SVC2a",
    label=("居民满意度", "Resident satisfaction"),
    unit=INDEX,
    better="higher",
    sentence=("成年居民对社区服务满意度的均值。", "Mean satisfaction of adults with services."),
    matters=0.02,
    summary="last week of the window",
    groups=True,
)
def satisfaction(view: View, where: Selection) -> float:
    """Average satisfaction over adults."""
    return view.mean("satisfaction", lambda r: r.satisfaction, where)


@outcome(
    "SVC2b",
    label=("调查满意度", "Surveyed satisfaction"),
    unit=INDEX,
    better="higher",
    sentence=(
        "最近一次半年满意度调查的结果，按成年居民人数加权。",
        "Result of the last half-yearly satisfaction survey, weighted by adults.",
    ),
    matters=0.02,
    summary="last half-yearly survey",
)
def surveyed_satisfaction(view: View, where: Selection) -> float:
    """Average the last survey over adults."""
    from sim.schedule import NOT_YET  # here, because it loads every process

    if any(process == "evaluation" for process, _, _ in NOT_YET):
        return MISSING
    c = view.world.communities
    return ratio(where.pick(c.survey * c.adults), where.pick(c.adults))


@outcome(
    "SVC3",
    label=("承诺期内办结率", "Requests met within promise"),
    unit=SHARE,
    better="higher",
    sentence=(
        "到期诉求中在承诺期内首次办理的比例。",
        "Requests due for a first response that were acted on within the promised time.",
    ),
    matters=0.02,
)
def promises_kept(view: View, where: Selection) -> float:
    """Divide requests acted on in time by requests due."""
    return ratio(where.pick(view.flow("requests_in_time")), where.pick(view.flow("requests_due")))


@outcome(
    "SVC5",
    label=("八周内需求发现率", "Needs found in 8 weeks"),
    unit=SHARE,
    better="higher",
    sentence=(
        "居民隐性需求在产生后八周内被发现的比例。",
        "Hidden needs of residents that someone finds within eight weeks.",
    ),
    matters=0.02,
)
def needs_found(view: View, where: Selection) -> float:
    """Divide needs found in time by needs that arose."""
    return ratio(where.pick(view.flow("needs_found")), where.pick(view.flow("needs_arisen")))


@outcome(
    "SVC6",
    label=("居民办一件事用时", "Resident's hours for one errand"),
    unit=("小时/件", "hours per errand"),
    better="lower",
    sentence=(
        "居民为一件诉求或证明平均花费的时数。",
        "Hours a resident spends on one request or certificate.",
    ),
)
def errand_hours(view: View, where: Selection) -> float:
    """Divide the hours residents spent by their errands."""
    return ratio(where.pick(view.flow("errand_hours")), where.pick(view.flow("errands")))


OUTCOMES: tuple[Outcome, ...] = (
    quality,
    *QUALITY_BY_DOMAIN,
    satisfaction,
    surveyed_satisfaction,
    promises_kept,
    needs_found,
    errand_hours,
)
