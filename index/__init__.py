"""Find the passages of articles that answer a question, and quote them verbatim."""

__version__ = "0.1.0"
