package dev.millrace.connector.kinesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.testkit.AtLeastOnceSinkContractTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** What the contract asks of every sink without transactions, against a real server. */
class KinesisSinkContractTest extends AtLeastOnceSinkContractTest<String> {
    private final LocalKinesis kinesis = LocalKinesis.shared();

    @BeforeEach
    void createStream() {
        kinesis.create(2);
    }

    @AfterEach
    void close() {
        kinesis.close();
    }

    @Override
    protected KinesisSink<String> sink() {
        return KinesisSink.<String>builder()
                .streamName(kinesis.stream())
                .endpointUrl(kinesis.endpoint())
                .partitionKey(text -> text)
                .data(text -> text.getBytes(UTF_8))
                .build();
    }

    @Override
    protected String record(int number) {
        return "record " + number;
    }

    @Override
    protected List<String> visible() {
        List<String> texts = new ArrayList<>();
        for (Shard shard : kinesis.shards()) {
            String iterator = kinesis.client()
                    .getShardIterator(request -> request.streamName(kinesis.stream())
                            .shardId(shard.shardId())
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            GetRecordsResponse response = kinesis.client().getRecords(request -> request.shardIterator(iterator));
            for (Record record : response.records()) {
                texts.add(record.data().asUtf8String());
            }
        }
        return texts;
    }
}
