package client;

import java.util.Properties;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer;
import org.apache.flink.streaming.connectors.kinesis.config.AWSConfigConstants;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants;
import org.apache.flink.util.CloseableIterator;

/** Flink's source of Kinesis, by polling or with fan-out (`EFO`): reads so many records of a stream, and prints them. */
public final class ReadStream {
  public static void main(String[] args) throws Exception {
    String stream = args[0];
    String publisher = args[1];
    int count = Integer.parseInt(args[2]);
    Properties properties = new Properties();
    properties.setProperty(AWSConfigConstants.AWS_REGION, System.getenv("AWS_REGION"));
    properties.setProperty(AWSConfigConstants.AWS_ENDPOINT, System.getenv("AWS_ENDPOINT_URL"));
    properties.setProperty(AWSConfigConstants.AWS_CREDENTIALS_PROVIDER, "ENV_VAR");
    properties.setProperty(ConsumerConfigConstants.STREAM_INITIAL_POSITION, "TRIM_HORIZON");
    properties.setProperty(ConsumerConfigConstants.RECORD_PUBLISHER_TYPE, publisher);
    properties.setProperty(ConsumerConfigConstants.EFO_CONSUMER_NAME, "flink");
    try (StreamExecutionEnvironment flink = StreamExecutionEnvironment.createLocalEnvironment(2, new Configuration());
        CloseableIterator<String> records = flink
            .addSource(new FlinkKinesisConsumer<>(stream, new SimpleStringSchema(), properties))
            .executeAndCollect()) {
      for (int n = 0; n < count && records.hasNext(); n++) System.out.println(records.next());
    }
    System.exit(0);
  }
}
