use std::{collections::HashSet, process, time::Duration};

use aws_sdk_kinesis::{
    operation::{describe_stream::DescribeStreamError, get_records::GetRecordsError},
    primitives::Blob,
    types::{
        ChildShard, ConsumerStatus, PutRecordsRequestEntry, ShardIteratorType, StartingPosition,
        StreamStatus, SubscribeToShardEventStream,
    },
    Client,
};

use crate::Outcome;

const FIRST: &str = "shardId-000000000000";

/// What a case creates has a name of this process.
fn name_of(what: &str) -> String {
    format!("rust-{what}-{}", process::id())
}

async fn pause() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

/// Gives the stream's ARN.
async fn open_stream(
    client: &Client,
    name: &str,
    shards: i32,
) -> Result<String, Box<dyn std::error::Error>> {
    client
        .create_stream()
        .stream_name(name)
        .shard_count(shards)
        .send()
        .await?;
    wait_active(client, name).await
}

async fn wait_active(client: &Client, name: &str) -> Result<String, Box<dyn std::error::Error>> {
    loop {
        let answer = client
            .describe_stream_summary()
            .stream_name(name)
            .send()
            .await?;
        let summary = answer.stream_description_summary().ok_or("no summary")?;
        if summary.stream_status() == &StreamStatus::Active {
            return Ok(summary.stream_arn().to_owned());
        }
        pause().await;
    }
}

pub async fn put_and_read(client: &Client) -> Outcome {
    let stream = name_of("put");
    open_stream(client, &stream, 2).await?;
    client
        .put_record()
        .stream_name(&stream)
        .partition_key("k")
        .data(Blob::new("one"))
        .send()
        .await?;
    let mut put = client.put_records().stream_name(&stream);
    let mut missing = HashSet::from(["one".to_owned()]);
    for n in 0..100 {
        let data = format!("record {n}");
        let entry = PutRecordsRequestEntry::builder()
            .partition_key(n.to_string())
            .data(Blob::new(data.as_bytes()));
        put = put.records(entry.build()?);
        missing.insert(data);
    }
    let answer = put.send().await?;
    if answer.failed_record_count() != Some(0) || answer.records().len() != 100 {
        return Err(format!("{answer:?}").into());
    }
    for shard in ["shardId-000000000000", "shardId-000000000001"] {
        let (records, _) = read_shard(client, &stream, shard).await?;
        if records.is_empty() {
            return Err(format!("{shard} holds no record").into());
        }
        for data in records {
            missing.remove(&data);
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!("not read: {missing:?}").into())
    }
}

/// Reads from the beginning until the shard ends, with its children, or has no more for now.
async fn read_shard(
    client: &Client,
    stream: &str,
    shard: &str,
) -> Result<(Vec<String>, Vec<ChildShard>), Box<dyn std::error::Error>> {
    let start = client
        .get_shard_iterator()
        .stream_name(stream)
        .shard_id(shard);
    let start = start
        .shard_iterator_type(ShardIteratorType::TrimHorizon)
        .send()
        .await?;
    let mut iterator = start.shard_iterator;
    let mut data = Vec::new();
    while let Some(position) = iterator {
        let answer = client.get_records().shard_iterator(position).send().await?;
        for record in answer.records() {
            data.push(String::from_utf8(record.data().as_ref().to_vec())?);
        }
        if answer.next_shard_iterator().is_none() {
            return Ok((data, answer.child_shards().to_vec()));
        }
        if answer.records().is_empty() {
            break;
        }
        iterator = answer.next_shard_iterator;
    }
    Ok((data, Vec::new()))
}

pub async fn read_across_split(client: &Client) -> Outcome {
    let stream = name_of("split");
    open_stream(client, &stream, 1).await?;
    client
        .put_record()
        .stream_name(&stream)
        .partition_key("k")
        .data(Blob::new("before"))
        .send()
        .await?;
    let middle = "170141183460469231731687303715884105728";
    client
        .split_shard()
        .stream_name(&stream)
        .shard_to_split(FIRST)
        .new_starting_hash_key(middle)
        .send()
        .await?;
    wait_active(client, &stream).await?;
    let (records, children) = read_shard(client, &stream, FIRST).await?;
    if records == ["before"] && children.len() == 2 {
        Ok(())
    } else {
        Err(format!("{records:?} {children:?}").into())
    }
}

pub async fn subscribe(client: &Client) -> Outcome {
    let stream = name_of("push");
    let arn = open_stream(client, &stream, 1).await?;
    let registered = client
        .register_stream_consumer()
        .stream_arn(arn)
        .consumer_name("reader")
        .send()
        .await?;
    let consumer = registered
        .consumer()
        .ok_or("no consumer")?
        .consumer_arn()
        .to_owned();
    loop {
        let described = client
            .describe_stream_consumer()
            .consumer_arn(&consumer)
            .send()
            .await?;
        if described
            .consumer_description()
            .ok_or("no description")?
            .consumer_status()
            == &ConsumerStatus::Active
        {
            break;
        }
        pause().await;
    }
    let latest = StartingPosition::builder()
        .r#type(ShardIteratorType::Latest)
        .build()?;
    let subscription = client
        .subscribe_to_shard()
        .consumer_arn(&consumer)
        .shard_id(FIRST);
    let mut events = subscription
        .starting_position(latest)
        .send()
        .await?
        .event_stream;
    client
        .put_record()
        .stream_name(&stream)
        .partition_key("k")
        .data(Blob::new("pushed"))
        .send()
        .await?;
    while let Some(event) = events.recv().await? {
        let SubscribeToShardEventStream::SubscribeToShardEvent(told) = event else {
            return Err(format!("another event: {event:?}").into());
        };
        if let Some(record) = told.records().first() {
            return if record.data().as_ref() == b"pushed" {
                Ok(())
            } else {
                Err(format!("{record:?}").into())
            };
        }
    }
    Err("the subscription ended without the record".into())
}

pub async fn tell_errors(client: &Client) -> Outcome {
    let absent = client.describe_stream().stream_name("nowhere").send().await;
    match absent.map_err(|error| error.into_service_error()) {
        Err(DescribeStreamError::ResourceNotFoundException(error)) if error.message.is_some() => {}
        other => return Err(format!("for a stream that is not there: {other:?}").into()),
    }
    let invalid = client.get_records().shard_iterator("none").send().await;
    match invalid.map_err(|error| error.into_service_error()) {
        Err(GetRecordsError::InvalidArgumentException(_)) => Ok(()),
        other => Err(format!("for an iterator that is none: {other:?}").into()),
    }
}
