package dev.millrace.connector.kinesis.kcl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.StopMode;
import dev.millrace.StreamingContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.kinesis.metrics.MetricsLevel;
import software.amazon.kinesis.metrics.MetricsUtil;

@Timeout(400)
class MetricsTest {
    private static final String DONE =
            "<PutMetricDataResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><ResponseMetadata>"
                    + "<RequestId>1</RequestId></ResponseMetadata></PutMetricDataResponse>";

    @TempDir
    private Path directory;

    /** One application for each level; what is buffered goes out when they stop. */
    @Test
    void metricsGoToCloudWatchByLevelAndDimension() throws Exception {
        TestStream stream = new TestStream(1);
        try (FakeService cloudWatch = new FakeService(request -> DONE)) {
            Seen seen = new Seen();
            try (StreamingContext ssc = SharedReader.context(directory)) {
                for (MetricsLevel level : MetricsLevel.values()) {
                    SharedReader.builder(ssc, stream.name, name(stream, level), Services.shared())
                            .cloudWatchEndpointUrl(cloudWatch.endpoint())
                            .metricsLevel(level)
                            .metricsEnabledDimensions(
                                    Set.of(MetricsUtil.OPERATION_DIMENSION_NAME, MetricsUtil.SHARD_ID_DIMENSION_NAME))
                            .buildWithMessageHandler(record -> new Seen.Entry(0, record.shardId(), 0, level.name()))
                            .foreachRDD(rdd -> seen.addAll(rdd.collect()));
                }
                ssc.start();
                stream.put(8);
                seen.await(entries -> entries.size() == 8 * MetricsLevel.values().length);
                ssc.stop(StopMode.GRACEFULLY);
            }
            List<String> detailed = of(cloudWatch, name(stream, MetricsLevel.DETAILED));
            List<String> summary = of(cloudWatch, name(stream, MetricsLevel.SUMMARY));
            assertEquals(List.of(), of(cloudWatch, name(stream, MetricsLevel.NONE)));
            assertTrue(contain(summary, "RecordsProcessed"), "of level SUMMARY");
            assertTrue(contain(detailed, "RecordsProcessed"));
            assertFalse(contain(summary, "KinesisDataFetcher.getRecords.Time"), "of level DETAILED");
            assertTrue(contain(detailed, "ShardId"));
            assertFalse(contain(detailed, "WorkerIdentifier"), "a dimension that isn't enabled");
        }
    }

    private static String name(TestStream stream, MetricsLevel level) {
        return stream.application + "-" + level + "-";
    }

    private static List<String> of(FakeService cloudWatch, String application) {
        return cloudWatch.requests().stream()
                .filter(request -> request.contains(application))
                .toList();
    }

    private static boolean contain(List<String> requests, String text) {
        return requests.stream().anyMatch(request -> request.contains(text));
    }
}
