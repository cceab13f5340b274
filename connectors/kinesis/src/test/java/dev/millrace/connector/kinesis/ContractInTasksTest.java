package dev.millrace.connector.kinesis;

import dev.millrace.connector.ReplayableSource;
import dev.millrace.connector.SourceContext;
import dev.millrace.connector.SourceReader;

/** What the contract asks of every source, where tasks read the shards. */
class ContractInTasksTest extends KinesisSourceContractTest {
    @Override
    protected ReplayableSource<KinesisRecord> source() {
        return new ReadInTasks(new Disturbed(settings().readInTasks().buildRaw(), faults()));
    }

    private record ReadInTasks(Disturbed source) implements ReplayableSource<KinesisRecord> {
        @Override
        public SourceReader<KinesisRecord> open(SourceContext context) {
            return TasksInTest.of(source.open(TasksInTest.elsewhere(context)));
        }

        @Override
        public String defaultName() {
            return source.defaultName();
        }
    }
}
