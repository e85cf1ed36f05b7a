import unittest
from collections import Counter
from datetime import datetime, timedelta, timezone

import boto3

from places import name_of, open_stream, read_all, until, wait_active

FAST = {"Delay": 1, "MaxAttempts": 60}


class Streams(unittest.TestCase):
    def setUp(self):
        self.kinesis = boto3.client("kinesis")

    def test_life(self):
        """boto3 creates a stream, waits for it, describes it, deletes it and waits until it is gone"""
        stream = name_of("life")
        self.kinesis.create_stream(StreamName=stream, ShardCount=2, Tags={"team": "data"})
        self.kinesis.get_waiter("stream_exists").wait(StreamName=stream, WaiterConfig=FAST)
        described = self.kinesis.describe_stream(StreamName=stream)["StreamDescription"]
        self.assertEqual("ACTIVE", described["StreamStatus"])
        self.assertEqual(2, len(described["Shards"]))
        age = datetime.now(timezone.utc) - described["StreamCreationTimestamp"]
        self.assertLess(abs(age), timedelta(minutes=10))
        summary = self.kinesis.describe_stream_summary(StreamARN=described["StreamARN"])["StreamDescriptionSummary"]
        self.assertEqual((2, 24, "PROVISIONED"), (
            summary["OpenShardCount"], summary["RetentionPeriodHours"], summary["StreamModeDetails"]["StreamMode"],
        ))
        self.kinesis.delete_stream(StreamName=stream)
        self.kinesis.get_waiter("stream_not_exists").wait(StreamName=stream, WaiterConfig=FAST)

    def test_pages(self):
        """boto3's paginators list streams, shards and consumers page by page"""
        streams = sorted(open_stream(self, self.kinesis, 3) for _ in range(2))
        pages = list(self.kinesis.get_paginator("list_streams").paginate(PaginationConfig={"PageSize": 1}))
        listed = [name for page in pages for name in page["StreamNames"]]
        self.assertGreaterEqual(len(pages), 2)
        self.assertEqual(streams, [name for name in listed if name in streams])
        shards = self.kinesis.get_paginator("list_shards").paginate(StreamName=streams[0])
        self.assertEqual([f"shardId-{n:012}" for n in range(3)], list(shards.search("Shards[].ShardId")))
        # AWS refuses the second page of this paginator, which sends the name beside the token; so pages are asked for.
        first = self.kinesis.list_shards(StreamName=streams[0], MaxResults=2)
        rest = self.kinesis.list_shards(NextToken=first["NextToken"])
        self.assertEqual((2, 1), (len(first["Shards"]), len(rest["Shards"])))
        described = self.kinesis.get_paginator("describe_stream").paginate(
            StreamName=streams[0], PaginationConfig={"PageSize": 2}
        )
        self.assertEqual([2, 1], [len(page["StreamDescription"]["Shards"]) for page in described])
        arn = self.kinesis.describe_stream_summary(StreamName=streams[0])["StreamDescriptionSummary"]["StreamARN"]
        for name in ("a", "b"):
            self.kinesis.register_stream_consumer(StreamARN=arn, ConsumerName=name)
        consumers = self.kinesis.get_paginator("list_stream_consumers").paginate(
            StreamARN=arn, PaginationConfig={"PageSize": 1}
        )
        self.assertEqual(["a", "b"], sorted(consumers.search("Consumers[].ConsumerName")))

    def test_reshard(self):
        """boto3 splits, merges and scales, and reads parents and children"""
        stream = open_stream(self, self.kinesis)
        self.kinesis.put_record(StreamName=stream, Data=b"before", PartitionKey="k")
        self.kinesis.split_shard(
            StreamName=stream, ShardToSplit="shardId-000000000000", NewStartingHashKey=str(2**127)
        )
        wait_active(self.kinesis, stream)
        for key in ("a", "b"):
            self.kinesis.put_record(StreamName=stream, Data=b"after", PartitionKey=key)
        self.kinesis.merge_shards(
            StreamName=stream, ShardToMerge="shardId-000000000001", AdjacentShardToMerge="shardId-000000000002"
        )
        wait_active(self.kinesis, stream)
        scaled = self.kinesis.update_shard_count(
            StreamName=stream, TargetShardCount=2, ScalingType="UNIFORM_SCALING"
        )
        self.assertEqual((1, 2), (scaled["CurrentShardCount"], scaled["TargetShardCount"]))
        wait_active(self.kinesis, stream)
        shards = self.kinesis.list_shards(StreamName=stream)["Shards"]
        self.assertEqual("shardId-000000000002", shards[3]["AdjacentParentShardId"])
        self.assertEqual(2, len(self.kinesis.list_shards(StreamName=stream, ShardFilter={"Type": "AT_LATEST"})["Shards"]))
        data = [record["Data"] for record in read_all(self.kinesis, stream, 3)]
        self.assertEqual([b"after", b"after", b"before"], sorted(data))

    def test_mode(self):
        """boto3 makes an on-demand stream, and changes a stream's mode and record size"""
        stream = name_of("on-demand")
        self.kinesis.create_stream(StreamName=stream, StreamModeDetails={"StreamMode": "ON_DEMAND"})
        self.addCleanup(self.kinesis.delete_stream, StreamName=stream)
        wait_active(self.kinesis, stream)
        summary = lambda: self.kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]
        self.assertEqual(4, summary()["OpenShardCount"])
        arn = summary()["StreamARN"]
        self.kinesis.update_max_record_size(StreamARN=arn, MaxRecordSizeInKiB=2048)
        wait_active(self.kinesis, stream)
        self.assertEqual(2048, summary()["MaxRecordSizeInKiB"])
        self.kinesis.update_stream_mode(StreamARN=arn, StreamModeDetails={"StreamMode": "PROVISIONED"})
        wait_active(self.kinesis, stream)
        self.assertEqual("PROVISIONED", summary()["StreamModeDetails"]["StreamMode"])

    def test_record_distribution(self):
        """boto3 leaves the choice of shards to an on-demand stream (AUTO), and then puts records without keys"""
        stream = name_of("auto")
        self.kinesis.create_stream(StreamName=stream, StreamModeDetails={"StreamMode": "ON_DEMAND"})
        self.addCleanup(self.kinesis.delete_stream, StreamName=stream)
        wait_active(self.kinesis, stream)
        arn = self.kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamARN"]
        self.kinesis.update_stream_record_distribution_strategy(StreamARN=arn, RecordDistributionStrategy="AUTO")
        wait_active(self.kinesis, stream)
        put = self.kinesis.put_records(StreamName=stream, Records=[{"Data": str(n).encode()} for n in range(8)])
        self.assertEqual([2, 2, 2, 2], sorted(Counter(record["ShardId"] for record in put["Records"]).values()))


class Records(unittest.TestCase):
    def setUp(self):
        self.kinesis = boto3.client("kinesis")

    def test_round_trip(self):
        """boto3 puts records and reads them back, byte by byte and in order"""
        stream = open_stream(self, self.kinesis)
        first = self.kinesis.put_record(StreamName=stream, Data=bytes(range(256)), PartitionKey="chave-ção")
        self.assertRegex(first["SequenceNumber"], r"^\d{56}$")
        second = self.kinesis.put_record(
            StreamName=stream, Data="text", PartitionKey="k", SequenceNumberForOrdering=first["SequenceNumber"]
        )
        self.assertGreater(int(second["SequenceNumber"]), int(first["SequenceNumber"]))
        batch = self.kinesis.put_records(
            StreamName=stream, Records=[{"Data": str(n).encode(), "PartitionKey": str(n)} for n in range(500)]
        )
        self.assertEqual((0, 500), (batch["FailedRecordCount"], len(batch["Records"])))
        records = read_all(self.kinesis, stream, 502)
        expected = [bytes(range(256)), b"text", *(str(n).encode() for n in range(500))]
        self.assertEqual(expected, [record["Data"] for record in records])
        self.assertEqual("chave-ção", records[0]["PartitionKey"])
        age = datetime.now(timezone.utc) - records[0]["ApproximateArrivalTimestamp"]
        self.assertLess(abs(age), timedelta(minutes=10))

    def test_positions(self):
        """boto3 reads from a sequence number, from a time and from the end"""
        stream = open_stream(self, self.kinesis)
        shard = "shardId-000000000000"
        numbers = [
            self.kinesis.put_record(StreamName=stream, Data=data, PartitionKey="k")["SequenceNumber"]
            for data in (b"1", b"2", b"3")
        ]

        def read(**position):
            iterator = self.kinesis.get_shard_iterator(StreamName=stream, ShardId=shard, **position)["ShardIterator"]
            return [r["Data"] for r in self.kinesis.get_records(ShardIterator=iterator, Limit=10)["Records"]]

        at = {"StartingSequenceNumber": numbers[1]}
        self.assertEqual([b"2", b"3"], read(ShardIteratorType="AT_SEQUENCE_NUMBER", **at))
        self.assertEqual([b"3"], read(ShardIteratorType="AFTER_SEQUENCE_NUMBER", **at))
        self.assertEqual([], read(ShardIteratorType="LATEST"))
        earlier = datetime.now(timezone.utc) - timedelta(hours=1)
        self.assertEqual([b"1", b"2", b"3"], read(ShardIteratorType="AT_TIMESTAMP", Timestamp=earlier))

    def test_fan_out(self):
        """boto3 registers a consumer, subscribes to a shard and is sent what is put"""
        stream = open_stream(self, self.kinesis)
        arn = self.kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamARN"]
        consumer = self.kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="reader")["Consumer"]
        by_arn = {"ConsumerARN": consumer["ConsumerARN"]}
        describe = lambda: self.kinesis.describe_stream_consumer(**by_arn)["ConsumerDescription"]
        until("consumer ACTIVE", lambda: describe()["ConsumerStatus"] == "ACTIVE")
        answer = self.kinesis.subscribe_to_shard(
            **by_arn, ShardId="shardId-000000000000", StartingPosition={"Type": "TRIM_HORIZON"}
        )
        self.addCleanup(answer["EventStream"].close)
        put = self.kinesis.put_record(StreamName=stream, Data=b"pushed", PartitionKey="k")
        for event in answer["EventStream"]:
            told = event["SubscribeToShardEvent"]
            if told["Records"]:
                break
        self.assertEqual([b"pushed"], [record["Data"] for record in told["Records"]])
        self.assertEqual(put["SequenceNumber"], told["Records"][0]["SequenceNumber"])
        self.assertGreaterEqual(int(told["ContinuationSequenceNumber"]), int(put["SequenceNumber"]))
        self.assertEqual(0, told["MillisBehindLatest"])
        self.kinesis.deregister_stream_consumer(**by_arn)


class Settings(unittest.TestCase):
    def setUp(self):
        self.kinesis = boto3.client("kinesis")
        self.stream = open_stream(self, self.kinesis)
        self.arn = self.summary()["StreamARN"]

    def summary(self):
        return self.kinesis.describe_stream_summary(StreamName=self.stream)["StreamDescriptionSummary"]

    def test_retention(self):
        """boto3 lengthens and shortens retention"""
        self.kinesis.increase_stream_retention_period(StreamName=self.stream, RetentionPeriodHours=48)
        wait_active(self.kinesis, self.stream)
        self.assertEqual(48, self.summary()["RetentionPeriodHours"])
        self.kinesis.decrease_stream_retention_period(StreamName=self.stream, RetentionPeriodHours=24)
        wait_active(self.kinesis, self.stream)
        self.assertEqual(24, self.summary()["RetentionPeriodHours"])

    def test_tags(self):
        """boto3 tags a stream by either family of actions"""
        self.kinesis.add_tags_to_stream(StreamName=self.stream, Tags={"a": "1", "b": "2"})
        self.kinesis.remove_tags_from_stream(StreamName=self.stream, TagKeys=["a"])
        self.assertEqual(
            [{"Key": "b", "Value": "2"}], self.kinesis.list_tags_for_stream(StreamName=self.stream)["Tags"]
        )
        self.kinesis.tag_resource(ResourceARN=self.arn, Tags={"c": ""})
        self.kinesis.untag_resource(ResourceARN=self.arn, TagKeys=["b"])
        tags = self.kinesis.list_tags_for_resource(ResourceARN=self.arn)["Tags"]
        self.assertEqual([{"Key": "c", "Value": ""}], tags)

    def test_encryption(self):
        """boto3 starts and stops encryption, and is told of it with each record"""
        key = {"EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"}
        plain = self.kinesis.put_record(StreamName=self.stream, Data=b"plain", PartitionKey="k")
        self.assertNotIn("EncryptionType", plain)
        self.kinesis.start_stream_encryption(StreamName=self.stream, **key)
        wait_active(self.kinesis, self.stream)
        self.assertEqual("KMS", self.summary()["EncryptionType"])
        put = self.kinesis.put_record(StreamName=self.stream, Data=b"hidden", PartitionKey="k")
        self.assertEqual("KMS", put["EncryptionType"])
        self.assertEqual("KMS", read_all(self.kinesis, self.stream, 2)[1]["EncryptionType"])
        self.kinesis.stop_stream_encryption(StreamName=self.stream, **key)
        wait_active(self.kinesis, self.stream)
        self.assertEqual("NONE", self.summary()["EncryptionType"])

    def test_monitoring(self):
        """boto3 turns metrics of shards on and off"""
        turned = self.kinesis.enable_enhanced_monitoring(
            StreamName=self.stream, ShardLevelMetrics=["IncomingBytes", "OutgoingBytes"]
        )
        self.assertEqual([], turned["CurrentShardLevelMetrics"])
        self.assertEqual(["IncomingBytes", "OutgoingBytes"], sorted(turned["DesiredShardLevelMetrics"]))
        wait_active(self.kinesis, self.stream)
        turned = self.kinesis.disable_enhanced_monitoring(StreamName=self.stream, ShardLevelMetrics=["ALL"])
        self.assertEqual([], turned["DesiredShardLevelMetrics"])

    def test_policies(self):
        """boto3 puts a resource policy, reads it and removes it"""
        policy = (
            '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},'
            f'"Action":"kinesis:GetRecords","Resource":"{self.arn}"}}]}}'
        )
        self.kinesis.put_resource_policy(ResourceARN=self.arn, Policy=policy)
        self.assertEqual(policy, self.kinesis.get_resource_policy(ResourceARN=self.arn)["Policy"])
        self.kinesis.delete_resource_policy(ResourceARN=self.arn)
        self.assertNotIn("Policy", self.kinesis.get_resource_policy(ResourceARN=self.arn))
