package client;

import static client.Tap.check;
import static client.Tap.until;
import static java.util.concurrent.CompletableFuture.runAsync;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.RetrievalSpecificConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * The Kinesis Client Library on a stream that is split while it reads. Its leases are DynamoDB's business, to which
 * AWS_ENDPOINT_URL_DYNAMODB leads.
 */
public final class KclCases {
  private static final String RUN = Long.toString(ProcessHandle.current().pid());
  private static final KinesisAsyncClient kinesis = KinesisAsyncClient.create();
  private static final DynamoDbAsyncClient dynamo = DynamoDbAsyncClient.create();
  private static final CloudWatchAsyncClient cloudWatch = CloudWatchAsyncClient.create();

  public static void main(String[] args) {
    Tap tap = new Tap();
    // At once, since the library waits for its leases most of the time.
    List<CompletableFuture<Void>> cases = List.of(
        runAsync(() -> tap.tell("reads by polling", () -> readAcrossSplit("kcl-polling-" + RUN, KclCases::polling))),
        runAsync(() -> tap.tell("reads with fan-out", () -> readAcrossSplit("kcl-fan-out-" + RUN, KclCases::fanOut))));
    cases.forEach(CompletableFuture::join);
    tap.end();
  }

  private static RetrievalSpecificConfig polling(String stream) {
    return new PollingConfig(stream, kinesis).idleTimeBetweenReadsInMillis(250);
  }

  private static RetrievalSpecificConfig fanOut(String stream) {
    return new FanOutConfig(kinesis).streamName(stream).applicationName(stream);
  }

  /** All records, each once, and those of a key in their order. */
  private static void readAcrossSplit(String stream, Function<String, RetrievalSpecificConfig> retrieval)
      throws Exception {
    Streams.open(kinesis, stream, 1);
    List<String> sent = new ArrayList<>(Streams.put(kinesis, stream, "before ", 300));
    Queue<String> read = new ConcurrentLinkedQueue<>();
    Scheduler scheduler = scheduler(stream, retrieval.apply(stream), read);
    Thread worker = new Thread(scheduler);
    worker.setDaemon(true);
    worker.start();
    try {
      until("the records before the split", () -> read.size() >= sent.size());
      Streams.split(kinesis, stream, "shardId-000000000000", Streams.MIDDLE);
      sent.addAll(Streams.put(kinesis, stream, "after ", 300));
      until("the records of the children", () -> read.size() >= sent.size());
    } finally {
      scheduler.startGracefulShutdown().get(60, TimeUnit.SECONDS);
    }
    List<String> order = List.copyOf(read);
    check(order.size() == sent.size() && new TreeSet<>(order).equals(new TreeSet<>(sent)), order.size());
    for (int n = 0; n < sent.size() / 2; n++)
      check(order.indexOf(sent.get(n)) < order.indexOf(sent.get(n + sent.size() / 2)), sent.get(n));
  }

  private static Scheduler scheduler(String stream, RetrievalSpecificConfig retrieval, Queue<String> read) {
    ConfigsBuilder configs = new ConfigsBuilder(
        new SingleStreamTracker(stream, InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON)),
        stream, kinesis, dynamo, cloudWatch, "worker", () -> new Collector(read));
    return new Scheduler(
        configs.checkpointConfig(),
        configs.coordinatorConfig().parentShardPollIntervalMillis(500).shardConsumerDispatchPollIntervalMillis(100),
        configs.leaseManagementConfig().shardSyncIntervalMillis(1000).failoverTimeMillis(2000),
        configs.lifecycleConfig(),
        configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
        configs.processorConfig(),
        configs.retrievalConfig().retrievalSpecificConfig(retrieval));
  }

  /** Keeps the records' texts, and checkpoints where a shard ends. */
  private record Collector(Queue<String> read) implements ShardRecordProcessor {
    @Override
    public void initialize(InitializationInput input) {}

    @Override
    public void processRecords(ProcessRecordsInput input) {
      input.records().forEach(record -> read.add(StandardCharsets.UTF_8.decode(record.data()).toString()));
      checkpoint(input.checkpointer());
    }

    @Override
    public void leaseLost(LeaseLostInput input) {}

    @Override
    public void shardEnded(ShardEndedInput input) {
      checkpoint(input.checkpointer());
    }

    @Override
    public void shutdownRequested(ShutdownRequestedInput input) {
      checkpoint(input.checkpointer());
    }

    private static void checkpoint(RecordProcessorCheckpointer checkpointer) {
      try {
        checkpointer.checkpoint();
      } catch (InvalidStateException | ShutdownException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
