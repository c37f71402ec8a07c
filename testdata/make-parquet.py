"""Makes logs/parquet/ from logs/cloudtrail/ and from what is written below, with pyarrow 16 or later."""

import datetime as dt
import decimal
import glob
import gzip
import json
import os
import pathlib

import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent
OUT = HERE / "logs" / "parquet"
UTC = dt.timezone.utc


def write(path, table, **options):
    path = OUT / path
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, **options)


def cloudtrail():
    events = []
    for path in sorted(glob.glob(str(HERE / "logs" / "cloudtrail" / "*.json.gz"))):
        events += json.load(gzip.open(path))["Records"]
    events.sort(key=lambda event: event["eventTime"])
    text = pa.string()
    identity = pa.struct([("type", text), ("arn", text), ("accountId", text), ("userName", text)])
    resource = pa.struct([("ARN", text), ("accountId", text), ("type", text)])
    schema = pa.schema([
        ("eventVersion", text),
        ("eventTime", pa.timestamp("us", tz="UTC")),
        ("eventSource", text),
        ("eventName", text),
        ("awsRegion", text),
        ("sourceIPAddress", pa.dictionary(pa.int32(), text)),
        ("errorCode", text),
        ("readOnly", pa.bool_()),
        ("recipientAccountId", text),
        ("userIdentity", identity),
        ("requestParameters", pa.map_(text, text)),
        ("resources", pa.list_(resource)),
    ])
    rows = []
    for event in events:
        row = {field.name: event.get(field.name) for field in schema}
        row["eventTime"] = dt.datetime.fromisoformat(event["eventTime"].replace("Z", "+00:00"))
        who = event.get("userIdentity") or {}
        row["userIdentity"] = {field.name: who.get(field.name) for field in identity}
        scalars = (event.get("requestParameters") or {}).items()
        row["requestParameters"] = [
            (key, value if isinstance(value, str) else json.dumps(value))
            for key, value in scalars
            if isinstance(value, (str, int, float)) and len(str(value)) < 100
        ]
        rows.append(row)
    table = pa.Table.from_pylist(rows, schema=schema)
    write("cloudtrail.parquet", table, compression="zstd", row_group_size=500, write_page_index=True)


def types():
    moment = dt.datetime(2024, 3, 1, 12, 30, 15, 250000, tzinfo=UTC)
    naive = moment.replace(tzinfo=None)
    columns = {
        "id": (pa.int32(), [1, 2, 3]),
        "i8": (pa.int8(), [-128, 7, None]),
        "u32": (pa.uint32(), [4294967295, 7, None]),
        "i64": (pa.int64(), [-9223372036854775808, 9007199254740993, None]),
        "u64": (pa.uint64(), [18446744073709551615, 7, None]),
        "f32": (pa.float32(), [0.5, -1.25, None]),
        "f64": (pa.float64(), [float("nan"), 1e300, float("inf")]),
        "d9": (pa.decimal128(9, 2), [decimal.Decimal("12.50"), decimal.Decimal("-0.05"), None]),
        "d18": (pa.decimal128(18, 0), [decimal.Decimal(123456789012345678), decimal.Decimal(7), None]),
        "d30": (pa.decimal128(30, 1), [decimal.Decimal("12345678901234567890123456789.5"), decimal.Decimal("7.0"), None]),
        "b": (pa.bool_(), [True, False, None]),
        "s": (pa.string(), ["a\"b\\\n", "012", None]),
        "large": (pa.large_string(), ["x", "", None]),
        "dict": (pa.dictionary(pa.int8(), pa.string()), ["on", "off", None]),
        "bytes": (pa.binary(), [b"text", b"\xff", None]),
        "uuid": (pa.binary(16), [bytes(range(16)), bytes(16), None]),
        "digest": (pa.binary(4), [b"\xde\xad\xbe\xef", bytes(4), None]),
        "ms": (pa.timestamp("ms", tz="UTC"), [moment, None, None]),
        "us": (pa.timestamp("us", tz="Europe/Berlin"), [moment, moment + dt.timedelta(microseconds=1), None]),
        "ns": (pa.timestamp("ns"), [naive, None, None]),
        "naive": (pa.timestamp("us"), [naive, None, None]),
        "day": (pa.date32(), [moment.date(), None, None]),
        "clock": (pa.time64("us"), [moment.time(), None, None]),
        "list": (pa.list_(pa.int64()), [[1, None, 3], [], None]),
        "items": (pa.list_(pa.struct([("id", pa.int32()), ("name", pa.string())])),
                  [[{"id": 1, "name": "one"}, {"id": 2, "name": None}], [], None]),
        "map": (pa.map_(pa.string(), pa.float64()), [[("k", 1.5), ("odd key", 2.0)], [], None]),
        "at": (pa.struct([("time", pa.timestamp("us", tz="UTC")), ("ok", pa.bool_()),
                          ("deep", pa.struct([("n", pa.int16())]))]),
               [{"time": moment, "ok": True, "deep": {"n": 5}}, {"time": None, "ok": None, "deep": None}, None]),
        "a.b": (pa.string(), ["dotted", None, None]),
        "nothing": (pa.null(), [None, None, None]),
        "time": (pa.int64(), [1709296215, 1709296215250, None]),
    }
    arrays = [pa.array(values, type=kind) for kind, values in columns.values()]
    write("types.parquet", pa.table(arrays, names=list(columns)), compression="snappy")


def merged():
    """Files whose columns are not the same, in folders with keys."""
    write("merged/year=2024/month=05/a.parquet", pa.table({
        "id": pa.array([1, 2], pa.int32()),
        "status": pa.array([200, 500], pa.int32()),
        "user": pa.array([{"name": "ann"}, {"name": "bob"}], pa.struct([("name", pa.string())])),
        "time": pa.array(["2024-05-01T10:00:00Z", "2024-05-01T11:00:00+02:00"]),
    }), compression="gzip")
    write("merged/year=2024/month=06/b.parquet", pa.table({
        "id": pa.array([3, 4], pa.int64()),
        "status": pa.array([404.0, None], pa.float64()),
        "user": pa.array([{"age": 7, "name": "cyd"}, None], pa.struct([("age", pa.int8()), ("name", pa.string())])),
        "extra": pa.array(["x", None]),
    }), compression="lz4")
    write("merged/year=2025/c.parquet", pa.table({
        "id": pa.array([5, 6], pa.int64()),
        "status": pa.array(["503", "down"]),
        "time": pa.array([1746093600000, None], pa.int64()),
    }), compression="brotli")


def mixed():
    """Logs beside Parquet files."""
    folder = OUT / "mixed"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.ndjson").write_text(
        '{"id":1,"time":"2024-05-01T10:00:00Z","status":200,"user":{"name":"ann"}}\n'
        '{"id":2,"time":"2024-05-01T12:00:00Z","status":"down","ok":true}\n'
    )
    write("mixed/b.parquet", pa.table({
        "id": pa.array([3, 4], pa.int32()),
        "time": pa.array([dt.datetime(2024, 5, 1, 11, tzinfo=UTC), None], pa.timestamp("us", tz="UTC")),
        "status": pa.array([500, None], pa.int32()),
        "user": pa.array([{"name": "bob"}, None], pa.struct([("name", pa.string())])),
        "ok": pa.array([False, None]),
    }))


def exact():
    """Numbers that doubles do not hold, and the same as a log (logs/values/exact.ndjson)."""
    big = 2**53
    columns = {
        "id": (pa.int32(), [1, 2, 3, 4, 5, 6, 7]),
        "whole": (pa.int64(), [big + 1, big + 1, 0, -5, 1, None, 2**63 - 1]),
        "other": (pa.uint64(), [big, big + 1, 2**64 - 1, 5, 1, 7, 2**63 - 1]),
        "single": (pa.float32(), [0.1, -1.25, None, 1e-7, 16777216, 0.3, 2]),
        "half": (pa.list_(pa.float32()), [[0.1, 0.5], [], None, None, None, None, None]),
    }
    arrays = [pa.array(values, type=kind) for kind, values in columns.values()]
    write("exact.parquet", pa.table(arrays, names=list(columns)))
    rows = zip(*(values for _, values in columns.values()))
    (HERE / "logs" / "values" / "exact.ndjson").write_text("".join(
        json.dumps({name: value for name, value in zip(columns, row) if value is not None}) + "\n"
        for row in rows
    ))


def widened():
    """Columns that no one type holds: whole numbers, doubles and floats; a time and a text."""
    moment = dt.datetime(2024, 5, 1, 10, tzinfo=UTC)
    write("widened/a.parquet", pa.table({
        "row": pa.array([1, 2], pa.int32()),
        "id": pa.array([2**53 + 1, 7], pa.int64()),
        "small": pa.array([2**53, 8], pa.int64()),
        "ratio": pa.array([0.1, 2], pa.float32()),
        "time": pa.array([moment, None], pa.timestamp("ms", tz="UTC")),
    }))
    write("widened/b.parquet", pa.table({
        "row": pa.array([3, 4], pa.int32()),
        "id": pa.array([0.5, 2.0**53], pa.float64()),
        "small": pa.array([0.25, None], pa.float64()),
        "ratio": pa.array([0.1, 0.30000000000000004], pa.float64()),
        "time": pa.array(["2024-05-01T09:30:00Z", "soon"]),
    }))
    # Beside the first: the statistics say that doubles hold what is `small`.
    write("widened/c.parquet", pa.table({
        "row": pa.array([5], pa.int32()),
        "small": pa.array([1.5], pa.float64()),
    }))


def damaged():
    """One file as it should be, one that was cut off, and one with a page that was written over."""
    rows = [f"event {number:04}" for number in range(2000)]
    table = pa.table({"id": pa.array(range(2000)), "name": pa.array(rows)})
    options = {"compression": "snappy", "row_group_size": 1000, "use_dictionary": False}
    for name in ["cut", "good", "page"]:
        write(f"damaged/{name}.parquet", table, **options)
    cut = OUT / "damaged" / "cut.parquet"
    os.truncate(cut, cut.stat().st_size - 100)
    page = OUT / "damaged" / "page.parquet"
    group = pq.ParquetFile(page).metadata.row_group(1).column(1)
    with open(page, "r+b") as file:
        file.seek(group.data_page_offset)
        file.write(b"\xff" * 64)


def damaged_groups():
    """Four row groups, of which the first and the third have a page that was written over."""
    rows = [f"event {number:04}" for number in range(2000)]
    table = pa.table({"id": pa.array(range(2000)), "name": pa.array(rows)})
    write("damaged-groups.parquet", table, compression="snappy", row_group_size=500, use_dictionary=False)
    path = OUT / "damaged-groups.parquet"
    metadata = pq.ParquetFile(path).metadata
    with open(path, "r+b") as file:
        for group in [0, 2]:
            file.seek(metadata.row_group(group).column(1).data_page_offset)
            file.write(b"\xff" * 64)


cloudtrail()
types()
merged()
mixed()
exact()
widened()
damaged()
damaged_groups()
