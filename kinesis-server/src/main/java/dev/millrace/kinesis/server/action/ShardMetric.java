package dev.millrace.kinesis.server.action;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Metrics that can be kept for each shard of a stream; ALL stands for each of the others. */
enum ShardMetric {
    IncomingBytes,
    IncomingRecords,
    OutgoingBytes,
    OutgoingRecords,
    WriteProvisionedThroughputExceeded,
    ReadProvisionedThroughputExceeded,
    IteratorAgeMilliseconds,
    ALL;

    /** The names in their order, each once. */
    static List<String> with(List<String> present, List<String> added) {
        Set<String> all = Set.copyOf(
                Stream.concat(present.stream(), expand(added).stream()).toList());
        return ordered(all);
    }

    static List<String> without(List<String> present, List<String> removed) {
        List<String> gone = expand(removed);
        return present.stream().filter(name -> !gone.contains(name)).toList();
    }

    private static List<String> expand(List<String> names) {
        return names.contains(ALL.name()) ? ordered(null) : names;
    }

    private static List<String> ordered(@org.jspecify.annotations.Nullable Set<String> wanted) {
        return Arrays.stream(values())
                .filter(metric -> metric != ALL)
                .map(Enum::name)
                .filter(name -> wanted == null || wanted.contains(name))
                .toList();
    }
}
