package client;

import static client.Tap.check;
import static client.Tap.until;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** The AWS SDK for Java, as its defaults are: CBOR, and HTTP/2 for Kinesis. */
public final class SdkCases {
  private static final String RUN = Long.toString(ProcessHandle.current().pid());
  private final KinesisAsyncClient kinesis = KinesisAsyncClient.create();

  public static void main(String[] args) {
    SdkCases cases = new SdkCases();
    Tap tap = new Tap();
    tap.tell("puts records one by one and in a batch, and reads them from two shards", cases::putAndRead);
    tap.tell("reads a shard to its end after a split, and is told of the children", cases::readAcrossSplit);
    tap.tell("subscribes to a shard and is sent a record put afterwards", cases::subscribe);
    tap.tell("tells AWS's errors apart by their types", cases::tellErrors);
    tap.end();
  }

  private void putAndRead() {
    String stream = "java-put-" + RUN;
    Streams.open(kinesis, stream, 2);
    Set<String> missing = new TreeSet<>(Streams.put(kinesis, stream, "record ", 100));
    kinesis.putRecord(put -> put.streamName(stream).partitionKey("k").data(SdkBytes.fromUtf8String("one"))).join();
    missing.add("one");
    for (int shard = 0; shard < 2; shard++) {
      GetRecordsResponse read = readFirst(stream, "shardId-00000000000" + shard);
      check(!read.records().isEmpty(), read);
      read.records().forEach(record -> missing.remove(record.data().asUtf8String()));
    }
    check(missing.isEmpty(), missing);
  }

  private GetRecordsResponse readFirst(String stream, String shard) {
    String iterator = kinesis.getShardIterator(request -> request.streamName(stream).shardId(shard)
        .shardIteratorType(ShardIteratorType.TRIM_HORIZON)).join().shardIterator();
    return kinesis.getRecords(request -> request.shardIterator(iterator)).join();
  }

  private void readAcrossSplit() throws Exception {
    String stream = "java-split-" + RUN;
    String parent = "shardId-000000000000";
    Streams.open(kinesis, stream, 1);
    Streams.put(kinesis, stream, "before ", 1);
    Streams.split(kinesis, stream, parent, Streams.MIDDLE);
    GetRecordsResponse read = readFirst(stream, parent);
    while (read.nextShardIterator() != null) {
      String next = read.nextShardIterator();
      read = kinesis.getRecords(request -> request.shardIterator(next)).join();
    }
    check(read.childShards().size() == 2, read);
    check(List.of(parent).equals(read.childShards().get(0).parentShards()), read);
  }

  private void subscribe() throws Exception {
    String stream = "java-push-" + RUN;
    Streams.open(kinesis, stream, 1);
    String arn = kinesis.describeStreamSummary(request -> request.streamName(stream)).join()
        .streamDescriptionSummary().streamARN();
    String consumer = kinesis.registerStreamConsumer(request -> request.streamARN(arn).consumerName("reader")).join()
        .consumer().consumerARN();
    until("the consumer", () -> kinesis.describeStreamConsumer(request -> request.consumerARN(consumer)).join()
        .consumerDescription().consumerStatus() == ConsumerStatus.ACTIVE);
    CompletableFuture<Void> subscribed = new CompletableFuture<>();
    CompletableFuture<String> pushed = new CompletableFuture<>();
    SubscribeToShardResponseHandler handler = SubscribeToShardResponseHandler.builder()
        .onResponse(response -> subscribed.complete(null))
        .onError(pushed::completeExceptionally)
        .subscriber(event -> {
          if (event instanceof SubscribeToShardEvent told && !told.records().isEmpty())
            pushed.complete(told.records().get(0).data().asUtf8String());
        })
        .build();
    kinesis.subscribeToShard(request -> request.consumerARN(consumer).shardId("shardId-000000000000")
        .startingPosition(position -> position.type(ShardIteratorType.LATEST)), handler);
    subscribed.get(30, TimeUnit.SECONDS);
    kinesis.putRecord(put -> put.streamName(stream).partitionKey("k").data(SdkBytes.fromUtf8String("pushed"))).join();
    check("pushed".equals(pushed.get(30, TimeUnit.SECONDS)), pushed);
  }

  private void tellErrors() {
    Throwable absent = failure(kinesis.describeStream(request -> request.streamName("nowhere")));
    check(absent instanceof ResourceNotFoundException, absent);
    check(absent.getMessage().startsWith("Stream nowhere under account 000000000000 not found."), absent);
    Throwable invalid = failure(kinesis.getRecords(request -> request.shardIterator("none")));
    check(invalid instanceof InvalidArgumentException, invalid);
  }

  private static Throwable failure(CompletableFuture<?> call) {
    try {
      return new AssertionError("answered " + call.join());
    } catch (CompletionException wrapped) {
      return wrapped.getCause();
    }
  }
}
