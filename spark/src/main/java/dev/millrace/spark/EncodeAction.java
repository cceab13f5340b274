package dev.millrace.spark;

import dev.millrace.engine.PartitionAction;
import dev.millrace.serde.Serdes;
import java.util.Optional;

/** Each partition becomes a chunk with its number, if it has records. Made and used within one task. */
record EncodeAction(Serdes serdes) implements PartitionAction<Object, Optional<Chunk>> {
    @Override
    public PartitionConsumer<Object, Optional<Chunk>> begin(int partition) {
        return new Consumer(new Chunk.Writer(serdes), partition);
    }

    private static final class Consumer implements PartitionConsumer<Object, Optional<Chunk>> {
        private final Chunk.Writer writer;
        private final int partition;

        private Consumer(Chunk.Writer writer, int partition) {
            this.writer = writer;
            this.partition = partition;
        }

        @Override
        public void accept(Object record) {
            writer.accept(record);
        }

        @Override
        public Optional<Chunk> finish() {
            return writer.isEmpty() ? Optional.empty() : Optional.of(writer.finish(partition));
        }
    }
}
