package dev.millrace.connector.kafka;

import dev.millrace.connector.AtLeastOnceSink;
import dev.millrace.testkit.AtLeastOnceSinkContractTest;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contract asks of every sink without marks, against a real broker. */
class IdempotentKafkaSinkContractTest extends AtLeastOnceSinkContractTest<String> {
    private final LocalKafka kafka = LocalKafka.shared();

    @BeforeEach
    void createTopic() {
        kafka.create(2);
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    @Override
    protected AtLeastOnceSink<String> sink() {
        return KafkaSink.<String>builder(Map.of("bootstrap.servers", kafka.servers()))
                .topic(kafka.topic())
                .key(text -> text, StringSerializer::new)
                .value(text -> text, StringSerializer::new)
                .idempotent();
    }

    @Override
    protected String record(int number) {
        return "record " + number;
    }

    @Override
    protected List<String> visible() {
        return kafka.committed().stream().map(ConsumerRecord::value).toList();
    }
}
