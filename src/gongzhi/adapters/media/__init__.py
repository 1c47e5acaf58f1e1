"""What is seen and heard in a recording or stream: frames, words, codes and known pictures; speech by a recogniser."""

from gongzhi.adapters.media.sources import (
    Looking,
    continued,
    digest_of,
    load_bank,
    media_sources,
    plain_address,
    stream_source,
    with_share,
)

__all__ = [
    "Looking",
    "continued",
    "digest_of",
    "load_bank",
    "media_sources",
    "plain_address",
    "stream_source",
    "with_share",
]
