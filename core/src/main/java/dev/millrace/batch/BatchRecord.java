package dev.millrace.batch;

import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.StagedOutput;
import dev.millrace.storage.StateFile;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the batch log holds, in the order in which it happened: data only, nothing of the program but its names. */
sealed interface BatchRecord {
    /** A driver has taken the checkpoint; nothing of a lower epoch is accepted after this. */
    record Claim(long epoch) implements BatchRecord {}

    /** What the program consists of, as the checkpoint knows it, and where each source begins. */
    record Registry(
            String appName,
            long intervalNanos,
            int keyGroups,
            List<Registered> names,
            Map<String, Map<String, Position>> positions)
            implements BatchRecord {
        public Registry {
            names = List.copyOf(names);
            positions = copyOf(positions);
        }

        Registry withPositions(Map<String, Map<String, Position>> newPositions) {
            return new Registry(appName, intervalNanos, keyGroups, names, newPositions);
        }
    }

    /** A source, stateful operator or sink. {@code identity} is what a source said it reads, else empty. */
    record Registered(Kind kind, String name, boolean named, String identity) {
        /** What it is, and its code in the log. */
        enum Kind {
            SOURCE(0),
            OPERATOR(1),
            SINK(2);

            private final int code;

            Kind(int code) {
                this.code = code;
            }

            int code() {
                return code;
            }
        }
    }

    /**
     * What a batch reads, and with how many partitions, before anything of it is seen outside. {@code group} is the first
     * batch of those that it is done together with, 0 if it is done by itself.
     */
    record Seal(
            long batch,
            Instant time,
            long epoch,
            long watermark,
            int defaultPartitions,
            long fingerprint,
            long group,
            List<SealedSource> sources)
            implements BatchRecord {
        public Seal {
            sources = List.copyOf(sources);
        }

        boolean isGrouped() {
            return group != 0;
        }
    }

    /** The ranges of one source in a batch, and how many splits read them. */
    record SealedSource(String source, int splits, List<LogRange> ranges) {
        public SealedSource {
            ranges = List.copyOf(ranges);
        }
    }

    /** The batch has happened, and with it those of its group before it: with these files of state, and these staged outputs, to be published after it. */
    record Done(long batch, Instant time, long epoch, List<StateFile> stateFiles, List<SinkOutputs> outputs)
            implements BatchRecord {
        public Done {
            stateFiles = List.copyOf(stateFiles);
            outputs = List.copyOf(outputs);
        }
    }

    /** The winning attempts of one staged sink. */
    record SinkOutputs(String sink, List<StagedOutput> outputs) {
        public SinkOutputs {
            outputs = List.copyOf(outputs);
        }
    }

    /** What accumulators have come to, as bytes, by name; no bytes for one that is forgotten. */
    record Totals(Map<String, ByteBuffer> byName) implements BatchRecord {
        public Totals {
            byName = java.util.Collections.unmodifiableMap(new TreeMap<>(byName));
        }
    }

    /** The staged outputs of this batch, the last that is done, are all visible: said at an orderly stop. */
    record Published(long batch) implements BatchRecord {}

    /** All that was before is in the records that follow in the same object, and no longer needed. */
    record Summary() implements BatchRecord {}

    /** Numbers of objects that stay although a summary follows them: each is the first that a driver appended. */
    record Fences(List<Long> numbers) implements BatchRecord {
        public Fences {
            numbers = List.copyOf(numbers);
        }
    }

    private static Map<String, Map<String, Position>> copyOf(Map<String, Map<String, Position>> positions) {
        Map<String, Map<String, Position>> copy = new LinkedHashMap<>();
        positions.forEach((source, logs) -> copy.put(source, Map.copyOf(logs)));
        return java.util.Collections.unmodifiableMap(copy);
    }
}
