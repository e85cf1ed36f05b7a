import base64
import unittest

import boto3
from aws_kinesis_agg.aggregator import RecordAggregator
from aws_kinesis_agg.deaggregator import deaggregate_records

from places import ROLE, objects_of, open_bucket, open_delivery, open_stream, read_all, until


def delivered(s3, bucket, size):
    def whole():
        data = b"".join(objects_of(s3, bucket))
        return data if len(data) >= size else None

    return until(f"{size} bytes in {bucket}", whole)


def aggregated(texts):
    """One record as the KPL makes it, of several."""
    aggregator = RecordAggregator()
    for at, text in enumerate(texts):
        aggregator.add_user_record(f"key-{at}", text)
    return aggregator.clear_and_get()


class Delivery(unittest.TestCase):
    def test_direct_put(self):
        """boto3 puts to Firehose, one by one and in batches, and finds the objects in S3"""
        s3, bucket = open_bucket()
        firehose, name = open_delivery(self, bucket)
        put = firehose.put_record(DeliveryStreamName=name, Record={"Data": b"one\n"})
        self.assertTrue(put["RecordId"])
        batch = firehose.put_record_batch(DeliveryStreamName=name, Records=[{"Data": b"two\n"}, {"Data": b"three\n"}])
        self.assertEqual((0, 2), (batch["FailedPutCount"], len(batch["RequestResponses"])))
        # Which object comes first in a listing is left to chance, as on AWS.
        self.assertEqual([b"one", b"three", b"two"], sorted(delivered(s3, bucket, 14).split()))
        self.assertIn(name, firehose.list_delivery_streams()["DeliveryStreamNames"])

    def test_kinesis_source(self):
        """boto3 lets Firehose read a Kinesis stream, and finds its records in S3"""
        kinesis = boto3.client("kinesis")
        s3, bucket = open_bucket()
        stream = open_stream(self, kinesis)
        firehose, name = open_delivery(self, bucket, **from_kinesis(kinesis, stream))
        kinesis.put_records(
            StreamName=stream, Records=[{"Data": f"{n}\n".encode(), "PartitionKey": "k"} for n in range(3)]
        )
        self.assertEqual([b"0", b"1", b"2"], sorted(delivered(s3, bucket, 6).split()))
        with self.assertRaises(firehose.exceptions.InvalidArgumentException):
            firehose.put_record(DeliveryStreamName=name, Record={"Data": b"x"})

    def test_aggregated_source(self):
        """Firehose takes apart what the KPL has aggregated in its Kinesis stream"""
        kinesis = boto3.client("kinesis")
        s3, bucket = open_bucket()
        stream = open_stream(self, kinesis)
        firehose, name = open_delivery(self, bucket, **from_kinesis(kinesis, stream))
        key, _, data = aggregated(["one;", "two;", "three;"]).get_contents()
        kinesis.put_record(StreamName=stream, PartitionKey=key, Data=data)
        self.assertEqual(b"one;two;three;", delivered(s3, bucket, 14))

    def test_errors(self):
        """boto3 raises Firehose's errors by their class"""
        firehose = boto3.client("firehose")
        with self.assertRaises(firehose.exceptions.ResourceNotFoundException):
            firehose.describe_delivery_stream(DeliveryStreamName="nowhere")
        s3, bucket = open_bucket()
        firehose, name = open_delivery(self, bucket)
        with self.assertRaises(firehose.exceptions.ResourceInUseException):
            firehose.create_delivery_stream(
                DeliveryStreamName=name,
                S3DestinationConfiguration={"RoleARN": ROLE, "BucketARN": f"arn:aws:s3:::{bucket}"},
            )


class Aggregation(unittest.TestCase):
    def test_passes_unchanged(self):
        """An aggregated record of the KPL passes through a stream unchanged, and its reader takes it apart"""
        kinesis = boto3.client("kinesis")
        stream = open_stream(self, kinesis)
        key, _, data = aggregated(["one", "two", "three"]).get_contents()
        kinesis.put_record(StreamName=stream, Data=data, PartitionKey=key)
        records = read_all(kinesis, stream, 1)
        self.assertEqual([data], [record["Data"] for record in records])
        as_in_lambda = [{"kinesis": {**records[0], "data": b64(data), **lambda_names(records[0])}}]
        taken_apart = deaggregate_records(as_in_lambda)
        self.assertEqual([b"one", b"two", b"three"], [unb64(r["kinesis"]["data"]) for r in taken_apart])


def from_kinesis(kinesis, stream):
    arn = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamARN"]
    return {
        "DeliveryStreamType": "KinesisStreamAsSource",
        "KinesisStreamSourceConfiguration": {"KinesisStreamARN": arn, "RoleARN": ROLE},
    }


def b64(data):
    return base64.b64encode(data).decode()


def unb64(text):
    return base64.b64decode(text)


def lambda_names(record):
    return {
        "kinesisSchemaVersion": "1.0",
        "partitionKey": record["PartitionKey"],
        "sequenceNumber": record["SequenceNumber"],
        "approximateArrivalTimestamp": record["ApproximateArrivalTimestamp"].timestamp(),
    }
