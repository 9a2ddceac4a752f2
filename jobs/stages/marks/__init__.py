"""Registered marks on photos: found, judged, and taken off again."""
