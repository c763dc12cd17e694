"""Where a study comes from and what it rests on: what a reader of its pages needs beside the numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from experiments.manifest import catalogue_hash, git_state, now, platform_tag, version
from experiments.sensitivity.stage import Account
from experiments.sensitivity.study import Study, kind_of, label_of
from experiments.sources import standing_counts
from experiments.sweep.factors import Factor, declaration


def facts(study: Study, accounts: Mapping[str, Account], used: Collection[str]) -> dict[str, Any]:
    """Put together the facts of a study.

    Args:
        study: what was asked.
        accounts: what each stage ran.
        used: the factors that were analysed.
    """
    return {
        "version": version(), "key": study.key(), "title": list(study.title),
        "question": list(study.question), "indicators": list(study.indicators), "weeks": study.run.weeks,
        "dummies": study.dummies, "runs": sum(account.done for account in accounts.values()),
        "failed": sum(account.failed + account.late for account in accounts.values()),
        "seeds": str(study.run.first_seed), "standing": standing_counts(),
        "factors": [_described(factor) for name, factor in study.factors.items() if name in used],
        "catalogue": catalogue_hash(), "baseline_digest": study.start.digest(), "platform": platform_tag(),
        "git": _source(), "made_on": now(), "command": study.line(),
    }  # fmt: skip


def _described(factor: Factor) -> dict[str, Any]:
    """Describe a factor: its label, its range and where that comes from."""
    from sim.catalog import composites

    declared = declaration(factor.name)
    if declared is None:
        moved = ", ".join(composites()[factor.name].parts)
        source = f"moves {moved}"
    else:
        source = f"{declared.source} ({declared.standing})"
    values = [_written(value) for value in factor.values]
    return {
        "name": factor.name, "label": list(label_of(factor.name)), "kind": kind_of(factor),
        "range": " / ".join(values) if values else f"{factor.low:g} – {factor.high:g}", "source": source,
    }  # fmt: skip


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _source() -> str:
    """Name the commit of the source; nothing if it is no repository."""
    state = git_state()
    return f"{state['commit'][:12]}{' + changes' if state['changed'] else ''}" if state else ""
