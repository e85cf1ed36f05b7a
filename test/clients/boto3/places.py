"""Streams and delivery streams of a case's own. Where the calls go is the environment's business, as in any program."""

import time
import uuid

import boto3

ROLE = "arn:aws:iam::000000000000:role/any"


def name_of(what):
    return f"{what}-{uuid.uuid4().hex[:8]}"


def wait_active(kinesis, stream):
    kinesis.get_waiter("stream_exists").wait(StreamName=stream, WaiterConfig={"Delay": 1, "MaxAttempts": 60})


def open_stream(case, kinesis, shards=1, **options):
    """An active stream, deleted after the case."""
    stream = name_of("stream")
    kinesis.create_stream(StreamName=stream, ShardCount=shards, **options)
    case.addCleanup(kinesis.delete_stream, StreamName=stream, EnforceConsumerDeletion=True)
    wait_active(kinesis, stream)
    return stream


def until(what, ready, seconds=60):
    """Asks again until there is an answer that counts, and gives it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = ready()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"{what}: not within {seconds} s")


def read_all(kinesis, stream, count, start="TRIM_HORIZON"):
    """So many records, or more, of all the stream's shards; parents come before children in ListShards."""
    shards = kinesis.list_shards(StreamName=stream)["Shards"]
    iterators = [
        kinesis.get_shard_iterator(StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType=start)["ShardIterator"]
        for shard in shards
    ]
    records = []

    def read():
        for at, iterator in enumerate(iterators):
            if iterator:
                answer = kinesis.get_records(ShardIterator=iterator)
                iterators[at] = answer.get("NextShardIterator")
                records.extend(answer["Records"])
        return len(records) >= count

    until(f"{count} records of {stream}", read)
    return records


def objects_of(s3, bucket):
    """The bytes of all objects, in the order of their names."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    return [s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in sorted(keys)]


def open_bucket():
    s3 = boto3.client("s3")
    bucket = name_of("bucket")
    s3.create_bucket(Bucket=bucket)
    return s3, bucket


def open_delivery(case, bucket, **source):
    """An active delivery stream into the bucket, that waits a second at most."""
    firehose = boto3.client("firehose")
    name = name_of("delivery")
    firehose.create_delivery_stream(
        DeliveryStreamName=name,
        ExtendedS3DestinationConfiguration={
            "RoleARN": ROLE,
            "BucketARN": f"arn:aws:s3:::{bucket}",
            "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 0},
        },
        **source,
    )
    case.addCleanup(firehose.delete_delivery_stream, DeliveryStreamName=name)

    def active():
        description = firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]
        return description["DeliveryStreamStatus"] == "ACTIVE"

    until(f"{name} ACTIVE", active)
    return firehose, name
