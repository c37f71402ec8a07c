"""Polars' answers.

Best practice: a lazy scan with the schema of the query's columns, so that nothing is inferred, and
the streaming engine. Wrapped records are left out: Polars reads each object as one row with one list,
whole, and its reader of lines takes no folder of 50,000 of them in reasonable memory or time.
"""

import polars as pl

from peers.asked import SINCE, UNTIL, main

ARN = pl.Struct({"arn": pl.String})

# The columns that each question reads.
COLUMNS = {
    "Q1": {"eventVersion": pl.String},
    "Q2": {"eventName": pl.String},
    "Q3": {"errorCode": pl.String, "userIdentity": ARN},
    "Q4": {"eventTime": pl.String},
    "Q5": {
        "eventTime": pl.String,
        "eventName": pl.String,
        "requestParameters": pl.Struct({"bucketName": pl.String}),
    },
    "Q6": {"eventID": pl.String, "eventTime": pl.String, "eventName": pl.String, "userIdentity": ARN},
    "Q8": {
        "eventName": pl.String,
        "awsRegion": pl.String,
        "additionalEventData": pl.Struct({"bytesTransferredOut": pl.Int64}),
    },
    "Q9": {"userIdentity": ARN},
    "Q10": {"eventTime": pl.String, "eventName": pl.String},
    "Q11": {"eventTime": pl.String, "eventName": pl.String, "eventID": pl.String},
}


def scan(asked):
    if asked.kind == "parquet":
        return pl.scan_parquet(asked.path)
    if asked.kind == "objects":
        raise SystemExit("wrapped records are not read")
    if asked.question == "Q7":
        return pl.scan_lines(asked.path, name="raw")
    return pl.scan_ndjson(asked.path, schema=COLUMNS[asked.question])


def query(asked, events):
    """The plan of one question. RFC 3339 texts in one form and zone sort and compare as the times do."""
    arn = pl.col("userIdentity").struct.field("arn")
    time = pl.col("eventTime")
    if asked.kind == "parquet":
        since, until = pl.lit(SINCE).str.to_datetime(time_zone="UTC"), pl.lit(UNTIL).str.to_datetime(time_zone="UTC")
        moment = time
    else:
        since, until = pl.lit(SINCE), pl.lit(UNTIL)
        moment = time.str.to_datetime("%Y-%m-%dT%H:%M:%SZ")
    match asked.question:
        case "Q1":
            return events.select(pl.len())
        case "Q2":
            counted = events.group_by("eventName").len()
            return counted.sort(["len", "eventName"], descending=[True, False]).head(10)
        case "Q3":
            denied = events.filter(pl.col("errorCode") == "AccessDenied")
            return denied.group_by(arn).len()
        case "Q4":
            return events.group_by(moment.dt.truncate("1h")).len().sort("eventTime")
        case "Q5":
            bucket = pl.col("requestParameters").struct.field("bucketName")
            found = events.filter(bucket.str.contains("billing", literal=True))
            newest = found.select(time, "eventName", bucket)
            return newest.sort("eventTime", descending=True).head(asked.limit)
        case "Q6":
            return events.filter(pl.col("eventID") == asked.needle).select(time, "eventName", arn)
        case "Q7":
            like = pl.col("raw").str.contains('assumed-role/Lambda-[a-z]+-prod/i-0[0-9a-f]*ff"')
            return events.filter(like).select(pl.len())
        case "Q8":
            went = pl.col("additionalEventData").struct.field("bytesTransferredOut").alias("b")
            some = events.select("eventName", "awsRegion", went).filter(pl.col("b").is_not_null())
            b = pl.col("b")
            return some.group_by("eventName", "awsRegion").agg(
                b.count(),
                b.sum().alias("sum"),
                b.mean().alias("mean"),
                b.min().alias("min"),
                b.max().alias("max"),
            )
        case "Q9":
            # A text that does not match has no parts.
            parts = arn.str.split(":")
            matches = arn.str.contains("arn:aws:.*::.*:")
            return (
                events.select(
                    pl.when(matches).then(parts.list.get(2, null_on_oob=True)).alias("service"),
                    pl.when(matches).then(parts.list.get(4, null_on_oob=True)).alias("account"),
                )
                .group_by("service", "account")
                .len()
            )
        case "Q10":
            return events.filter((time >= since) & (time < until)).group_by("eventName").len()
        case "Q11":
            newest = events.select(time, "eventName", "eventID")
            return newest.sort("eventTime", descending=True).head(asked.limit)
    raise SystemExit(f"no question {asked.question}")


def answer(asked):
    return query(asked, scan(asked)).collect(engine="streaming").iter_rows()


if __name__ == "__main__":
    main(lambda: pl.__version__, answer)
