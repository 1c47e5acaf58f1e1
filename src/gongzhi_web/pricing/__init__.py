"""The price audit on the site: a table in, a report with a chart and matched pairs out."""
