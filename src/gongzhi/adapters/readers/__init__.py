"""What collectors, recognisers and recorders write, read as signals: one file a format, nothing dropped, no crash."""

from gongzhi.adapters.readers.detection import FORMATS, UnknownFormat, detect, read_source
from gongzhi.adapters.readers.messages import MESSAGE_FORMATS

__all__ = ["FORMATS", "MESSAGE_FORMATS", "UnknownFormat", "detect", "read_source"]
