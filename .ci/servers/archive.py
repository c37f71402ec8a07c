"""The objects that every server is given, made from the archive in testdata."""

import gzip
import json
import random
from pathlib import Path

REGIONS = ("us-east-1", "eu-west-1")
ACCOUNTS = ("111122223333", "444455556666")
# More than one page of a listing, which is 1,000 keys.
OBJECTS = 1300
LARGE_LINES = 30_000


def events(root: Path) -> list[dict]:
    """All events of the archive, in the order of its files."""
    files = sorted((root / "testdata/logs/cloudtrail").glob("*.json.gz"))
    return [event for file in files for event in json.loads(gzip.open(file).read())["Records"]]


def write(root: Path, folder: Path) -> None:
    """Writes the objects below `folder`, by their keys."""
    found = events(root)
    chance = random.Random(1)

    def put(key: str, body: bytes) -> None:
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)

    # An archive as CloudTrail delivers it: two accounts, two regions, three days.
    for n in range(OBJECTS):
        account, region = ACCOUNTS[n % 2], REGIONS[n // 2 % 2]
        minute = n * 3 * 24 * 60 // OBJECTS
        day, hour = minute // 1440 + 8, minute // 60 % 24
        stamp = f"202307{day:02}T{hour:02}{minute % 60:02}Z"
        time = f"2023-07-{day:02}T{hour:02}:{minute % 60:02}"
        records = [
            {**event, "eventTime": f"{time}:{at:02}Z", "recipientAccountId": account, "awsRegion": region}
            for at, event in enumerate(found[2 * n : 2 * n + 2])
        ]
        name = f"{account}_CloudTrail_{region}_{stamp}_{n:016}.json.gz"
        body = gzip.compress(json.dumps({"Records": records}).encode(), mtime=0)
        put(f"trail/AWSLogs/{account}/CloudTrail/{region}/2023/07/{day:02}/{name}", body)

    # Keys that have to be written another way in a URL.
    for n, name in enumerate(("a b", "a+b", "a%20b", "größe", "日本", "a&b=c", "it's", "(x)~!*")):
        put(f"names/{name}.ndjson", json.dumps({"n": n, "name": name}).encode() + b"\n")

    # An object that is read in several requests, and by several threads.
    lines = (
        json.dumps({"n": n, "level": chance.choice(("info", "warn", "error")), "text": "x" * 800})
        for n in range(LARGE_LINES)
    )
    put("large/app.ndjson", "\n".join(lines).encode() + b"\n")

    # What has no logs, or is damaged.
    whole = gzip.compress(b"".join(b'{"n":%d}\n' % n for n in range(50_000)), mtime=0)
    put("faults/truncated.json.gz", whole[: len(whole) // 2])
    put("faults/good.ndjson", b'{"n":1}\n{"n":2}\n')
    put("faults/broken.ndjson", b'{"n":1}\n{"n":\n{"n":3}\n')


def keys(folder: Path) -> list[str]:
    """The keys of the objects below a folder."""
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
