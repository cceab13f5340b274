package dev.millrace.spark;

import dev.millrace.engine.PartitionAction;
import dev.millrace.serde.Serdes;
import java.util.ArrayList;
import java.util.List;

/** Record i of partition p goes to target (p + i) mod {@code targets}. Made and used within one task. */
record SpreadAction(Serdes serdes, int targets) implements PartitionAction<Object, List<Chunk>> {
    @Override
    public PartitionConsumer<Object, List<Chunk>> begin(int partition) {
        return new Consumer(this, partition % targets);
    }

    private static final class Consumer implements PartitionConsumer<Object, List<Chunk>> {
        private final List<Chunk.Writer> writers = new ArrayList<>();
        private int next;

        private Consumer(SpreadAction action, int first) {
            for (int i = 0; i < action.targets(); i++) {
                writers.add(new Chunk.Writer(action.serdes()));
            }
            next = first;
        }

        @Override
        public void accept(Object record) {
            writers.get(next).accept(record);
            next = next + 1 == writers.size() ? 0 : next + 1;
        }

        /** A chunk for each target that gets records, with the target's number. */
        @Override
        public List<Chunk> finish() {
            List<Chunk> chunks = new ArrayList<>();
            for (int target = 0; target < writers.size(); target++) {
                if (!writers.get(target).isEmpty()) {
                    chunks.add(writers.get(target).finish(target));
                }
            }
            return chunks;
        }
    }
}
