package main

import (
	"context"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/firehose/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

var firehoseCases = []testCase{
	{"puts to Firehose and reads the object that it delivers to S3", deliver},
}

func deliver(ctx context.Context, cfg aws.Config) error {
	client, store, name, bucket := firehose.NewFromConfig(cfg), s3.NewFromConfig(cfg), aws.String(nameOf("delivery")), aws.String(nameOf("bucket"))
	if _, err := store.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: bucket}); err != nil {
		return err
	}
	_, err := client.CreateDeliveryStream(ctx, &firehose.CreateDeliveryStreamInput{
		DeliveryStreamName: name,
		ExtendedS3DestinationConfiguration: &types.ExtendedS3DestinationConfiguration{
			RoleARN: aws.String("arn:aws:iam::000000000000:role/any"), BucketARN: aws.String("arn:aws:s3:::" + *bucket),
			BufferingHints: &types.BufferingHints{SizeInMBs: aws.Int32(1), IntervalInSeconds: aws.Int32(0)},
		},
	})
	if err != nil {
		return err
	}
	err = until(ctx, func() (bool, error) {
		described, err := client.DescribeDeliveryStream(ctx, &firehose.DescribeDeliveryStreamInput{DeliveryStreamName: name})
		return err == nil && described.DeliveryStreamDescription.DeliveryStreamStatus == types.DeliveryStreamStatusActive, err
	})
	if err != nil {
		return err
	}
	if _, err := client.PutRecord(ctx, &firehose.PutRecordInput{DeliveryStreamName: name, Record: &types.Record{Data: []byte("delivered\n")}}); err != nil {
		return err
	}
	var key *string
	err = until(ctx, func() (bool, error) {
		listed, err := store.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: bucket})
		if err != nil || len(listed.Contents) == 0 {
			return false, err
		}
		key = listed.Contents[0].Key
		return true, nil
	})
	if err != nil {
		return err
	}
	object, err := store.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: key})
	if err != nil {
		return err
	}
	defer object.Body.Close()
	body, err := io.ReadAll(object.Body)
	if err == nil && string(body) != "delivered\n" {
		err = fmt.Errorf("delivered %q", body)
	}
	return err
}
