"""Writes the events of an NDJSON file as one Parquet file, with DuckDB.

`python -m peers.to_parquet EVENTS.ndjson OUT.parquet`: zstd, row groups of 100,000 events in the
order of the file, nested fields as structs, `eventTime` as a timestamp in UTC. What has another shape
in each service (`responseElements`, the nested parts of `requestParameters`) is its JSON text.
"""

import sys

import duckdb

from peers.duckdb import read, text

SESSION = """STRUCT(
    sessionIssuer STRUCT("type" VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, userName VARCHAR),
    attributes STRUCT(creationDate VARCHAR, mfaAuthenticated VARCHAR))"""

COLUMNS = {
    "eventVersion": "VARCHAR",
    "userIdentity": f"""STRUCT("type" VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR,
        accessKeyId VARCHAR, userName VARCHAR, invokedBy VARCHAR, sessionContext {SESSION})""",
    "eventTime": "TIMESTAMP",
    "eventSource": "VARCHAR",
    "eventName": "VARCHAR",
    "awsRegion": "VARCHAR",
    "sourceIPAddress": "VARCHAR",
    "userAgent": "VARCHAR",
    "errorCode": "VARCHAR",
    "errorMessage": "VARCHAR",
    "requestParameters": """STRUCT(bucketName VARCHAR, "Host" VARCHAR, "key" VARCHAR, maxResults VARCHAR,
        encryptionAlgorithm VARCHAR, encryptionContext VARCHAR, instancesSet VARCHAR, filterSet VARCHAR,
        roleArn VARCHAR, roleSessionName VARCHAR, durationSeconds BIGINT, "name" VARCHAR,
        withDecryption BOOLEAN, parameterFilters VARCHAR, functionName VARCHAR, invocationType VARCHAR,
        qualifier VARCHAR, tableName VARCHAR, consistentRead BOOLEAN, "limit" BIGINT, logGroupName VARCHAR,
        logStreamName VARCHAR, userName VARCHAR, secretId VARCHAR, versionStage VARCHAR, roleName VARCHAR,
        maxItems BIGINT, instanceType VARCHAR, iamInstanceProfile VARCHAR, ebsOptimized BOOLEAN,
        tagSpecificationSet VARCHAR, policyName VARCHAR, policyDocument VARCHAR, groupId VARCHAR,
        ipPermissions VARCHAR)""",
    "responseElements": "VARCHAR",
    "additionalEventData": """STRUCT(SignatureVersion VARCHAR, CipherSuite VARCHAR, bytesTransferredIn BIGINT,
        AuthenticationMethod VARCHAR, "x-amz-id-2" VARCHAR, bytesTransferredOut BIGINT,
        customerEniId VARCHAR, functionVersion VARCHAR)""",
    "resources": """STRUCT(accountId VARCHAR, "type" VARCHAR, "ARN" VARCHAR)[]""",
    "requestID": "VARCHAR",
    "eventID": "VARCHAR",
    "readOnly": "BOOLEAN",
    "eventType": "VARCHAR",
    "managementEvent": "BOOLEAN",
    "recipientAccountId": "VARCHAR",
    "vpcEndpointId": "VARCHAR",
    "vpcEndpointAccountId": "VARCHAR",
    "eventCategory": "VARCHAR",
    "tlsDetails": "STRUCT(tlsVersion VARCHAR, cipherSuite VARCHAR, clientProvidedHostHeader VARCHAR)",
}


def write(lines, out):
    session = duckdb.connect()
    session.execute("SET TimeZone = 'UTC'")
    events = read(text(lines), COLUMNS)
    session.execute(
        f"""COPY (SELECT * REPLACE (eventTime AT TIME ZONE 'UTC' AS eventTime) FROM {events})
        TO {text(out)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)"""
    )


if __name__ == "__main__":
    write(*sys.argv[1:])
