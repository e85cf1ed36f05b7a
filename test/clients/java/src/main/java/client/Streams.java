package client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** What several programs do with a stream. */
final class Streams {
  static final String MIDDLE = "170141183460469231731687303715884105728";

  private Streams() {}

  static void open(KinesisAsyncClient kinesis, String stream, int shards) {
    kinesis.createStream(request -> request.streamName(stream).shardCount(shards)).join();
    kinesis.waiter().waitUntilStreamExists(request -> request.streamName(stream)).join();
  }

  static List<Shard> shards(KinesisAsyncClient kinesis, String stream) {
    List<Shard> shards = new ArrayList<>(kinesis.listShards(request -> request.streamName(stream)).join().shards());
    shards.sort(Comparator.comparing(Shard::shardId));
    return shards;
  }

  static void split(KinesisAsyncClient kinesis, String stream, String shard, String hashKey) throws Exception {
    kinesis.splitShard(request -> request.streamName(stream).shardToSplit(shard).newStartingHashKey(hashKey)).join();
    Tap.until("the split", () -> kinesis.describeStreamSummary(request -> request.streamName(stream)).join()
        .streamDescriptionSummary().streamStatus() == StreamStatus.ACTIVE);
  }

  /** Puts `<prefix>0`, `<prefix>1`, ... and gives them. */
  static List<String> put(KinesisAsyncClient kinesis, String stream, String prefix, int count) {
    List<String> sent = new ArrayList<>();
    List<PutRecordsRequestEntry> entries = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      String data = prefix + n;
      sent.add(data);
      entries.add(PutRecordsRequestEntry.builder().data(SdkBytes.fromUtf8String(data)).partitionKey("k" + n).build());
    }
    var answer = kinesis.putRecords(request -> request.streamName(stream).records(entries)).join();
    Tap.check(answer.failedRecordCount() == 0 && answer.records().size() == count, answer);
    return sent;
  }
}
