import gzip
import unittest

import boto3

from places import ROLE, name_of, objects_of, open_bucket, until, wait_active


class Channels(unittest.TestCase):
    def setUp(self):
        self.kinesis = boto3.client("kinesis")
        self.s3, self.bucket = open_bucket()
        self.stream = name_of("on-demand")
        self.kinesis.create_stream(StreamName=self.stream, StreamModeDetails={"StreamMode": "ON_DEMAND"})
        self.addCleanup(self.kinesis.delete_stream, StreamName=self.stream)
        wait_active(self.kinesis, self.stream)
        self.arn = self.summary()["StreamARN"]

    def summary(self):
        return self.kinesis.describe_stream_summary(StreamName=self.stream)["StreamDescriptionSummary"]

    def create(self, bucket=None, form="JSON", **storage):
        """A channel, deleted after the case."""
        channel = self.kinesis.create_channel(
            ChannelName=name_of("channel"),
            ServiceExecutionRoleARN=ROLE,
            StreamConfigurationList=[
                {"StreamARN": self.arn, "RecordConfiguration": {"RecordFormatType": form}}
            ],
            S3DestinationConfiguration={
                "DataFreshnessInSeconds": 1,
                "StorageConfiguration": {
                    "BucketARN": f"arn:aws:s3:::{bucket or self.bucket}",
                    "ExpectedBucketOwner": "000000000000",
                    "CompressionType": "NONE",
                    **storage,
                },
            },
            Tags={"team": "data"},
        )["ChannelDescription"]
        self.addCleanup(self.delete, channel)
        return channel

    def delete(self, channel):
        """Once more, too: it may be gone already."""
        try:
            self.kinesis.delete_channel(ChannelARN=channel["ChannelARN"])
        except self.kinesis.exceptions.ResourceNotFoundException:
            pass

    def describe(self, channel):
        return self.kinesis.describe_channel(ChannelARN=channel["ChannelARN"])["ChannelDescription"]

    def wait(self, channel, status):
        until(f"{channel['ChannelName']} {status}", lambda: self.describe(channel)["ChannelStatus"] == status)

    def test_delivery(self):
        """boto3 creates a channel, and what it puts then lies in S3, compressed and under the names of a template"""
        channel = self.create(
            CompressionType="GZIP",
            StorageClass="INTELLIGENT_TIERING",
            OutputKeyTemplate="in/!{stream-name}!{extension}",
        )
        self.assertEqual("CREATING", channel["ChannelStatus"])
        self.wait(channel, "ACTIVE")
        texts = [f'{{"n":{n}}}' for n in range(100)]
        self.kinesis.put_records(
            StreamName=self.stream, Records=[{"Data": text, "PartitionKey": text} for text in texts]
        )

        def delivered():
            return "".join(gzip.decompress(body).decode() for body in objects_of(self.s3, self.bucket))

        until("all records in S3", lambda: len(delivered()) == sum(map(len, texts)))
        self.assertEqual(sorted(texts), sorted(f"{part}}}" for part in delivered().split("}")[:-1]))
        for entry in self.s3.list_objects_v2(Bucket=self.bucket)["Contents"]:
            self.assertRegex(entry["Key"], rf"^in/{self.stream}-[0-9a-f-]{{36}}\.gz$")
            self.assertEqual("INTELLIGENT_TIERING", entry["StorageClass"])

    def test_life(self):
        """boto3 lists, updates, tags and deletes a channel, which keeps its stream from being deleted"""
        channel = self.create()
        self.wait(channel, "ACTIVE")
        listed = self.kinesis.list_channels(StreamFilter=[{"StreamARN": self.arn}])["ChannelSummaries"]
        self.assertEqual([channel["ChannelARN"]], [summary["ChannelARN"] for summary in listed])
        self.assertEqual(1, self.summary()["ChannelCount"])
        tags = self.kinesis.list_tags_for_resource(ResourceARN=channel["ChannelARN"])["Tags"]
        self.assertEqual([{"Key": "team", "Value": "data"}], tags)
        updated = self.kinesis.update_channel(
            ChannelARN=channel["ChannelARN"], S3DestinationConfiguration={"DataFreshnessInSeconds": 900}
        )["ChannelDescription"]
        self.assertEqual("UPDATING", updated["ChannelStatus"])
        self.wait(channel, "ACTIVE")
        self.assertEqual(900, self.describe(channel)["S3DestinationConfiguration"]["DataFreshnessInSeconds"])
        with self.assertRaises(self.kinesis.exceptions.ResourceInUseException):
            self.kinesis.delete_stream(StreamName=self.stream)
        self.delete(channel)

        def gone():
            try:
                return self.describe(channel) is None
            except self.kinesis.exceptions.ResourceNotFoundException:
                return True

        until("the channel gone", gone)

    def test_refusals(self):
        """boto3 raises ValidationException for what a channel cannot be, and is told why one has FAILED"""
        refused = self.kinesis.exceptions.ValidationException
        with self.assertRaises(refused) as caught:
            self.create(form="GSR_JSON")
        self.assertIn("GSR_JSON is not supported", caught.exception.response["Error"]["Message"])
        with self.assertRaises(refused):
            self.create(OutputKeyTemplate="!{partition-id}")
        channel = self.create(bucket="nowhere-at-all")
        self.wait(channel, "FAILED")
        self.assertIn("nowhere-at-all", self.describe(channel)["ChannelStatusReason"])
