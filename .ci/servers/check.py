"""Asks the same questions of the same objects on servers of S3 by several makers, and as local files.

    python .ci/servers/check.py target/debug/taffrail

`moto_server` pages at 1,000 keys and honours `If-Match`, but accepts any secret; the gateway of
JuiceFS is MinIO's front end, which checks signatures and pages in its own way. Rows have to be the
same everywhere.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import boto3
from botocore.config import Config

import archive

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
BUCKET = "logs"
KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
WAIT_SECONDS = 60

# Name, place below the root, query, more arguments, the exit code.
QUESTIONS = (
    ("count", "trail", "stats count(*) as n", (), 0),
    ("by name", "trail", "stats count(*) as n by eventName, awsRegion | sort n desc, eventName, awsRegion", (), 0),
    ("one hour", "trail/AWSLogs", "stats count(*) as n by bin(10m)",
     ("--since", "2023-07-09T10:00:00Z", "--until", "2023-07-09T11:00:00Z"), 0),
    ("newest", "trail/", "fields @timestamp, eventName, @aws.account | sort @timestamp desc, eventName | limit 20", (), 0),
    ("a region", "trail", "filter @aws.region = 'eu-west-1' | stats count(*) as n by @aws.account", (), 0),
    ("a pattern", "trail/AWSLogs/*/CloudTrail/us-east-1/2023/07/09/*", "stats count(*) as n", (), 0),
    ("names", "names", "fields n, name, @log | sort n", (), 0),
    ("large", "large", "stats count(*) as n, sum(n) as total by level", (), 0),
    ("large, in order", "large/app.ndjson", "fields n | filter n > 29990 or n < 3", (), 0),
    ("damage", "faults", "stats count(*) as n, max(n) as most", (), 3),
    ("nothing", "nowhere/", "stats count(*) as n", (), 1),
)


def main() -> None:
    taffrail = Path(sys.argv[1]).resolve()
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        logs = scratch / "logs"
        archive.write(ROOT, logs)
        servers = {
            "moto": stack.enter_context(moto(scratch)),
            "JuiceFS": stack.enter_context(juicefs(scratch)),
        }
        for endpoint in servers.values():
            upload(endpoint, logs)
        failures = []
        for name, below, query, more, code in QUESTIONS:
            local = ask(taffrail, f"{logs}/{below}", query, *more)
            expect(failures, f"{name}, local", local.returncode, code, local)
            if name == "count":
                expect(failures, name, local.stdout, f"n\n{2 * archive.OBJECTS}\n", local)
            for server, endpoint in servers.items():
                remote = ask(taffrail, f"s3://{BUCKET}/{below}", query, *more, endpoint=endpoint)
                what = f"{name}, {server}"
                expect(failures, what, remote.returncode, code, remote)
                rows = remote.stdout.replace(f"s3://{BUCKET}", str(logs))
                expect(failures, what, rows, local.stdout, remote)
        gateway = servers["JuiceFS"]
        refused = ask(taffrail, f"s3://{BUCKET}/trail", "limit 1", endpoint=gateway, secret="wrong" + SECRET)
        expect(failures, "a wrong secret", refused.returncode, 5, refused)
        if SECRET in refused.stderr:
            failures.append("a wrong secret is written down")
        unsigned = ask(taffrail, f"s3://{BUCKET}/trail", "limit 1", "--no-sign-request", endpoint=gateway)
        expect(failures, "no signature", unsigned.returncode, 5, unsigned)
        missing = ask(taffrail, "s3://no-such-bucket/", "limit 1", endpoint=servers["moto"])
        expect(failures, "no bucket", missing.returncode, 1, missing)
    asked = len(QUESTIONS) * len(servers) + 3
    if failures:
        sys.exit("\n".join(failures))
    print(f"{asked} questions of {', '.join(servers)}: the rows of local files")


def ask(taffrail: Path, place: str, query: str, *more: str, endpoint: str = "", secret: str = SECRET):
    """Runs `taffrail query`; rows come as CSV."""
    names = ("HOME", "PATH", "LANG")
    environment = {name: os.environ[name] for name in names if name in os.environ}
    if endpoint:
        more += ("--endpoint-url", endpoint)
        environment |= {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": "us-east-1"}
    command = [taffrail, "query", query, "--from", place, "--format", "csv", *more]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


def expect(failures: list[str], what: str, found, expected, run) -> None:
    if found != expected:
        failures.append(f"{what}: expected {expected!r}, found {found!r}\n{run.stderr}")


def client(endpoint: str):
    return boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=KEY, aws_secret_access_key=SECRET,
        config=Config(s3={"addressing_style": "path"}, request_checksum_calculation="when_required"),
    )


def upload(endpoint: str, logs: Path) -> None:
    s3 = client(endpoint)
    s3.create_bucket(Bucket=BUCKET)
    put = lambda key: s3.put_object(Bucket=BUCKET, Key=key, Body=(logs / key).read_bytes())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, archive.keys(logs)))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def serving(command: list, endpoint: str, log: Path, **environment: str):
    """Runs a server until it is left."""
    with log.open("wb") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | environment)
        try:
            until = time.monotonic() + WAIT_SECONDS
            while not answers(endpoint):
                if server.poll() is not None or time.monotonic() > until:
                    sys.exit(f"{command[0]} does not answer:\n{log.read_text()}")
                time.sleep(0.1)
            yield endpoint
        finally:
            server.terminate()
            server.wait()


def answers(endpoint: str) -> bool:
    try:
        urllib.request.urlopen(endpoint, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextmanager
def moto(scratch: Path):
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    command = [BIN / "moto_server", "-H", "127.0.0.1", "-p", str(port)]
    with serving(command, endpoint, scratch / "moto.log"):
        yield endpoint


@contextmanager
def juicefs(scratch: Path):
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    database = f"sqlite3://{scratch}/jfs.db"
    data, cache = scratch / "jfs-data", scratch / "jfs-cache"
    program = BIN / "juicefs"
    subprocess.run(
        [program, "format", "--storage", "file", "--bucket", f"{data}/", database, "jfs"],
        check=True, capture_output=True,
    )
    command = [
        program, "gateway", "--multi-buckets", "--keep-etag", "--no-usage-report",
        "--cache-dir", cache, database, f"127.0.0.1:{port}",
    ]
    keys = {"MINIO_ROOT_USER": KEY, "MINIO_ROOT_PASSWORD": SECRET}
    with serving(command, endpoint, scratch / "juicefs.log", **keys):
        yield endpoint


if __name__ == "__main__":
    main()
