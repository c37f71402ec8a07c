"""DuckDB's answers.

Best practice: the columns of the query are declared, so that nothing is inferred and nothing else is
decoded; `preserve_insertion_order` is off, which lets threads work on files of their own; wrapped
records are read as one list of structs with `records=true, format='newline_delimited'` (without
`records` the reader tries what the objects are, and takes ten times as long).
"""

import duckdb

from peers.asked import SINCE, UNTIL, main

ARN = "STRUCT(arn VARCHAR)"
BUCKET = "STRUCT(bucketName VARCHAR)"
BYTES = "STRUCT(bytesTransferredOut BIGINT)"

# The columns that each question reads.
COLUMNS = {
    "Q1": {"eventVersion": "VARCHAR"},
    "Q2": {"eventName": "VARCHAR"},
    "Q3": {"errorCode": "VARCHAR", "userIdentity": ARN},
    "Q4": {"eventTime": "TIMESTAMP"},
    "Q5": {"eventTime": "TIMESTAMP", "eventName": "VARCHAR", "requestParameters": BUCKET},
    "Q6": {"eventID": "VARCHAR", "eventTime": "TIMESTAMP", "eventName": "VARCHAR", "userIdentity": ARN},
    "Q8": {"eventName": "VARCHAR", "awsRegion": "VARCHAR", "additionalEventData": BYTES},
    "Q9": {"userIdentity": ARN},
    "Q10": {"eventTime": "TIMESTAMP", "eventName": "VARCHAR"},
    "Q11": {"eventTime": "TIMESTAMP", "eventName": "VARCHAR", "eventID": "VARCHAR"},
}

QUERIES = {
    "Q1": "SELECT count(*) FROM events",
    "Q2": """SELECT eventName, count(*) AS n FROM events
        GROUP BY ALL ORDER BY n DESC, eventName LIMIT 10""",
    "Q3": """SELECT userIdentity.arn, count(*) FROM events
        WHERE errorCode = 'AccessDenied' GROUP BY ALL""",
    "Q4": "SELECT date_trunc('hour', {time}) AS hour, count(*) FROM events GROUP BY ALL ORDER BY hour",
    "Q5": """SELECT {time}, eventName, requestParameters.bucketName FROM events
        WHERE contains(requestParameters.bucketName, 'billing')
        ORDER BY eventTime DESC LIMIT $limit""",
    "Q6": """SELECT {time}, eventName, userIdentity.arn FROM events WHERE eventID = $needle""",
    "Q7": "SELECT count(*) FROM events WHERE regexp_matches(raw, 'assumed-role/Lambda-[a-z]+-prod/i-0[0-9a-f]*ff\"')",
    "Q8": """SELECT eventName, awsRegion, count(b), sum(b), avg(b), min(b), max(b) FROM (
            SELECT eventName, awsRegion, additionalEventData.bytesTransferredOut AS b FROM events
        ) WHERE b IS NOT NULL GROUP BY ALL""",
    # Splitting gives the same as `regexp_extract` for what the pattern matches.
    "Q9": """SELECT split_part(arn, ':', 3), split_part(arn, ':', 5), count(*) FROM (
            SELECT CASE WHEN userIdentity.arn LIKE '%arn:aws:%::%:%' THEN userIdentity.arn END AS arn
            FROM events
        ) GROUP BY ALL""",
    "Q10": """SELECT eventName, count(*) FROM events
        WHERE eventTime >= CAST($since AS {type}) AND eventTime < CAST($until AS {type})
        GROUP BY ALL""",
    "Q11": "SELECT {time}, eventName, eventID FROM events ORDER BY eventTime DESC LIMIT $limit",
}


def text(value):
    return "'" + value.replace("'", "''") + "'"


def events(asked):
    """Where the events come from: a table function, and around it a query where records are wrapped."""
    # Its patterns know no alternatives, but ranges of letters.
    path, question = text(asked.path.replace("{0,1,2}", "[0-2]")), asked.question
    if asked.kind == "parquet":
        return f"SELECT * FROM read_parquet({path})"
    if question == "Q7":
        if asked.kind == "lines":
            return f"SELECT json AS raw FROM read_ndjson_objects({path})"
        rows = read(path, {"Records": "JSON[]"})
        return f"SELECT unnest(Records) AS raw FROM {rows}"
    columns = COLUMNS[question]
    if asked.kind == "lines":
        return f"SELECT * FROM {read(path, columns)}"
    struct = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    rows = read(path, {"Records": f"STRUCT({struct})[]"})
    return f"SELECT event.* FROM (SELECT unnest(Records) AS event FROM {rows})"


def read(path, columns):
    columns = ", ".join(f'"{name}": {text(kind)}' for name, kind in columns.items())
    return (
        f"read_json({path}, columns={{{columns}}}, records=true, "
        "format='newline_delimited', maximum_object_size=33554432)"
    )


def answer(asked):
    session = duckdb.connect()
    session.execute("SET preserve_insertion_order = false")
    session.execute("SET enable_progress_bar = false")
    # Times in Parquet have a zone: as they are where they are compared, so that the file's statistics
    # count, and without it where they are computed with or shown.
    if asked.kind == "parquet":
        zoned = {"time": "eventTime AT TIME ZONE 'UTC'", "type": "TIMESTAMPTZ"}
    else:
        zoned = {"time": "eventTime", "type": "TIMESTAMP"}
    query = QUERIES[asked.question].format(**zoned) if asked.question != "Q7" else QUERIES["Q7"]
    values = {"limit": asked.limit, "needle": asked.needle, "since": SINCE, "until": UNTIL}
    values = {name: value for name, value in values.items() if f"${name}" in query}
    session.execute("SET TimeZone = 'UTC'")
    if asked.kind == "parquet" and asked.question == "Q5":
        # DuckDB 2.0 ends with an internal error when it puts off reading a struct's field.
        session.execute("SET late_materialization_max_rows = 0")
    session.execute(f"CREATE TEMP VIEW events AS {events(asked)}")
    return session.execute(query, values).fetchall()


if __name__ == "__main__":
    main(lambda: duckdb.__version__, answer)
