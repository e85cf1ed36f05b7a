import unittest

import boto3

from places import name_of, until

FAST = {"Delay": 1, "MaxAttempts": 60}


class Queues(unittest.TestCase):
    def setUp(self):
        self.kinesis = boto3.client("kinesis")
        self.stream = name_of("queued")
        self.kinesis.create_stream(StreamName=self.stream, StreamModeDetails={"StreamMode": "ON_DEMAND"})
        self.kinesis.get_waiter("stream_exists").wait(StreamName=self.stream, WaiterConfig=FAST)
        self.stream_arn = self.summary()["StreamARN"]

    def summary(self):
        return self.kinesis.describe_stream_summary(StreamName=self.stream)["StreamDescriptionSummary"]

    def open_queue(self, **attributes):
        created = self.kinesis.create_queue(
            QueueName=name_of("work"),
            StreamConfigurationList=[{"StreamARN": self.stream_arn}],
            QueueAttributes=attributes,
            Tags={"team": "data"},
        )["QueueDescription"]
        self.assertEqual("CREATING", created["QueueStatus"])
        arn = created["QueueARN"]
        self.wait_active(arn)
        return arn

    def wait_active(self, arn):
        until(f"{arn} is active", lambda: self.describe(arn)["QueueStatus"] == "ACTIVE")

    def describe(self, arn):
        return self.kinesis.describe_queue(QueueARN=arn)["QueueDescription"]

    def put(self, *texts):
        records = [{"Data": text.encode(), "PartitionKey": text} for text in texts]
        self.kinesis.put_records(StreamName=self.stream, Records=records)

    def receive(self, arn, count, **options):
        """As many records as there are to be: a call may give fewer."""
        received = []
        while len(received) < count:
            answer = self.kinesis.receive_queue_records(QueueARN=arn, WaitTimeSeconds=20, **options)
            received += answer["QueueRecords"]
        return sorted(received, key=lambda record: record["Data"])

    def test_life(self):
        """boto3 creates a queue, lists, tags, changes and deletes it"""
        arn = self.open_queue(VisibilityTimeoutSeconds=7)
        described = self.describe(arn)
        self.assertEqual(7, described["QueueAttributes"]["VisibilityTimeoutSeconds"])
        listed = self.kinesis.list_queues(StreamFilter=[{"StreamARN": self.stream_arn}])["QueueSummaries"]
        self.assertEqual([arn], [summary["QueueARN"] for summary in listed])
        self.assertEqual(1, self.summary()["QueueCount"])
        tags = self.kinesis.list_tags_for_resource(ResourceARN=arn)["Tags"]
        self.assertEqual([{"Key": "team", "Value": "data"}], tags)
        dead_letters = {"TargetType": "NONE"}
        self.kinesis.update_queue(QueueARN=arn, QueueAttributes={"DeadLetterConfiguration": dead_letters})
        self.wait_active(arn)
        self.assertEqual(dead_letters, self.describe(arn)["QueueAttributes"]["DeadLetterConfiguration"])
        with self.assertRaises(self.kinesis.exceptions.ResourceInUseException):
            self.kinesis.delete_stream(StreamName=self.stream)
        self.kinesis.delete_queue(QueueARN=arn)
        until(f"{arn} is gone", lambda: self.summary()["QueueCount"] == 0)
        with self.assertRaises(self.kinesis.exceptions.ResourceNotFoundException):
            self.describe(arn)
        self.kinesis.delete_stream(StreamName=self.stream)

    def test_work(self):
        """boto3 receives records from a queue, keeps one for longer, acknowledges, and gets the rest again"""
        arn = self.open_queue()
        self.put("a", "b", "c")
        a, b, c = self.receive(arn, 3)
        self.assertEqual((b"a", "a", 1), (a["Data"], a["PartitionKey"], a["ReceiveCount"]))
        entries = [{"ReceiptHandle": a["ReceiptHandle"]}, {"ReceiptHandle": "none"}]
        done = self.kinesis.acknowledge_queue_records(QueueARN=arn, Entries=entries)
        self.assertEqual([a["ReceiptHandle"]], [entry["ReceiptHandle"] for entry in done["Successful"]])
        self.assertEqual(["InvalidArgumentException"], [entry["ErrorCode"] for entry in done["Failed"]])
        seconds = {"b": 0, "c": 43200}
        hidden = self.kinesis.update_queue_records_visibility(
            QueueARN=arn,
            Entries=[
                {"ReceiptHandle": record["ReceiptHandle"], "VisibilityTimeoutSeconds": seconds[record["PartitionKey"]]}
                for record in (b, c)
            ],
        )
        self.assertEqual([], hidden["Failed"])
        (again,) = self.receive(arn, 1, VisibilityTimeoutSeconds=60)
        self.assertEqual((b["RecordId"], 2), (again["RecordId"], again["ReceiveCount"]))
        self.assertEqual([], self.kinesis.receive_queue_records(QueueARN=arn, WaitTimeSeconds=1)["QueueRecords"])

    def test_dead_letters(self):
        """boto3 receives dead letters, hides one, restores one, and acknowledges one"""
        arn = self.open_queue(
            VisibilityTimeoutSeconds=0, DeadLetterConfiguration={"TargetType": "BUILT_IN", "MaxReceiveCount": 1}
        )
        self.put("a", "b")
        self.receive(arn, 2)
        dead = {}
        while len(dead) < 2:
            answer = self.kinesis.receive_dead_letter_queue_records(QueueARN=arn, VisibilityTimeoutSeconds=600)
            dead.update((record["PartitionKey"], record["ReceiptHandle"]) for record in answer["QueueRecords"])
        of = lambda key: {"QueueARN": arn, "Entries": [{"ReceiptHandle": dead[key]}]}
        hide = of("b")
        hide["Entries"][0]["VisibilityTimeoutSeconds"] = 900
        for answer in (
            self.kinesis.update_dead_letter_queue_records_visibility(**hide),
            self.kinesis.restore_dead_letter_queue_records(**of("a")),
            self.kinesis.acknowledge_dead_letter_queue_records(**of("b")),
        ):
            self.assertEqual((1, []), (len(answer["Successful"]), answer["Failed"]))
        (restored,) = self.receive(arn, 1, VisibilityTimeoutSeconds=600)
        self.assertEqual((b"a", 1), (restored["Data"], restored["ReceiveCount"]))
