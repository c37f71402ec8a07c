"""chDB's answers: ClickHouse inside of a process.

Best practice: the structure of the query's columns is given to `file`, so that nothing is inferred
and nothing else is decoded. Wrapped records are an array of named tuples, whose unknown keys are
skipped, and `arrayJoin` makes rows of them. Columns that are never missing are not Nullable.
"""

import json

import chdb

from peers.asked import SINCE, UNTIL, main

ARN = "userIdentity Tuple(arn Nullable(String))"

# The columns that each question reads.
COLUMNS = {
    "Q1": "eventVersion String",
    "Q2": "eventName String",
    "Q3": f"errorCode Nullable(String), {ARN}",
    "Q4": "eventTime String",
    "Q5": "eventTime String, eventName String, requestParameters Tuple(bucketName Nullable(String))",
    "Q6": f"eventID String, eventTime String, eventName String, {ARN}",
    "Q7": "raw String",
    "Q8": "eventName String, awsRegion String, "
    "additionalEventData Tuple(bytesTransferredOut Nullable(Int64))",
    "Q9": ARN,
    "Q10": "eventTime String, eventName String",
    "Q11": "eventTime String, eventName String, eventID String",
}

# RFC 3339 texts in one form and zone sort and compare as the times do; making times of them is only
# worth its cost where they are computed with.
QUERIES = {
    "Q1": "SELECT count() FROM events",
    "Q2": "SELECT eventName, count() AS n FROM events GROUP BY eventName ORDER BY n DESC, eventName LIMIT 10",
    "Q3": """SELECT userIdentity.arn AS arn, count() FROM events
        WHERE errorCode = 'AccessDenied' GROUP BY arn""",
    "Q4": """SELECT toUnixTimestamp(toStartOfHour({time})) * 1000000 AS hour, count() FROM events
        GROUP BY hour ORDER BY hour""",
    "Q5": """SELECT {shown}, eventName, requestParameters.bucketName AS bucket FROM events
        WHERE position(bucket, 'billing') > 0 ORDER BY eventTime DESC LIMIT {limit}""",
    "Q6": """SELECT {shown}, eventName, userIdentity.arn FROM events WHERE eventID = '{needle}'""",
    "Q7": """SELECT count() FROM events
        WHERE match(raw, 'assumed-role/Lambda-[a-z]+-prod/i-0[0-9a-f]*ff"')""",
    "Q8": """SELECT eventName, awsRegion, count(b), sum(b), avg(b), min(b), max(b) FROM (
            SELECT eventName, awsRegion, additionalEventData.bytesTransferredOut AS b FROM events
        ) WHERE b IS NOT NULL GROUP BY eventName, awsRegion""",
    # Splitting gives the same as `extractGroups` for what the pattern matches.
    "Q9": """SELECT if(matches, parts[3], NULL) AS service, if(matches, parts[5], NULL) AS account, count() FROM (
            SELECT ifNull(userIdentity.arn, '') AS arn, arn LIKE '%arn:aws:%::%:%' AS matches,
                splitByChar(':', arn) AS parts FROM events
        ) GROUP BY service, account""",
    "Q10": """SELECT eventName, count() FROM events
        WHERE eventTime >= {since} AND eventTime < {until} GROUP BY eventName""",
    "Q11": "SELECT {shown}, eventName, eventID FROM events ORDER BY eventTime DESC LIMIT {limit}",
}


def events(asked):
    """Where the events come from."""
    columns = COLUMNS[asked.question]
    if asked.kind == "parquet":
        return f"file('{asked.path}', 'Parquet')"
    if asked.kind == "lines":
        if asked.question == "Q7":
            return f"file('{asked.path}', 'JSONAsString', '{columns}')"
        return f"file('{asked.path}', 'JSONEachRow', '{columns}')"
    if asked.question == "Q7":
        return (
            "(SELECT arrayJoin(Records) AS raw FROM "
            f"file('{asked.path}', 'JSONEachRow', 'Records Array(String)'))"
        )
    names = [column.split(" ")[0] for column in split(columns)]
    chosen = ", ".join(f"event.{name} AS {name}" for name in names)
    return (
        f"(SELECT {chosen} FROM (SELECT arrayJoin(Records) AS event FROM "
        f"file('{asked.path}', 'JSONEachRow', 'Records Array(Tuple({columns}))')))"
    )


def split(columns):
    """The columns of a structure: commas inside of brackets part nothing."""
    found, depth, begin = [], 0, 0
    for at, letter in enumerate(columns):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            found.append(columns[begin:at].strip())
            begin = at + 1
    return found + [columns[begin:].strip()]


def answer(asked):
    if asked.kind == "parquet":
        time, since, until = "eventTime", f"toDateTime64('{SINCE}', 6, 'UTC')", f"toDateTime64('{UNTIL}', 6, 'UTC')"
        shown = "toUnixTimestamp64Micro(eventTime)"
    else:
        time = "parseDateTimeBestEffort(eventTime, 'UTC')"
        since, until, shown = f"'{SINCE}'", f"'{UNTIL}'", "eventTime"
    query = QUERIES[asked.question].format(
        time=time, since=since, until=until, shown=shown, limit=asked.limit, needle=asked.needle
    )
    query = f"WITH events AS (SELECT * FROM {events(asked)}) {query} SETTINGS " + ", ".join(SETTINGS)
    found = chdb.query(query, "JSONCompactEachRow").bytes().decode()
    return [json.loads(line) for line in found.splitlines()]


SETTINGS = [
    "input_format_json_ignore_unknown_keys_in_named_tuple = 1",
    "input_format_skip_unknown_fields = 1",
    "input_format_json_read_objects_as_strings = 1",
    "output_format_json_quote_64bit_integers = 0",
]


if __name__ == "__main__":
    main(lambda: chdb.__version__, answer)
