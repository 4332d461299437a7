"""Layouts to Discord components."""
