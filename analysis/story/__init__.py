"""What happened to a resident, a case or an organisation, in sentences, from the run's own records.

Nothing is guessed: a sentence says what a table of the state, the case book, the money book or the weekly
record holds. A cause is given only where the record or the rule gives one. Weeks are counted after the
burn-in: 1 is the first week of the policy, 0 and below lie before it.
"""

from __future__ import annotations

from analysis.story.cases import case
from analysis.story.organisations import organisation
from analysis.story.residents import resident
from analysis.story.societies import society
from analysis.story.telling import Line, Story, Told

__all__ = ["Line", "Story", "Told", "case", "organisation", "resident", "society"]
