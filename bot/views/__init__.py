"""Turn layouts into Discord components."""
