package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

var kinesisCases = []testCase{
	{"puts records one by one and in a batch, and reads them from two shards", putAndRead},
	{"lists shards page by page across a split, and is told of the children", readAcrossSplit},
	{"subscribes to a shard and is sent a record put afterwards", subscribe},
	{"tells AWS's errors apart by their types", tellErrors},
	{"repeats by itself a put that was refused for its rate", retryThrottled},
}

func openStream(ctx context.Context, client *kinesis.Client, name string, shards int32) error {
	if _, err := client.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: &name, ShardCount: &shards}); err != nil {
		return err
	}
	return waitActive(ctx, client, name)
}

func waitActive(ctx context.Context, client *kinesis.Client, name string) error {
	waiter := kinesis.NewStreamExistsWaiter(client, func(options *kinesis.StreamExistsWaiterOptions) {
		options.MinDelay, options.MaxDelay = 100*time.Millisecond, time.Second
	})
	return waiter.Wait(ctx, &kinesis.DescribeStreamInput{StreamName: &name}, time.Minute)
}

func putAndRead(ctx context.Context, cfg aws.Config) error {
	client, stream := kinesis.NewFromConfig(cfg), aws.String(nameOf("put"))
	if err := openStream(ctx, client, *stream, 2); err != nil {
		return err
	}
	sent := map[string]bool{"one": true}
	if _, err := client.PutRecord(ctx, &kinesis.PutRecordInput{StreamName: stream, PartitionKey: aws.String("k"), Data: []byte("one")}); err != nil {
		return err
	}
	var entries []types.PutRecordsRequestEntry
	for n := range 100 {
		data := fmt.Sprintf("record %d", n)
		sent[data] = true
		entries = append(entries, types.PutRecordsRequestEntry{Data: []byte(data), PartitionKey: aws.String(fmt.Sprint(n))})
	}
	put, err := client.PutRecords(ctx, &kinesis.PutRecordsInput{StreamName: stream, Records: entries})
	if err != nil {
		return err
	}
	if *put.FailedRecordCount != 0 || len(put.Records) != len(entries) {
		return fmt.Errorf("%d of %d answers, %d failed", len(put.Records), len(entries), *put.FailedRecordCount)
	}
	for shard := range 2 {
		records, _, err := readShard(ctx, client, *stream, fmt.Sprintf("shardId-%012d", shard))
		if err != nil {
			return err
		}
		if len(records) == 0 {
			return fmt.Errorf("shard %d holds no record", shard)
		}
		for _, record := range records {
			if age := time.Since(*record.ApproximateArrivalTimestamp).Abs(); age > 10*time.Minute {
				return fmt.Errorf("a record arrived %s ago", age)
			}
			delete(sent, string(record.Data))
		}
	}
	if len(sent) != 0 {
		return fmt.Errorf("not read: %v", sent)
	}
	return nil
}

// readShard reads from the beginning until the shard ends, with its children, or has no more for now.
func readShard(ctx context.Context, client *kinesis.Client, stream, shard string) ([]types.Record, []types.ChildShard, error) {
	start, err := client.GetShardIterator(ctx, &kinesis.GetShardIteratorInput{
		StreamName: &stream, ShardId: &shard, ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		return nil, nil, err
	}
	var records []types.Record
	for iterator := start.ShardIterator; ; {
		answer, err := client.GetRecords(ctx, &kinesis.GetRecordsInput{ShardIterator: iterator})
		if err != nil {
			return nil, nil, err
		}
		records = append(records, answer.Records...)
		if iterator = answer.NextShardIterator; iterator == nil {
			return records, answer.ChildShards, nil
		}
		if len(answer.Records) == 0 {
			return records, nil, nil
		}
	}
}

func readAcrossSplit(ctx context.Context, cfg aws.Config) error {
	client, stream := kinesis.NewFromConfig(cfg), aws.String(nameOf("split"))
	if err := openStream(ctx, client, *stream, 1); err != nil {
		return err
	}
	parent := "shardId-000000000000"
	if _, err := client.SplitShard(ctx, &kinesis.SplitShardInput{
		StreamName: stream, ShardToSplit: &parent, NewStartingHashKey: aws.String("170141183460469231731687303715884105728"),
	}); err != nil {
		return err
	}
	if err := waitActive(ctx, client, *stream); err != nil {
		return err
	}
	var shards []types.Shard
	page, err := client.ListShards(ctx, &kinesis.ListShardsInput{StreamName: stream, MaxResults: aws.Int32(2)})
	for err == nil {
		shards = append(shards, page.Shards...)
		if page.NextToken == nil {
			break
		}
		page, err = client.ListShards(ctx, &kinesis.ListShardsInput{NextToken: page.NextToken})
	}
	if err != nil {
		return err
	}
	if len(shards) != 3 || *shards[2].ParentShardId != parent {
		return fmt.Errorf("shards: %v", shards)
	}
	_, children, err := readShard(ctx, client, *stream, parent)
	if err == nil && len(children) != 2 {
		err = fmt.Errorf("children: %v", children)
	}
	return err
}

func subscribe(ctx context.Context, cfg aws.Config) error {
	client, stream := kinesis.NewFromConfig(cfg), aws.String(nameOf("push"))
	if err := openStream(ctx, client, *stream, 1); err != nil {
		return err
	}
	summary, err := client.DescribeStreamSummary(ctx, &kinesis.DescribeStreamSummaryInput{StreamName: stream})
	if err != nil {
		return err
	}
	registered, err := client.RegisterStreamConsumer(ctx, &kinesis.RegisterStreamConsumerInput{
		StreamARN: summary.StreamDescriptionSummary.StreamARN, ConsumerName: aws.String("reader"),
	})
	if err != nil {
		return err
	}
	consumer := registered.Consumer.ConsumerARN
	err = until(ctx, func() (bool, error) {
		described, err := client.DescribeStreamConsumer(ctx, &kinesis.DescribeStreamConsumerInput{ConsumerARN: consumer})
		return err == nil && described.ConsumerDescription.ConsumerStatus == types.ConsumerStatusActive, err
	})
	if err != nil {
		return err
	}
	subscription, err := client.SubscribeToShard(ctx, &kinesis.SubscribeToShardInput{
		ConsumerARN: consumer, ShardId: aws.String("shardId-000000000000"),
		StartingPosition: &types.StartingPosition{Type: types.ShardIteratorTypeLatest},
	})
	if err != nil {
		return err
	}
	events := subscription.GetStream()
	defer events.Close()
	if _, err := client.PutRecord(ctx, &kinesis.PutRecordInput{StreamName: stream, PartitionKey: aws.String("k"), Data: []byte("pushed")}); err != nil {
		return err
	}
	for event := range events.Events() {
		told, isRecords := event.(*types.SubscribeToShardEventStreamMemberSubscribeToShardEvent)
		if !isRecords {
			return fmt.Errorf("an event of the type %T", event)
		}
		if len(told.Value.Records) > 0 {
			if data := string(told.Value.Records[0].Data); data != "pushed" {
				return fmt.Errorf("read %q", data)
			}
			return nil
		}
	}
	return fmt.Errorf("the subscription ended without the record: %w", events.Err())
}

func tellErrors(ctx context.Context, cfg aws.Config) error {
	client := kinesis.NewFromConfig(cfg)
	_, err := client.DescribeStream(ctx, &kinesis.DescribeStreamInput{StreamName: aws.String("nowhere")})
	var notFound *types.ResourceNotFoundException
	if !errors.As(err, &notFound) {
		return fmt.Errorf("for a stream that is not there: %w", err)
	}
	_, err = client.GetRecords(ctx, &kinesis.GetRecordsInput{ShardIterator: aws.String("none")})
	var invalid *types.InvalidArgumentException
	if !errors.As(err, &invalid) {
		return fmt.Errorf("for an iterator that is none: %w", err)
	}
	return nil
}

func retryThrottled(ctx context.Context, cfg aws.Config) error {
	patient := func(options *kinesis.Options) { options.RetryMaxAttempts = 10 }
	client, stream := kinesis.NewFromConfig(cfg, patient), aws.String(nameOf("fast"))
	if err := openStream(ctx, client, *stream, 1); err != nil {
		return err
	}
	// Three records that a shard's second has no room for together.
	data := make([]byte, 600*1024)
	for range 3 {
		if _, err := client.PutRecord(ctx, &kinesis.PutRecordInput{StreamName: stream, PartitionKey: aws.String("k"), Data: data}); err != nil {
			return err
		}
	}
	once := kinesis.NewFromConfig(cfg, func(options *kinesis.Options) { options.RetryMaxAttempts = 1 })
	var refused *types.ProvisionedThroughputExceededException
	return until(ctx, func() (bool, error) {
		_, err := once.PutRecord(ctx, &kinesis.PutRecordInput{StreamName: stream, PartitionKey: aws.String("k"), Data: data})
		if errors.As(err, &refused) {
			return true, nil
		}
		return false, err
	})
}
