package client;

import static client.Tap.check;

import com.google.common.util.concurrent.ListenableFuture;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.UserRecordResult;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** The Kinesis Producer Library: a native program of AWS, told by Java, that speaks TLS only. */
public final class KplCases {
  private static final String STREAM = "kpl-" + ProcessHandle.current().pid();
  private static final int RECORDS = 2000;

  public static void main(String[] args) {
    Tap tap = new Tap();
    tap.tell("puts records in aggregates, which the Kinesis Client Library takes apart again", KplCases::produce);
    tap.end();
  }

  private static void produce() throws Exception {
    KinesisAsyncClient kinesis = KinesisAsyncClient.create();
    Streams.open(kinesis, STREAM, 2);
    Set<String> missing = new TreeSet<>();
    KinesisProducer producer = new KinesisProducer(configuration());
    try {
      List<ListenableFuture<UserRecordResult>> puts = new ArrayList<>();
      for (int n = 0; n < RECORDS; n++) {
        String data = "record " + n;
        missing.add(data);
        puts.add(producer.addUserRecord(STREAM, "k" + n, ByteBuffer.wrap(data.getBytes(StandardCharsets.UTF_8))));
      }
      for (ListenableFuture<UserRecordResult> put : puts) check(put.get(60, TimeUnit.SECONDS).isSuccessful(), put);
    } finally {
      producer.destroy();
    }
    List<Record> stored = new ArrayList<>();
    for (var shard : Streams.shards(kinesis, STREAM)) {
      String iterator = kinesis.getShardIterator(request -> request.streamName(STREAM).shardId(shard.shardId())
          .shardIteratorType(ShardIteratorType.TRIM_HORIZON)).join().shardIterator();
      stored.addAll(kinesis.getRecords(request -> request.shardIterator(iterator)).join().records());
    }
    // How many it aggregates is a matter of time: those before it knows the shards go one by one.
    check(!stored.isEmpty() && stored.size() < RECORDS, stored.size());
    List<KinesisClientRecord> records = new AggregatorUtil()
        .deaggregate(stored.stream().map(KinesisClientRecord::fromRecord).toList());
    records.forEach(record -> missing.remove(StandardCharsets.UTF_8.decode(record.data()).toString()));
    check(records.size() == RECORDS && missing.isEmpty(), records.size());
  }

  private static KinesisProducerConfiguration configuration() {
    URI endpoint = URI.create(System.getenv("AWS_ENDPOINT_URL"));
    return new KinesisProducerConfiguration()
        .setKinesisEndpoint(endpoint.getHost())
        .setKinesisPort(endpoint.getPort())
        .setVerifyCertificate(false)
        .setMetricsLevel("none")
        .setRecordMaxBufferedTime(1000)
        .setRegion(System.getenv("AWS_REGION"));
  }
}
