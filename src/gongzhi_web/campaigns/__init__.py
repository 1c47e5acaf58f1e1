"""Campaigns, sampling, recalls and official papers: stored as rows, shown to a bureau, answered by whom they ask."""
