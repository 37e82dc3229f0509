"""Writes the Parquet files of this folder with pyarrow, so that they are written by other code than what reads them.

pip install pyarrow, then: python3 make_files.py
"""

from datetime import date, datetime, time, timezone
from decimal import Decimal
import pyarrow as pa
import pyarrow.parquet as pq

fields = [
    ("id", pa.int64(), [1, 9007199254740993, None]),
    ("small", pa.int8(), [-128, 127, None]),
    ("unsigned", pa.uint64(), [0, 18446744073709551615, None]),
    ("unsigned32", pa.uint32(), [0, 4294967295, None]),
    ("float32", pa.float32(), [0.1, -1.5e30, None]),
    ("float64", pa.float64(), [0.1, 1e-300, None]),
    ("yes", pa.bool_(), [True, False, None]),
    ("text", pa.string(), ["é", "", None]),
    ("bytes", pa.binary(), [b"\x00\xff", b"", None]),
    ("cents", pa.decimal128(9, 2), [Decimal("12.30"), Decimal("-0.05"), None]),
    ("long", pa.decimal128(38, 18), [Decimal("12345678901234567890.123456789012345678"), Decimal("-0.000000000000000001"), None]),
    ("day", pa.date32(), [date(2025, 11, 3), date(1969, 12, 31), None]),
    ("ms", pa.timestamp("ms", tz="UTC"), [datetime(2025, 11, 3, 14, 5, 9, 7000, tzinfo=timezone.utc), datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=timezone.utc), None]),
    ("us", pa.timestamp("us"), [datetime(2025, 11, 3, 14, 5, 9, 1), datetime(1, 1, 1), None]),
    ("ns", pa.timestamp("ns", tz="UTC"), [1762178709000000001, -1, None]),
    ("clock", pa.time64("us"), [time(14, 5, 9, 1), time(0), None]),
    ("list", pa.list_(pa.int64()), [[1, None, 9007199254740993], [], None]),
    ("lists", pa.list_(pa.list_(pa.decimal128(5, 1))), [[[Decimal("0.1")], []], [None], None]),
    ("group", pa.struct([("a", pa.int32()), ("b", pa.struct([("c", pa.decimal128(30, 3))]))]), [{"a": 1, "b": {"c": Decimal("123456789012345678901234567.125")}}, {"a": None, "b": None}, None]),
    ("groups", pa.list_(pa.struct([("at", pa.timestamp("us", tz="UTC"))])), [[{"at": datetime(2025, 1, 1, tzinfo=timezone.utc)}, {"at": None}], [], None]),
    ("map", pa.map_(pa.string(), pa.decimal128(5, 2)), [[("x", Decimal("1.25")), ("constructor", None)], [], None]),
]
table = pa.table({name: pa.array(values, type=kind) for name, kind, values in fields})
for codec in ["snappy", "gzip", "zstd", "brotli", "none"]:
    pq.write_table(table, f"types-{codec}.parquet", compression=codec)
pq.write_table(table, "lz4.parquet", compression="lz4")
rows = pa.table({"id": pa.array(range(2500), pa.int32()), "name": pa.array([f"row {n}" for n in range(2500)])})
pq.write_table(rows, "row-groups.parquet", row_group_size=1000, compression="snappy")
