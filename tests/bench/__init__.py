"""Benchmarks: ratios measured in one run, in CPU time; nothing here is a test with a time limit."""
