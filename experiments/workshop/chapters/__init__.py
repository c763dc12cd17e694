"""The four guided chapters: a text, a prediction, and what the run then shows.

A chapter is one TOML file here (:mod:`experiments.workshop.chapters.loader` says what may stand in it). Which
option is right is never written down: it is read from the run, and so is every sentence of the findings.
"""

from __future__ import annotations

from experiments.workshop.chapters.chapter import Chapter, Finding, Option, Page, Question, Reading
from experiments.workshop.chapters.loader import load_chapter, load_chapters

__all__ = ["Chapter", "Finding", "Option", "Page", "Question", "Reading", "load_chapter", "load_chapters"]
