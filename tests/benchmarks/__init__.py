"""Pullquote against its peers, in one run: ``python -m tests.benchmarks --help``."""
