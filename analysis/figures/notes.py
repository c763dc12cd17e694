"""What stands below a figure, and the labels that several figures share."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.policy import Policy
from analysis.summary import Comparison
from analysis.words import Language, pick, say, words


def caption(comparison: Comparison, language: Language, *keys: str) -> str:
    """Join the notes of a figure, the standing of what is assumed, and the receipt."""
    facts = comparison.facts
    notes = [say(key, language, n=facts["replications"]) for key in keys]
    notes += [say("standing_note", language), say("receipt_note", language, **_receipt(facts))]
    return ("" if language == "zh" else " ").join(notes)


def _receipt(facts: Mapping[str, object]) -> dict[str, object]:
    return {"version": facts["version"], "key": facts["key"]}


def lever_words(comparison: Comparison, policy: Policy, language: Language, *names: str) -> str:
    """Name a policy by some of its swept levers, such as "money 0.1 · linkage 0"."""
    return " · ".join(
        f"{short_lever(comparison, name, language)} {policy.levers[name]:g}"
        for name in names or policy.levers
    )


def short_lever(comparison: Comparison, name: str, language: Language) -> str:
    """Give the short name of a swept lever, or its label where it has none."""
    return pick(words().get(name, comparison.lever_labels[name]), language)


def in_brackets(text: str, inside: str, language: Language) -> str:
    """Add words in brackets, full-width ones in Chinese."""
    return f"{text}（{inside}）" if language == "zh" else f"{text} ({inside})"
