"""Findings on screen: the review queue and its locks."""
