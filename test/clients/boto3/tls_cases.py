import io
import os
import unittest

import boto3
from botocore.exceptions import SSLError

from places import open_bucket, open_stream, read_all


class OverTls(unittest.TestCase):
    def test_kinesis(self):
        """boto3 puts and reads records over TLS"""
        kinesis = boto3.client("kinesis")
        self.assertTrue(kinesis.meta.endpoint_url.startswith("https://"))
        stream = open_stream(self, kinesis)
        kinesis.put_record(StreamName=stream, Data=b"hidden on the way", PartitionKey="k")
        self.assertEqual(b"hidden on the way", read_all(kinesis, stream, 1)[0]["Data"])

    def test_s3(self):
        """boto3 sends S3 an unsigned body with a checksum after it, as it does over TLS alone"""
        s3, bucket = open_bucket()
        body = os.urandom(300_000)
        s3.put_object(Bucket=bucket, Key="streamed", Body=io.BytesIO(body))
        self.assertTrue(s3.get_object(Bucket=bucket, Key="streamed")["Body"].read() == body)

    def test_trust(self):
        """boto3 refuses a certificate that it was not told to trust"""
        bundle = os.environ.pop("AWS_CA_BUNDLE")
        self.addCleanup(os.environ.__setitem__, "AWS_CA_BUNDLE", bundle)
        with self.assertRaises(SSLError):
            boto3.session.Session().client("kinesis").list_streams()
