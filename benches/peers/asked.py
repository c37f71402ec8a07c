"""What the peers share: the arguments, the kinds of data, how rows are written.

A peer is asked as `python -m peers.NAME PATH QUESTION`, from the folder above this one, and writes
its rows to standard output: one JSON array a row, in the order of the question's columns. Times may
be RFC 3339 texts or epoch microseconds. `--version` writes the version and is how a peer is found.
"""

import argparse
import datetime
import json
import os
import sys

# The hour that Q10 asks for. Keys up to two hours later are read, as Taffrail does when nothing is
# said, so that all read the same objects; the names of the objects carry the hour.
SINCE = "2024-05-09T10:00:00Z"
UNTIL = "2024-05-09T11:00:00Z"
KEYS = "AWSLogs/*/CloudTrail/*/*/*/*/*.json.gz"
KEYS_OF_HOUR = "AWSLogs/*/CloudTrail/*/2024/05/09/*_20240509T1{0,1,2}*.json.gz"


class Asked:
    """One question to one data set."""

    def __init__(self, path, question, needle, limit):
        self.question = question
        self.needle = needle
        self.limit = limit
        # "objects" (wrapped records, one gzip each), "lines" or "parquet".
        if os.path.isdir(path):
            self.kind = "objects"
            keys = KEYS_OF_HOUR if question == "Q10" else KEYS
            self.path = os.path.join(path, keys)
        else:
            self.kind = "parquet" if path.endswith(".parquet") else "lines"
            self.path = path


def main(version, answer):
    """Reads the arguments, and writes the rows of `answer(asked)`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--version", action="version", version=version())
    parser.add_argument("path")
    parser.add_argument("question")
    parser.add_argument("--needle", default="")
    parser.add_argument("--limit", type=int, default=20)
    arguments = parser.parse_args()
    asked = Asked(arguments.path, arguments.question, arguments.needle, arguments.limit)
    out = sys.stdout
    for row in answer(asked):
        out.write(json.dumps(row, default=plain, ensure_ascii=False))
        out.write("\n")
    out.flush()


def plain(value):
    """Times and decimals as JSON."""
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            value = value.replace(tzinfo=datetime.timezone.utc)
        return value.astimezone(datetime.timezone.utc).isoformat()
    return float(value)
