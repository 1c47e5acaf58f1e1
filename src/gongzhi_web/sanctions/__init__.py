"""Parallel sanctions: messages between those who took a measure and other platforms, stored as rows, shown to both sides."""
