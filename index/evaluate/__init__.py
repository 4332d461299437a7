"""Evaluation: question sets are asked, and what comes back is measured."""
