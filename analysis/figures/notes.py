"""What stands below a figure, and the labels that several figures share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.policy import Policy
from analysis.summary import Comparison
from analysis.words import Language, pick, say, words


def caption(comparison: Comparison, language: Language, *keys: str) -> str:
    """Join the notes of a figure, a baseline that is not the model's own, the standing, and the receipt."""
    facts, title = comparison.facts, comparison.against(language)
    notes = [say(key, language, n=facts["replications"]) for key in keys]
    notes += [say("baseline_is", language, title=title)] if title else []
    return with_standing(notes, facts, language)


def with_standing(notes: Sequence[str], facts: Mapping[str, Any], language: Language) -> str:
    """Join the notes of any figure, the standing of what is assumed, and the receipt.

    Args:
        notes: whole sentences.
        facts: where it comes from: ``version`` and ``key``.
        language: of the notes.
    """
    receipt = say("receipt_note", language, version=facts["version"], key=facts["key"])
    return ("" if language == "zh" else " ").join([*notes, say("standing_note", language), receipt])


def lever_words(comparison: Comparison, policy: Policy, language: Language, *names: str) -> str:
    """Name a policy by some of its swept levers, such as "money 0.1 · linkage 0"."""
    return " · ".join(
        f"{short_lever(comparison, name, language)} {policy.levers[name]:g}"
        for name in names or policy.levers
    )


def short_lever(comparison: Comparison, name: str, language: Language) -> str:
    """Give the short name of a swept lever, or its label where it has none."""
    return pick(words().get(name, comparison.lever_labels[name]), language)
