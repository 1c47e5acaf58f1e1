"""共治 Gongzhi: the core, usable part by part and without a web framework, a database or a network."""
