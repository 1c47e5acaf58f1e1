"""Things of no domain: money in fen, half-open periods, instants, canonical bytes, and the one record codec."""

from gongzhi.values.canonical import NotCanonical, canonical_bytes, parse_canonical
from gongzhi.values.money import NotMoney, fen_from_yuan, yuan_from_fen
from gongzhi.values.periods import ImpossiblePeriod, Period
from gongzhi.values.records import NotThisRecord, decode_record, encode_record, record_id, record_name
from gongzhi.values.times import BEIJING, NotAnInstant, parse_instant, print_instant, read_instant, show_instant

__all__ = [
    "BEIJING",
    "ImpossiblePeriod",
    "NotAnInstant",
    "NotCanonical",
    "NotMoney",
    "NotThisRecord",
    "Period",
    "canonical_bytes",
    "decode_record",
    "encode_record",
    "fen_from_yuan",
    "parse_canonical",
    "parse_instant",
    "print_instant",
    "read_instant",
    "record_id",
    "record_name",
    "show_instant",
    "yuan_from_fen",
]
