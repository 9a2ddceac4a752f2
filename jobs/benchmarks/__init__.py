"""Measurements of what the stages achieve, printed as tables."""
