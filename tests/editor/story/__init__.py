"""Tests of the story graph."""
