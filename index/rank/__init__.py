"""Ordering: features of a question and its candidates, and the linear model over them."""
