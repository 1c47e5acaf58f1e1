"""Leads and cases on screen: opening one, its timeline, its findings and deadlines, closing it."""
