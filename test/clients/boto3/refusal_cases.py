import unittest

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from places import name_of, open_stream, wait_active


class Account(unittest.TestCase):
    def setUp(self):
        self.kinesis = boto3.client("kinesis")

    def test_account(self):
        """boto3 reads the limits and the settings of the account"""
        limits = self.kinesis.describe_limits()
        self.assertEqual(20000, limits["ShardLimit"])
        self.assertLessEqual(limits["OpenShardCount"], limits["ShardLimit"])
        settings = self.kinesis.describe_account_settings()
        self.assertEqual("DISABLED", settings["MinimumThroughputBillingCommitment"]["Status"])

    def test_commitment(self):
        """boto3 commits the account to a throughput, and warms a stream"""
        self.kinesis.update_account_settings(MinimumThroughputBillingCommitment={"Status": "ENABLED"})
        settings = self.kinesis.describe_account_settings()
        self.assertEqual("ENABLED", settings["MinimumThroughputBillingCommitment"]["Status"])
        stream = name_of("warm")
        self.kinesis.create_stream(StreamName=stream, StreamModeDetails={"StreamMode": "ON_DEMAND"})
        self.addCleanup(self.kinesis.delete_stream, StreamName=stream)
        wait_active(self.kinesis, stream)
        warmed = self.kinesis.update_stream_warm_throughput(StreamName=stream, WarmThroughputMiBps=6)
        self.assertEqual({"TargetMiBps": 6, "CurrentMiBps": 0}, warmed["WarmThroughput"])
        wait_active(self.kinesis, stream)
        summary = self.kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]
        self.assertEqual(6, summary["OpenShardCount"])


class Errors(unittest.TestCase):
    def setUp(self):
        self.kinesis = boto3.client("kinesis")
        self.known = self.kinesis.exceptions

    def test_not_found(self):
        """boto3 raises ResourceNotFoundException, with AWS's text, for a stream that is not there"""
        with self.assertRaises(self.known.ResourceNotFoundException) as caught:
            self.kinesis.describe_stream(StreamName="nowhere")
        answer = caught.exception.response
        self.assertEqual("Stream nowhere under account 000000000000 not found.", answer["Error"]["Message"])
        self.assertEqual(400, answer["ResponseMetadata"]["HTTPStatusCode"])
        self.assertRegex(answer["ResponseMetadata"]["RequestId"], r"^[0-9a-f-]{36}$")

    def test_in_use(self):
        """boto3 raises ResourceInUseException for a name that is taken"""
        stream = open_stream(self, self.kinesis)
        with self.assertRaises(self.known.ResourceInUseException):
            self.kinesis.create_stream(StreamName=stream, ShardCount=1)

    def test_invalid_argument(self):
        """boto3 raises InvalidArgumentException for an iterator that is none"""
        with self.assertRaises(self.known.InvalidArgumentException):
            self.kinesis.get_records(ShardIterator="bm90IGFuIGl0ZXJhdG9y")

    def test_validation(self):
        """boto3 raises ValidationException, with the constraint, where it lets a wrong value pass"""
        with self.assertRaises(ClientError) as caught:
            self.kinesis.create_stream(StreamName="não", ShardCount=1)
        error = caught.exception.response["Error"]
        self.assertEqual("ValidationException", error["Code"])
        self.assertIn("failed to satisfy constraint: Member must satisfy regular expression pattern", error["Message"])

    def test_exhausted_tokens(self):
        """boto3 raises the error that the action's page names, for a token that was never given"""
        with self.assertRaises(self.known.InvalidArgumentException):
            self.kinesis.list_shards(NextToken="made-up")


class Throttling(unittest.TestCase):
    def test_entries(self):
        """boto3 is told in its entry which record was too much for the shard"""
        kinesis = boto3.client("kinesis")
        stream = open_stream(self, kinesis)
        record = {"Data": b"x" * 500_000, "PartitionKey": "k"}
        answer = kinesis.put_records(StreamName=stream, Records=[record] * 4)
        codes = [entry.get("ErrorCode") for entry in answer["Records"]]
        refused = "ProvisionedThroughputExceededException"
        self.assertEqual([None, None, refused, refused], codes)
        self.assertEqual(2, answer["FailedRecordCount"])
        self.assertIn("shardId-000000000000", answer["Records"][2]["ErrorMessage"])

    def test_retries(self):
        """boto3 sends a throttled put again by itself, and it arrives"""
        kinesis = boto3.client("kinesis", config=Config(retries={"mode": "standard", "total_max_attempts": 10}))
        stream = open_stream(self, kinesis)
        retried = 0
        for _ in range(20):
            put = kinesis.put_record(StreamName=stream, Data=b"x" * 1_000_000, PartitionKey="k")
            retried += put["ResponseMetadata"]["RetryAttempts"]
            if retried:
                break
        self.assertGreater(retried, 0)

    def test_reads(self):
        """boto3 raises ProvisionedThroughputExceededException for a sixth read of a shard within the second"""
        kinesis = boto3.client("kinesis", config=Config(retries={"total_max_attempts": 1}))
        stream = open_stream(self, kinesis)
        iterator = kinesis.get_shard_iterator(
            StreamName=stream, ShardId="shardId-000000000000", ShardIteratorType="LATEST"
        )["ShardIterator"]
        with self.assertRaises(kinesis.exceptions.ProvisionedThroughputExceededException):
            for _ in range(200):
                kinesis.get_records(ShardIterator=iterator)

    def test_control_plane(self):
        """boto3 raises LimitExceededException for calls of the control plane beyond the second's"""
        kinesis = boto3.client("kinesis", config=Config(retries={"total_max_attempts": 1}))
        with self.assertRaises(kinesis.exceptions.LimitExceededException):
            for _ in range(200):
                kinesis.describe_limits()
