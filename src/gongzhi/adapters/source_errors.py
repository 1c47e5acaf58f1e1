"""Why a source cannot be read: the one error of all that ``gongzhi watch`` is pointed at."""


class SourceUnusable(ValueError):
    """A source that cannot be read; the message says what to do instead."""
