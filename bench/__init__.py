"""Measures the main pages against a floor on the same server in the same run: docs/decisions/bench.md."""
