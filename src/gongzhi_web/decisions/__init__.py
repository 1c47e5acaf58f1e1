"""Decisions on screen: the form, the notice, the appeal."""
