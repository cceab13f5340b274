package dev.millrace.connector.kinesis;

import dev.millrace.connector.SourceReader;

/** The same where tasks read the shards, run twice, and lose what they read. */
class ReshardingInTasksTest extends KinesisReshardingTest {
    @Override
    SourceReader<KinesisRecord> reader(KinesisSourceBuilder<byte[]> source) {
        return TasksInTest.of(
                source.readInTasks().buildRaw().open(TasksInTest.elsewhere(ReadLoop.context(kinesis.clock()))));
    }
}
