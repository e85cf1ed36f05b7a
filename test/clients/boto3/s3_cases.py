import io
import os
import tempfile
import unittest
import urllib.request
from pathlib import Path

from boto3.s3.transfer import TransferConfig

from places import name_of, open_bucket

MIB = 1024 * 1024


class Objects(unittest.TestCase):
    def setUp(self):
        self.s3, self.bucket = open_bucket()

    def put(self, key, body=b"x"):
        return self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def keys(self, **options):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, **options)
        return [entry["Key"] for page in pages for entry in page.get("Contents", [])]

    def test_round_trip(self):
        """boto3 puts an object, reads it whole and in part, copies and deletes it"""
        body = os.urandom(100_000)
        self.put("pasta/um nome ção.bin", body)
        at = {"Bucket": self.bucket, "Key": "pasta/um nome ção.bin"}
        self.assertEqual(body, self.s3.get_object(**at)["Body"].read())
        self.assertEqual(body[10:20], self.s3.get_object(**at, Range="bytes=10-19")["Body"].read())
        self.assertEqual(100_000, self.s3.head_object(**at)["ContentLength"])
        self.s3.copy_object(Bucket=self.bucket, Key="copy", CopySource=at)
        self.s3.delete_object(**at)
        self.assertEqual(["copy"], self.keys())

    def test_listing(self):
        """boto3 lists by prefix, delimiter and page"""
        for key in ("a/1", "a/2", "b/1", "c"):
            self.put(key)
        self.assertEqual(["a/1", "a/2", "b/1", "c"], self.keys(PaginationConfig={"PageSize": 1}))
        self.assertEqual(["a/1", "a/2"], self.keys(Prefix="a/"))
        listed = self.s3.list_objects_v2(Bucket=self.bucket, Delimiter="/")
        self.assertEqual(["a/", "b/"], [entry["Prefix"] for entry in listed["CommonPrefixes"]])
        self.assertIn(self.bucket, [bucket["Name"] for bucket in self.s3.list_buckets()["Buckets"]])

    def test_transfer(self):
        """boto3 uploads a large file in parts, several at a time, and downloads it"""
        body = os.urandom(12 * MIB)
        config = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB)
        self.s3.upload_fileobj(io.BytesIO(body), self.bucket, "large", Config=config)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "large")
            self.s3.download_file(self.bucket, "large", str(file), Config=config)
            self.assertTrue(file.read_bytes() == body)
        self.assertRegex(self.s3.head_object(Bucket=self.bucket, Key="large")["ETag"], r'^"[0-9a-f]{32}-3"$')

    def test_presigned(self):
        """A URL that boto3 signs is read without boto3"""
        self.put("signed", b"by URL")
        url = self.s3.generate_presigned_url("get_object", Params={"Bucket": self.bucket, "Key": "signed"})
        with urllib.request.urlopen(url, timeout=30) as answer:
            self.assertEqual(b"by URL", answer.read())

    def test_errors(self):
        """boto3 raises S3's errors by their class"""
        with self.assertRaises(self.s3.exceptions.NoSuchKey):
            self.s3.get_object(Bucket=self.bucket, Key="nowhere")
        with self.assertRaises(self.s3.exceptions.NoSuchBucket):
            self.s3.list_objects_v2(Bucket=name_of("nowhere"))

    def test_emptied(self):
        """boto3 deletes many objects at once, and the bucket"""
        for n in range(5):
            self.put(f"n/{n}")
        gone = self.s3.delete_objects(
            Bucket=self.bucket, Delete={"Objects": [{"Key": f"n/{n}"} for n in range(5)], "Quiet": False}
        )
        self.assertEqual(5, len(gone["Deleted"]))
        self.s3.delete_bucket(Bucket=self.bucket)
        with self.assertRaises(self.s3.exceptions.ClientError):
            self.s3.head_bucket(Bucket=self.bucket)
